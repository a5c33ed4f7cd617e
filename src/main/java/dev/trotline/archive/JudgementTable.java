package dev.trotline.archive;

import dev.trotline.study.RunId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Recorded judgements. Every method runs in its caller's transaction. */
final class JudgementTable {

  private JudgementTable() {}

  /** Puts a row in the place of an earlier one of the same document; at most one ranks a run. */
  static void put(Connection c, JudgementRow row, Instant now) throws SQLException {
    String run = row.run().toString();
    Sql.update(c, "DELETE FROM judgements WHERE run = ? AND document = ?", run, row.document());
    if (row.ranks()) {
      Sql.update(c, "UPDATE judgements SET ranks = 0 WHERE run = ?", run);
    }
    Sql.update(
        c,
        "INSERT INTO judgements (run, document, document_sha256, checkpoint, checkpoint_sha256,"
            + " judge_code, protocol, ranks, witnessed, recorded_ms)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        run,
        row.document(),
        row.documentHash(),
        row.checkpoint(),
        row.checkpointHash(),
        row.code(),
        row.protocol(),
        row.ranks() ? 1 : 0,
        row.witnessed() ? 1 : 0,
        now);
  }

  /** The judgement kept in a document. */
  static Optional<JudgementRow> of(Connection c, RunId run, String document) throws SQLException {
    return Sql.first(
        c,
        "SELECT * FROM judgements WHERE run = ? AND document = ?",
        JudgementTable::read,
        run.toString(),
        document);
  }

  /** The judgement a run's figures come from. */
  static Optional<JudgementRow> ranking(Connection c, RunId run) throws SQLException {
    return Sql.first(
        c,
        "SELECT * FROM judgements WHERE run = ? AND ranks = 1",
        JudgementTable::read,
        run.toString());
  }

  /** All of one run, by document. */
  static List<JudgementRow> all(Connection c, RunId run) throws SQLException {
    return Sql.list(
        c,
        "SELECT * FROM judgements WHERE run = ? ORDER BY document",
        JudgementTable::read,
        run.toString());
  }

  private static JudgementRow read(ResultSet row) throws SQLException {
    return new JudgementRow(
        RunId.parse(row.getString("run")),
        row.getString("document"),
        row.getString("document_sha256"),
        row.getString("checkpoint"),
        row.getString("checkpoint_sha256"),
        row.getString("judge_code"),
        row.getString("protocol"),
        row.getInt("ranks") == 1,
        row.getInt("witnessed") == 1);
  }
}
