package dev.trotline.archive;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.RefusedException;
import dev.trotline.study.Author;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The one truth for state and decisions (design §3): a SQLite file that several processes may read
 * and write at once. Every method is one transaction that is on disk when it returns, or part of
 * the transaction opened by {@link #inTransaction}. Every method throws {@link
 * EnvironmentException} where the file is damaged, locked, read-only or the disk is full.
 */
public final class Archive implements AutoCloseable {

  private final Database database;
  private final InstantSource clock;

  private Archive(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Opens the archive, making or migrating it if need be.
   *
   * @param db the file; its folder must exist
   * @param clock where times come from
   */
  public static Archive open(Path db, InstantSource clock) {
    Database database = Database.open(db.toAbsolutePath());
    try {
      Migrations.apply(database, clock.instant());
      return new Archive(database, clock);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Moves a damaged archive out of the way, so that a new one can be rebuilt in its place.
   *
   * @return where it is now, or empty if there was none
   */
  public static Optional<Path> setAside(Path db, InstantSource clock) {
    if (!Files.exists(db)) {
      return Optional.empty();
    }
    Path aside = db.resolveSibling(db.getFileName() + ".broken-" + clock.millis());
    try {
      for (String part : List.of("-wal", "-shm", "")) {
        Path from = db.resolveSibling(db.getFileName() + part);
        if (Files.exists(from)) {
          Path to = aside.resolveSibling(aside.getFileName() + part);
          Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      return Optional.of(aside);
    } catch (IOException e) {
      throw new EnvironmentException(
          "the archive '" + db + "' cannot be moved aside", "check the folder's permissions", e);
    }
  }

  /**
   * Does several things as one: all of them are kept or none. Nests; an inner failure undoes the
   * whole.
   */
  public void inTransaction(Runnable work) {
    database.write(
        connection -> {
          work.run();
          return true;
        });
  }

  /** The same, with a result. */
  public <T> T inTransaction(Supplier<T> work) {
    return database.write(connection -> work.get());
  }

  // Runs

  /** Adds a run to the queue; false if it exists already, so that none is ever doubled. */
  public boolean enqueue(RunId id, int wave, String purpose) {
    return enqueue(id, wave, purpose, 0);
  }

  /** The same; runs of a higher priority are started first. */
  public boolean enqueue(RunId id, int wave, String purpose, int priority) {
    return database.write(c -> RunTable.enqueue(c, id, wave, purpose, priority, now()));
  }

  /** Gives a queued run another priority; false if it is queued no more or has it already. */
  public boolean prioritise(RunId id, int priority) {
    return database.write(c -> RunTable.prioritise(c, id, priority));
  }

  /**
   * Gives a queued run a device: {@code queued → starting}. False if the run is not queued or the
   * device carries a live run.
   */
  public boolean claim(RunId id, String device) {
    return claim(id, device, 1);
  }

  /** The same for a device that counts as several. */
  public boolean claim(RunId id, String device, int devices) {
    return database.write(c -> RunTable.claim(c, id, device, devices, now()));
  }

  /**
   * Compare-and-set of a run's state; false if it was not in {@code from}. Going back to {@code
   * queued} releases the device; a terminal state ends the run's device time, drops its stop intent
   * and writes the journal, all at once.
   *
   * @throws IllegalArgumentException if {@code from} is terminal, or if the run would become live
   *     without {@link #claim}
   */
  public boolean transition(RunId id, RunState from, RunState to, Change change) {
    if (from.isTerminal() || to == RunState.STARTING) {
      throw new IllegalArgumentException(
          "no run goes from " + from.word() + " to " + to.word() + " this way");
    }
    if (from == RunState.QUEUED && to == RunState.TRAINING) {
      throw new IllegalArgumentException("a run must claim a device before it trains");
    }
    return database.write(c -> RunTable.transition(c, id, from, to, change, now()));
  }

  /** Records how far a live run is; says nothing of one that is not. */
  public void progress(RunId id, int iteration, int asked) {
    database.write(
        c -> {
          RunTable.progress(c, id, iteration, asked);
          return true;
        });
  }

  /** Corrects when a live run's process was started; false if it is not live. */
  public boolean startedAt(RunId id, Instant at) {
    return database.write(c -> RunTable.startedAt(c, id, at.truncatedTo(ChronoUnit.MILLIS)));
  }

  /**
   * Records that a live run is about to be stopped, before its processes are touched. False if it
   * is not live or a decision stands already, which then holds.
   */
  public boolean intend(RunId id, StopIntent intent) {
    return database.write(c -> RunTable.intend(c, id, intent));
  }

  /** The decision to stop a run that has not been carried out yet. */
  public Optional<StopIntent> intent(RunId id) {
    return database.read(c -> RunTable.intent(c, id));
  }

  /**
   * Inserts a run as it was found on disk; false if it is known already. For rebuild and import.
   */
  public boolean restore(RunRecord run) {
    return database.write(c -> RunTable.restore(c, run));
  }

  /** One run. */
  public Optional<RunRecord> run(RunId id) {
    return database.read(c -> RunTable.one(c, id, now()));
  }

  /** All runs in the order they were enqueued. */
  public List<RunRecord> runs() {
    return database.read(c -> RunTable.all(c, now()));
  }

  /** An experiment's runs in the order they were enqueued. */
  public List<RunRecord> runs(ExperimentId experiment) {
    return database.read(c -> RunTable.of(c, experiment, now()));
  }

  /** The runs in any of these states, in the order they were enqueued. */
  public List<RunRecord> runsIn(Set<RunState> states) {
    return database.read(c -> RunTable.in(c, states, now()));
  }

  /**
   * Replaces a run's metrics of one source.
   *
   * @param source {@code judge} or {@code log}
   */
  public void putMetrics(RunId id, String source, Map<String, Double> values) {
    database.write(
        c -> {
          RunTable.putMetrics(c, id, source, values);
          return true;
        });
  }

  /** A run's metrics of one source by name; empty if there are none. */
  public Map<String, Double> metrics(RunId id, String source) {
    return database.read(c -> RunTable.metrics(c, id, source));
  }

  // Judgements

  /**
   * Records a judgement in the place of an earlier one kept in the same document; one that ranks
   * its run takes that from any other.
   */
  public void putJudgement(JudgementRow row) {
    database.write(
        c -> {
          JudgementTable.put(c, row, now());
          return true;
        });
  }

  /** The recorded judgement that is kept in a document of a run's folder. */
  public Optional<JudgementRow> judgement(RunId id, String document) {
    return database.read(c -> JudgementTable.of(c, id, document));
  }

  /** The recorded judgement a run's figures come from. */
  public Optional<JudgementRow> rankingJudgement(RunId id) {
    return database.read(c -> JudgementTable.ranking(c, id));
  }

  /** All recorded judgements of a run. */
  public List<JudgementRow> judgements(RunId id) {
    return database.read(c -> JudgementTable.all(c, id));
  }

  // Imports

  /** Records where an adopted run comes from, in the place of what was known before. */
  public void putImport(ImportRow row) {
    database.write(
        c -> {
          ImportTable.put(c, row);
          return true;
        });
  }

  /** All adopted runs in the order they were adopted. */
  public List<ImportRow> imports() {
    return database.read(ImportTable::all);
  }

  /**
   * Corrects what is known of an adopted run after its folder has changed; false if there is no
   * such run or it was not adopted.
   */
  public boolean amendImported(RunRecord run) {
    if (!run.state().isTerminal()) {
      throw new IllegalArgumentException("an adopted run is never live: " + run.id());
    }
    return database.write(c -> ImportTable.amend(c, run));
  }

  // Experiments

  /**
   * Records an experiment. False if it was recorded just so before.
   *
   * @param yaml its file's text
   * @param changeSet hash of its canonical change set
   * @throws dev.trotline.error.RefusedException if it differs from what was launched
   */
  public boolean recordExperiment(Experiment experiment, String yaml, String changeSet) {
    return database.write(c -> ExperimentTable.record(c, experiment, yaml, changeSet));
  }

  /** Records what the gate says; false if the experiment is unknown. */
  public boolean verdict(ExperimentId id, Verdict verdict, String figures) {
    return database.write(c -> ExperimentTable.verdict(c, id, verdict, figures, now()));
  }

  /** One experiment. */
  public Optional<ExperimentRow> experiment(ExperimentId id) {
    return database.read(c -> ExperimentTable.one(c, id));
  }

  /** All experiments by number. */
  public List<ExperimentRow> experiments() {
    return database.read(ExperimentTable::all);
  }

  /** The first number no experiment and no run has. */
  public ExperimentId nextExperimentId() {
    return database.read(ExperimentTable::next);
  }

  // Waves, journal, facts

  /** Opens a wave; false if it was opened before. */
  public boolean openWave(int number, String hypothesis) {
    return database.write(c -> JournalTable.openWave(c, number, hypothesis, now()));
  }

  /** Closes an open wave; false if there is none of this number. */
  public boolean closeWave(int number, String verdict, String conclusion) {
    return database.write(c -> JournalTable.closeWave(c, number, verdict, conclusion, now()));
  }

  /** All waves by number. */
  public List<WaveRow> waves() {
    return database.read(JournalTable::waves);
  }

  /** Adds an entry to the journal. */
  public Decision decide(
      Author author, String kind, String subject, String reason, String evidence) {
    return database.write(c -> JournalTable.add(c, now(), author, kind, subject, reason, evidence));
  }

  /** The journal after an entry, oldest first; 0 for all of it. */
  public List<Decision> decisions(long since) {
    return database.read(c -> JournalTable.since(c, since));
  }

  /** The journal's entries about one run, experiment or wave, oldest first. */
  public List<Decision> decisionsAbout(String subject) {
    return database.read(c -> JournalTable.about(c, subject));
  }

  /** Sets a single fact, such as the loop's state. */
  public void put(String key, String json) {
    database.write(
        c -> {
          JournalTable.put(c, key, json);
          return true;
        });
  }

  /** A single fact. */
  public Optional<String> get(String key) {
    return database.read(c -> JournalTable.get(c, key));
  }

  /** Forgets a single fact. */
  public void remove(String key) {
    database.write(
        c -> {
          JournalTable.remove(c, key);
          return true;
        });
  }

  // Who drives

  /** Who drives the study, or did when it died. */
  public Optional<DriverRow> driver() {
    return database.read(c -> JournalTable.get(c, DriverRow.KEY).flatMap(DriverRow::parse));
  }

  /**
   * Makes somebody the driver in the place of whoever was seen there; false if that has changed.
   * From then on this archive object writes as that driver only: every write is refused once
   * another has taken its place.
   */
  public boolean drive(DriverRow mine, Optional<DriverRow> seen) {
    boolean taken =
        database.write(
            c -> {
              if (!JournalTable.get(c, DriverRow.KEY).flatMap(DriverRow::parse).equals(seen)) {
                return false;
              }
              JournalTable.put(c, DriverRow.KEY, mine.text());
              return true;
            });
    if (taken) {
      database.fence(connection -> requireDriver(connection, mine.token()));
    }
    return taken;
  }

  /**
   * One more beat of the driver's heart.
   *
   * @throws RefusedException if another has taken its place
   */
  public void beat() {
    database.write(
        c -> {
          Optional<DriverRow> now = JournalTable.get(c, DriverRow.KEY).flatMap(DriverRow::parse);
          if (now.isPresent()) {
            JournalTable.put(c, DriverRow.KEY, now.get().beaten().text());
          }
          return true;
        });
  }

  /** The driver leaves; does nothing if another has taken its place. */
  public void leave(DriverRow mine) {
    database.fence(null);
    database.write(
        c -> {
          Optional<DriverRow> now = JournalTable.get(c, DriverRow.KEY).flatMap(DriverRow::parse);
          if (now.filter(row -> row.token().equals(mine.token())).isPresent()) {
            JournalTable.remove(c, DriverRow.KEY);
          }
          return true;
        });
  }

  /** What is wrong in the archive, one sentence each; empty if all is well. */
  public List<String> verify() {
    return database.read(Consistency::check);
  }

  @Override
  public void close() {
    database.close();
  }

  private static void requireDriver(Connection c, String token) throws SQLException {
    Optional<DriverRow> now = JournalTable.get(c, DriverRow.KEY).flatMap(DriverRow::parse);
    if (now.isEmpty() || !now.get().token().equals(token)) {
      String by = now.map(row -> " by " + row.who() + " on " + row.host()).orElse("");
      throw new RefusedException(
          "this study was taken over" + by + " while this machine did not answer",
          "leave it to that one; 'trotline status' shows what goes on");
    }
  }

  /** The file keeps milliseconds, and what is returned equals what is read back. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
