package dev.trotline.archive;

import dev.trotline.error.EnvironmentException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** Brings the file to this Trotline's schema, one numbered script and one transaction at a time. */
final class Migrations {

  /** In order; the first is version 1. A published script is never changed. */
  private static final List<String> SCRIPTS =
      List.of(
          "V001__the_spine.sql",
          "V002__imports.sql",
          "V003__judgements.sql",
          "V004__priorities.sql");

  private Migrations() {}

  /** Applies what is missing, and refuses files of a newer or a different Trotline. */
  static void apply(Database database, Instant now) {
    int version = database.read(Migrations::version);
    refuseNewer(database, version);
    while (version < SCRIPTS.size()) {
      version = database.write(connection -> step(database, connection, now));
    }
    checkHistory(database);
  }

  /**
   * Applies the next script; another process may have been quicker, so the version is read anew.
   */
  private static int step(Database database, Connection connection, Instant now)
      throws SQLException {
    int version = version(connection);
    if (version >= SCRIPTS.size()) {
      return version;
    }
    if (version == 0 && tables(connection) > 0) {
      throw new EnvironmentException(
          "'" + database.file() + "' is a SQLite file, but not a Trotline archive",
          "move it away; 'trotline archive rebuild' makes a new archive from the run folders");
    }
    String script = SCRIPTS.get(version);
    String sql = read(script);
    database.command(sql);
    Sql.update(
        connection,
        "INSERT INTO schema_history (version, file, checksum, applied_ms) VALUES (?, ?, ?, ?)",
        version + 1,
        script,
        checksum(sql),
        now);
    database.command("PRAGMA user_version=" + (version + 1));
    return version + 1;
  }

  private static void refuseNewer(Database database, int version) {
    if (version > SCRIPTS.size()) {
      throw new EnvironmentException(
          "the archive '"
              + database.file()
              + "' has schema version "
              + version
              + ", but this Trotline knows only up to "
              + SCRIPTS.size(),
          "use the newer Trotline that wrote it");
    }
  }

  private static void checkHistory(Database database) {
    List<String> known =
        database.read(
            connection ->
                Sql.list(
                    connection,
                    "SELECT checksum FROM schema_history ORDER BY version",
                    row -> row.getString(1)));
    for (int i = 0; i < Math.min(known.size(), SCRIPTS.size()); i++) {
      if (!known.get(i).equals(checksum(read(SCRIPTS.get(i))))) {
        throw new EnvironmentException(
            "the archive '"
                + database.file()
                + "' was made by a Trotline whose "
                + SCRIPTS.get(i)
                + " differs from this one's",
            "use the Trotline that wrote it, or run 'trotline archive rebuild'");
      }
    }
  }

  private static int version(Connection connection) throws SQLException {
    return Sql.first(connection, "PRAGMA user_version", row -> row.getInt(1)).orElse(0);
  }

  private static int tables(Connection connection) throws SQLException {
    return Sql.first(connection, "SELECT count(*) FROM sqlite_master", row -> row.getInt(1))
        .orElse(0);
  }

  private static String read(String script) {
    try (InputStream in = Migrations.class.getResourceAsStream("/migrations/" + script)) {
      if (in == null) {
        throw new IllegalStateException("the migration " + script + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String checksum(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
