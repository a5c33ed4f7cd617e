package dev.trotline.analyze.export;

import dev.trotline.archive.ExportFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Everything in one file of SQLite, for pandas, R, spreadsheets and the sqlite3 shell. */
public final class SqliteExport {

  private SqliteExport() {}

  /**
   * Writes the file, replacing an existing one; it appears whole or not at all.
   *
   * @param facts further rows of the table {@code meta}, such as the program's version
   * @throws dev.trotline.error.EnvironmentException if it cannot be written; an old one stands
   */
  public static void write(
      Path file, Map<String, String> facts, RunSource runs, List<MetricRow> metrics) {
    ExportFile.write(
        file,
        facts,
        export -> {
          runs.forEach(run -> add(export, run));
          for (MetricRow row : metrics) {
            export.metric(row.experiment(), row.seed(), row.metric(), row.source(), row.value());
          }
        });
  }

  private static void add(ExportFile export, ExportedRun run) {
    int id = export.run(run.name(), run.path());
    run.series().all().values().forEach(series -> export.scalars(id, series));
    run.settings()
        .forEach(
            (file, tree) ->
                Flattening.of(tree).forEach((path, value) -> export.config(id, file, path, value)));
  }
}
