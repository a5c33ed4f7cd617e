package dev.trotline.archive;

import dev.trotline.archive.ImportRow.KnownFile;
import dev.trotline.study.RunId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adopted runs. Every method runs in its caller's transaction. */
final class ImportTable {

  private ImportTable() {}

  /** Puts a row in the place of an earlier one of the same run. */
  static void put(Connection c, ImportRow row) throws SQLException {
    String run = row.run().toString();
    Sql.update(c, "DELETE FROM imports WHERE run = ?", run);
    Sql.update(
        c,
        "INSERT INTO imports (run, path, config, bytes, rule, first_seen_ms, updated_ms, manifest)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        run,
        row.path(),
        row.config(),
        row.bytes(),
        row.rule(),
        row.firstSeen(),
        row.updatedAt(),
        row.manifest());
    for (KnownFile file : row.files()) {
      Sql.update(
          c,
          "INSERT INTO import_files (run, name, head) VALUES (?, ?, ?)",
          run,
          file.name(),
          file.head());
    }
  }

  /** All rows in the order their runs were adopted. */
  static List<ImportRow> all(Connection c) throws SQLException {
    Map<String, Set<KnownFile>> files = new HashMap<>();
    Sql.list(
        c,
        "SELECT run, name, head FROM import_files",
        row ->
            files
                .computeIfAbsent(row.getString(1), run -> new HashSet<>())
                .add(new KnownFile(row.getString(2), row.getString(3))));
    return Sql.list(
        c,
        "SELECT imports.* FROM imports JOIN runs ON runs.id = imports.run ORDER BY runs.position",
        row -> read(row, files.getOrDefault(row.getString("run"), Set.of())));
  }

  /** What is known of an adopted run now; false if it is none. */
  static boolean amend(Connection c, RunRecord run) throws SQLException {
    return Sql.update(
            c,
            "UPDATE runs SET state = ?, cause = ?, note = ?, iteration = ?, iterations_asked = ?,"
                + " started_ms = ?, ended_ms = ? WHERE id = ? AND purpose = ?",
            run.state().word(),
            run.cause(),
            run.note(),
            run.iteration(),
            run.iterationsAsked(),
            run.startedAt(),
            run.endedAt(),
            run.id().toString(),
            RunRecord.IMPORT)
        == 1;
  }

  private static ImportRow read(ResultSet row, Set<KnownFile> files) throws SQLException {
    return new ImportRow(
        RunId.parse(row.getString("run")),
        row.getString("path"),
        row.getString("config"),
        row.getLong("bytes"),
        row.getString("rule"),
        Instant.ofEpochMilli(row.getLong("first_seen_ms")),
        Instant.ofEpochMilli(row.getLong("updated_ms")),
        files,
        row.getString("manifest"));
  }
}
