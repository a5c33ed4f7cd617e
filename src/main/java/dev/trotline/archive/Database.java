package dev.trotline.archive;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.TrotlineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One connection to one SQLite file, its transactions and its errors in plain words. Safe for use
 * by several threads, one at a time.
 */
final class Database implements AutoCloseable {

  /** Work on the connection. */
  @FunctionalInterface
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Looks at the connection and throws if something is wrong. */
  @FunctionalInterface
  interface Check {
    void run(Connection connection) throws SQLException;
  }

  /** WAL needs shared memory between processes, which these cannot give. */
  private static final Set<String> NETWORK_FILE_SYSTEMS =
      Set.of("nfs", "nfs4", "cifs", "smb3", "lustre", "beegfs", "gpfs", "fuse.sshfs", "9p", "afs");

  private static final String REBUILD = "run 'trotline archive rebuild'";

  private final Path file;
  private final Connection connection;
  private final ReentrantLock turn = new ReentrantLock();
  private int depth;
  private boolean doomed;
  private @Nullable Check fence;

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Opens the file, making it if it is absent. */
  static Database open(Path file) {
    NativeLibrary.prepare();
    Connection connection;
    try {
      connection = new org.sqlite.JDBC().connect("jdbc:sqlite:" + file, new java.util.Properties());
    } catch (SQLException e) {
      throw explain(file, e);
    }
    Database database = new Database(file, connection);
    try {
      database.configure();
      return database;
    } catch (SQLException e) {
      database.close();
      throw explain(file, e);
    }
  }

  private void configure() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=5000");
      statement.execute("PRAGMA foreign_keys=ON");
      journal(statement, onNetwork() ? "DELETE" : "WAL");
      statement.execute("PRAGMA synchronous=FULL");
    }
  }

  /**
   * Two processes that make the same new file collide here without SQLite's busy handler being
   * asked, so the wait is ours.
   */
  private static void journal(Statement statement, String mode) throws SQLException {
    for (int attempt = 0; ; attempt++) {
      try {
        statement.execute("PRAGMA journal_mode=" + mode);
        return;
      } catch (SQLiteException e) {
        if (!isBusy(e) || attempt == 100) {
          throw e;
        }
        LockSupport.parkNanos(50_000_000L);
      }
    }
  }

  private boolean onNetwork() {
    try {
      Path folder = file.toAbsolutePath().getParent();
      String type = Files.getFileStore(folder).type().toLowerCase(Locale.ROOT);
      return NETWORK_FILE_SYSTEMS.contains(type);
    } catch (IOException e) {
      return false;
    }
  }

  /** The file this is. */
  Path file() {
    return file;
  }

  /**
   * What must hold for anything to be written, asked within every transaction; null for nothing.
   */
  void fence(@Nullable Check check) {
    turn.lock();
    try {
      fence = check;
    } finally {
      turn.unlock();
    }
  }

  /** Reads, in the current transaction if there is one. */
  <T> T read(Work<T> work) {
    turn.lock();
    try {
      return work.run(connection);
    } catch (SQLException e) {
      throw explain(file, e);
    } finally {
      turn.unlock();
    }
  }

  /** Writes all or nothing; joins the current transaction if there is one. */
  <T> T write(Work<T> work) {
    turn.lock();
    try {
      return depth > 0 ? join(work) : begin(work);
    } finally {
      turn.unlock();
    }
  }

  private <T> T join(Work<T> work) {
    boolean done = false;
    try {
      T result = work.run(connection);
      done = true;
      return result;
    } catch (SQLException e) {
      throw explain(file, e);
    } finally {
      doomed |= !done;
    }
  }

  private <T> T begin(Work<T> work) {
    boolean done = false;
    try {
      command("BEGIN IMMEDIATE");
      depth++;
      if (fence != null) {
        fence.run(connection);
      }
      T result = work.run(connection);
      if (doomed) {
        throw new IllegalStateException("part of a transaction failed, so none of it is kept");
      }
      command("COMMIT");
      done = true;
      return result;
    } catch (SQLException e) {
      throw explain(file, e);
    } finally {
      if (depth > 0 && !done) {
        rollBack();
      }
      depth = 0;
      doomed = false;
    }
  }

  /** Runs a script of several statements. */
  void command(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private void rollBack() {
    try {
      command("ROLLBACK");
    } catch (SQLException alreadyRolledBack) {
      // SQLite rolls back by itself on a full disk or an I/O error, and then refuses this command.
      return;
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw explain(file, e);
    } finally {
      turn.unlock();
    }
  }

  static boolean isBusy(SQLException e) {
    return code(e) == SQLiteErrorCode.SQLITE_BUSY || code(e) == SQLiteErrorCode.SQLITE_LOCKED;
  }

  /** The primary code, whatever the extended one says. */
  private static SQLiteErrorCode code(SQLException e) {
    int number =
        e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
    return SQLiteErrorCode.getErrorCode(number & 0xff);
  }

  private static boolean isFull(Path file) {
    try {
      return Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace() < 1 << 20;
    } catch (IOException e) {
      return false;
    }
  }

  private static TrotlineException explain(Path file, SQLException e) {
    String name = "the archive '" + file + "' ";
    SQLiteErrorCode code = code(e);
    // The shared index of a write-ahead log that cannot grow is an I/O error to SQLite.
    boolean full = code == SQLiteErrorCode.SQLITE_IOERR && isFull(file);
    return switch (full ? SQLiteErrorCode.SQLITE_FULL : code) {
      case SQLITE_FULL ->
          EnvironmentException.passing(
              name + "cannot be written: the disk is full", "free some space, then repeat", e);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          EnvironmentException.passing(
              name + "was busy for 5 seconds: another program holds it",
              "close the program that has it open, then repeat",
              e);
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          new EnvironmentException(name + "is damaged or is no SQLite file", REBUILD, e);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH ->
          new EnvironmentException(
              name + "cannot be opened for writing", "check its folder and permissions", e);
      case SQLITE_IOERR ->
          EnvironmentException.passing(
              name + "cannot be read or written: the disk reports an error",
              "check the disk and its free space; if it stays so, " + REBUILD,
              e);
      default ->
          new EnvironmentException(
              name + "refused an operation: " + e.getMessage(), "if it stays so, " + REBUILD, e);
    };
  }
}
