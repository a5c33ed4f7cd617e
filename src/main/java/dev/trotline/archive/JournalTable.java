package dev.trotline.archive;

import dev.trotline.study.Author;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decisions, waves and single facts. Every method runs in its caller's transaction. */
final class JournalTable {

  private JournalTable() {}

  static Decision add(
      Connection c,
      Instant at,
      Author author,
      String kind,
      String subject,
      String reason,
      String evidence)
      throws SQLException {
    return Sql.first(
            c,
            "INSERT INTO decisions (at_ms, author, kind, subject, reason, evidence)"
                + " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            row -> new Decision(row.getLong(1), at, author, kind, subject, reason, evidence),
            at,
            author.toString(),
            kind,
            subject,
            reason,
            evidence)
        .orElseThrow();
  }

  static List<Decision> since(Connection c, long id) throws SQLException {
    return Sql.list(
        c, "SELECT * FROM decisions WHERE id > ? ORDER BY id", JournalTable::decision, id);
  }

  static List<Decision> about(Connection c, String subject) throws SQLException {
    return Sql.list(
        c,
        "SELECT * FROM decisions WHERE subject = ? ORDER BY id",
        JournalTable::decision,
        subject);
  }

  private static Decision decision(ResultSet row) throws SQLException {
    return new Decision(
        row.getLong("id"),
        Instant.ofEpochMilli(row.getLong("at_ms")),
        Author.parse(row.getString("author")),
        row.getString("kind"),
        row.getString("subject"),
        row.getString("reason"),
        row.getString("evidence"));
  }

  static boolean openWave(Connection c, int number, String hypothesis, Instant now)
      throws SQLException {
    return Sql.update(
            c,
            "INSERT INTO waves (number, hypothesis, opened_ms) VALUES (?, ?, ?)"
                + " ON CONFLICT (number) DO NOTHING",
            number,
            hypothesis,
            now)
        == 1;
  }

  static boolean closeWave(Connection c, int number, String verdict, String conclusion, Instant now)
      throws SQLException {
    return Sql.update(
            c,
            "UPDATE waves SET closed_ms = ?, verdict = ?, conclusion = ?"
                + " WHERE number = ? AND closed_ms IS NULL",
            now,
            verdict,
            conclusion,
            number)
        == 1;
  }

  static List<WaveRow> waves(Connection c) throws SQLException {
    return Sql.list(
        c,
        "SELECT * FROM waves ORDER BY number",
        row ->
            new WaveRow(
                row.getInt("number"),
                row.getString("hypothesis"),
                Instant.ofEpochMilli(row.getLong("opened_ms")),
                Sql.instant(row, "closed_ms"),
                row.getString("verdict"),
                row.getString("conclusion")));
  }

  static void put(Connection c, String key, String value) throws SQLException {
    Sql.update(
        c,
        "INSERT INTO facts (key, value) VALUES (?, ?)"
            + " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key,
        value);
  }

  static Optional<String> get(Connection c, String key) throws SQLException {
    return Sql.first(c, "SELECT value FROM facts WHERE key = ?", row -> row.getString(1), key);
  }

  static void remove(Connection c, String key) throws SQLException {
    Sql.update(c, "DELETE FROM facts WHERE key = ?", key);
  }
}
