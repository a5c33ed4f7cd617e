package dev.trotline.archive;

import dev.trotline.error.EnvironmentException;
import dev.trotline.metrics.ScalarSeries;
import dev.trotline.process.AtomicFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of SQLite made for other programs to read: runs, their scalars and settings, metrics. It
 * explains itself in the table {@code meta} and appears whole or not at all. Not the archive.
 */
public final class ExportFile implements AutoCloseable {

  /** Version of the tables; raised when a reader would have to change. */
  public static final int SCHEMA = 1;

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
          "CREATE TABLE runs(id INTEGER PRIMARY KEY, name TEXT NOT NULL, path TEXT NOT NULL)",
          "CREATE TABLE tags(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
          "CREATE TABLE scalars(run_id INTEGER NOT NULL REFERENCES runs(id),"
              + " tag_id INTEGER NOT NULL REFERENCES tags(id), step INTEGER NOT NULL,"
              + " wall_time REAL, value REAL)",
          "CREATE TABLE metrics(experiment TEXT NOT NULL, seed TEXT, metric TEXT NOT NULL,"
              + " source TEXT NOT NULL, value REAL)",
          "CREATE TABLE configs(run_id INTEGER NOT NULL REFERENCES runs(id), file TEXT NOT NULL,"
              + " path TEXT NOT NULL, value TEXT)",
          "CREATE VIEW curves AS SELECT runs.name AS run, tags.name AS tag, step, wall_time, value"
              + " FROM scalars JOIN runs ON runs.id = run_id JOIN tags ON tags.id = tag_id");

  /** Made last: one sort is cheaper than millions of insertions into a tree. */
  private static final List<String> INDEXES =
      List.of(
          "CREATE INDEX scalars_by_tag ON scalars(tag_id, run_id, step)",
          "CREATE INDEX metrics_by_name ON metrics(metric, experiment)",
          "CREATE INDEX configs_by_path ON configs(path, run_id)");

  private static final Map<String, String> EXPLANATION =
      Map.of(
          "format", "trotline/export",
          "schema_version", String.valueOf(SCHEMA),
          "scalars", "one row per point in the order written; wall_time in seconds since 1970",
          "not_a_number", "NaN is NULL, for SQLite has none; infinite values are kept",
          "curves", "a view of scalars with the names of run and tag",
          "configs", "settings the trainer dumped: file, dotted path, value as text",
          "metrics", "figures by experiment and seed; source says who measured");

  private final Connection connection;
  private final PreparedStatement points;
  private final Map<String, Integer> tags = new HashMap<>();
  private int runs;

  private ExportFile(Connection connection) throws SQLException {
    this.connection = connection;
    for (String table : TABLES) {
      command(table);
    }
    command("BEGIN");
    points = connection.prepareStatement("INSERT INTO scalars VALUES(?,?,?,?,?)");
  }

  /**
   * Makes the file, replacing an existing one.
   *
   * @param facts further rows of {@code meta}, such as the program's version
   * @param content called once to add everything
   * @throws EnvironmentException naming the file, if it cannot be written; an old one stands
   */
  public static void write(Path file, Map<String, String> facts, Consumer<ExportFile> content) {
    NativeLibrary.prepare();
    AtomicFile.place(
        file,
        temporary -> {
          // Nothing is lost by writing without a journal: the file has no name yet.
          String options = "?journal_mode=OFF&synchronous=OFF&locking_mode=EXCLUSIVE";
          try (Connection connection =
                  new org.sqlite.JDBC()
                      .connect("jdbc:sqlite:" + temporary + options, new java.util.Properties());
              ExportFile export = new ExportFile(connection)) {
            EXPLANATION.forEach(export::meta);
            facts.forEach(export::meta);
            content.accept(export);
            export.command("COMMIT");
            for (String index : INDEXES) {
              export.command(index);
            }
          } catch (SQLException e) {
            throw failure(file, e);
          }
        });
  }

  private static EnvironmentException failure(@Nullable Path file, SQLException e) {
    return new EnvironmentException(
        "the export " + (file == null ? "" : file + " ") + "cannot be written: " + e.getMessage(),
        "check the folder, its permissions and the free space",
        e);
  }

  private void command(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private void insert(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        if (value instanceof Double number && number.isNaN()) {
          statement.setNull(i + 1, Types.REAL);
        } else {
          statement.setObject(i + 1, value);
        }
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failure(null, e);
    }
  }

  private void meta(String key, String value) {
    insert("INSERT OR REPLACE INTO meta VALUES(?,?)", key, value);
  }

  /**
   * Adds a run.
   *
   * @return its id in the file
   */
  public int run(String name, String path) {
    insert("INSERT INTO runs VALUES(?,?,?)", ++runs, name, path);
    return runs;
  }

  /** Adds all points of a scalar. */
  public void scalars(int run, ScalarSeries series) {
    Integer known = tags.get(series.tag());
    int tag = known == null ? tags.size() + 1 : known;
    if (known == null) {
      tags.put(series.tag(), tag);
      insert("INSERT INTO tags VALUES(?,?)", tag, series.tag());
    }
    try {
      for (int i = 0; i < series.size(); i++) {
        // The driver forgets all of them when a batch is done.
        points.setInt(1, run);
        points.setInt(2, tag);
        points.setLong(3, series.step(i));
        points.setDouble(4, series.wallTime(i));
        points.setDouble(5, series.value(i));
        points.addBatch();
        if (i % 1000 == 999) {
          points.executeBatch();
        }
      }
      points.executeBatch();
    } catch (SQLException e) {
      throw failure(null, e);
    }
  }

  /** Adds a setting of a run. */
  public void config(int run, String file, String path, @Nullable String value) {
    insert("INSERT INTO configs VALUES(?,?,?,?)", run, file, path, value);
  }

  /** Adds a figure of an experiment; no seed means an aggregate. */
  public void metric(
      String experiment, @Nullable String seed, String metric, String source, double value) {
    insert("INSERT INTO metrics VALUES(?,?,?,?,?)", experiment, seed, metric, source, value);
  }

  /** Called by {@link #write}. */
  @Override
  public void close() throws SQLException {
    points.close();
  }
}
