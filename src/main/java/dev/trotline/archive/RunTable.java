package dev.trotline.archive;

import dev.trotline.study.Author;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs, their leases, stop intents and metrics. Every method runs in its caller's transaction. */
final class RunTable {

  private RunTable() {}

  static boolean enqueue(
      Connection c, RunId id, int wave, String purpose, int priority, Instant now)
      throws SQLException {
    return Sql.update(
            c,
            "INSERT INTO runs (id, experiment, state, wave, purpose, priority, queued_ms)"
                + " VALUES (?, ?, 'queued', ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            id.toString(),
            id.experiment().number(),
            wave,
            purpose,
            priority,
            now)
        == 1;
  }

  /** Moves a run within the queue; false if it has left it, or has this place already. */
  static boolean prioritise(Connection c, RunId id, int priority) throws SQLException {
    return Sql.update(
            c,
            "UPDATE runs SET priority = ? WHERE id = ? AND state = 'queued' AND priority <> ?",
            priority,
            id.toString(),
            priority)
        == 1;
  }

  /** Takes the device and leaves the queue; false if either was gone. */
  static boolean claim(Connection c, RunId id, String device, int devices, Instant now)
      throws SQLException {
    return Sql.update(
            c,
            "UPDATE runs SET state = 'starting', device = ?, devices = ?,"
                + " started_ms = max(?, queued_ms)"
                + " WHERE id = ? AND state = 'queued' AND NOT EXISTS (SELECT 1 FROM runs"
                + " WHERE device = ? AND state IN ('starting', 'training'))",
            device,
            devices,
            now,
            id.toString(),
            device)
        == 1;
  }

  static boolean transition(
      Connection c, RunId id, RunState from, RunState to, Change change, Instant now)
      throws SQLException {
    Optional<RunRecord> found = one(c, id, now);
    if (found.isEmpty() || found.get().state() != from) {
      return false;
    }
    RunRecord run = found.get();
    boolean requeued = to == RunState.QUEUED;
    Instant started = requeued ? null : run.startedAt();
    Instant at = notBefore(started, change.at() == null ? now : change.at());
    Sql.update(
        c,
        "UPDATE runs SET state = ?, cause = coalesce(?, cause), note = coalesce(?, note),"
            + " iteration = coalesce(?, iteration),"
            + " iterations_asked = coalesce(?, iterations_asked),"
            + " device = CASE WHEN ? THEN NULL ELSE device END, started_ms = ?, ended_ms = ?,"
            + " device_seconds = ? WHERE id = ?",
        to.word(),
        change.cause(),
        change.note(),
        change.iteration(),
        change.iterationsAsked(),
        requeued ? 1 : 0,
        started,
        to.isTerminal() ? at : null,
        to.isTerminal() ? seconds(started, at) * run.devices() : 0.0,
        id.toString());
    if (to.isTerminal()) {
      Sql.update(c, "DELETE FROM stop_intents WHERE run = ?", id.toString());
      String reason = change.cause() == null ? to.word() : to.word() + ": " + change.cause();
      String evidence = Objects.requireNonNullElse(change.note(), "");
      JournalTable.add(c, at, change.author(), "end", id.toString(), reason, evidence);
    }
    return true;
  }

  /** Moves the start of a live run to when its process really started. */
  static boolean startedAt(Connection c, RunId id, Instant at) throws SQLException {
    return Sql.update(
            c,
            "UPDATE runs SET started_ms = max(?, queued_ms)"
                + " WHERE id = ? AND state IN ('starting', 'training')",
            at,
            id.toString())
        == 1;
  }

  static void progress(Connection c, RunId id, int iteration, int asked) throws SQLException {
    Sql.update(
        c,
        "UPDATE runs SET iteration = ?, iterations_asked = ? WHERE id = ?"
            + " AND state IN ('starting', 'training')"
            + " AND (iteration <> ? OR iterations_asked <> ?)",
        iteration,
        asked,
        id.toString(),
        iteration,
        asked);
  }

  /** Puts a run back as it was found on disk, replacing nothing. */
  static boolean restore(Connection c, RunRecord run) throws SQLException {
    return Sql.update(
            c,
            "INSERT INTO runs (id, experiment, state, cause, note, device, wave, purpose,"
                + " iteration, iterations_asked, queued_ms, started_ms, ended_ms, device_seconds,"
                + " devices, priority) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            run.id().toString(),
            run.id().experiment().number(),
            run.state().word(),
            run.cause(),
            run.note(),
            run.device(),
            run.wave(),
            run.purpose(),
            run.iteration(),
            run.iterationsAsked(),
            run.queuedAt(),
            run.startedAt(),
            run.endedAt(),
            run.state().isTerminal() ? run.deviceSeconds() : 0.0,
            run.devices(),
            run.priority())
        == 1;
  }

  static Optional<RunRecord> one(Connection c, RunId id, Instant now) throws SQLException {
    return Sql.first(c, "SELECT * FROM runs WHERE id = ?", row -> read(row, now), id.toString());
  }

  static List<RunRecord> all(Connection c, Instant now) throws SQLException {
    return Sql.list(c, "SELECT * FROM runs ORDER BY position", row -> read(row, now));
  }

  static List<RunRecord> of(Connection c, ExperimentId experiment, Instant now)
      throws SQLException {
    return Sql.list(
        c,
        "SELECT * FROM runs WHERE experiment = ? ORDER BY position",
        row -> read(row, now),
        experiment.number());
  }

  static List<RunRecord> in(Connection c, Collection<RunState> states, Instant now)
      throws SQLException {
    String marks = states.stream().map(state -> "?").collect(Collectors.joining(", "));
    return Sql.list(
        c,
        "SELECT * FROM runs WHERE state IN (" + marks + ") ORDER BY position",
        row -> read(row, now),
        states.stream().map(RunState::word).toArray());
  }

  /** False if the run is not live any more or somebody else already decided. */
  static boolean intend(Connection c, RunId id, StopIntent intent) throws SQLException {
    return Sql.update(
            c,
            "INSERT INTO stop_intents (run, state, cause, note, author, asked_ms)"
                + " SELECT id, ?, ?, ?, ?, ? FROM runs WHERE id = ?"
                + " AND state IN ('starting', 'training') ON CONFLICT (run) DO NOTHING",
            intent.state().word(),
            intent.cause(),
            intent.note(),
            intent.author().toString(),
            intent.at(),
            id.toString())
        == 1;
  }

  static Optional<StopIntent> intent(Connection c, RunId id) throws SQLException {
    return Sql.first(
        c,
        "SELECT * FROM stop_intents WHERE run = ?",
        row ->
            new StopIntent(
                RunState.parse(row.getString("state")),
                row.getString("cause"),
                row.getString("note"),
                Author.parse(row.getString("author")),
                Instant.ofEpochMilli(row.getLong("asked_ms"))),
        id.toString());
  }

  static void putMetrics(Connection c, RunId id, String source, Map<String, Double> values)
      throws SQLException {
    Sql.update(c, "DELETE FROM metrics WHERE run = ? AND source = ?", id.toString(), source);
    for (Map.Entry<String, Double> metric : values.entrySet()) {
      Double value = metric.getValue();
      Sql.update(
          c,
          "INSERT INTO metrics (run, source, name, value) VALUES (?, ?, ?, ?)",
          id.toString(),
          source,
          metric.getKey(),
          value.isNaN() ? null : value);
    }
  }

  static Map<String, Double> metrics(Connection c, RunId id, String source) throws SQLException {
    Map<String, Double> values = new LinkedHashMap<>();
    Sql.list(
        c,
        "SELECT name, value FROM metrics WHERE run = ? AND source = ? ORDER BY name",
        row -> {
          String name = row.getString(1);
          double value = row.getDouble(2);
          return values.put(name, row.wasNull() ? Double.NaN : value);
        },
        id.toString(),
        source);
    return values;
  }

  private static RunRecord read(ResultSet row, Instant now) throws SQLException {
    RunState state = RunState.parse(row.getString("state"));
    Instant started = Sql.instant(row, "started_ms");
    return new RunRecord(
        RunId.parse(row.getString("id")),
        state,
        row.getString("cause"),
        row.getString("note"),
        row.getString("device"),
        row.getInt("wave"),
        row.getString("purpose"),
        row.getInt("iteration"),
        row.getInt("iterations_asked"),
        Instant.ofEpochMilli(row.getLong("queued_ms")),
        started,
        Sql.instant(row, "ended_ms"),
        state.isLive()
            ? seconds(started, now) * row.getInt("devices")
            : row.getDouble("device_seconds"),
        row.getInt("devices"),
        row.getInt("priority"));
  }

  /** Exit codes are dated to the second and clocks are set back; no run ends before its start. */
  private static Instant notBefore(@Nullable Instant earliest, Instant at) {
    return earliest != null && at.isBefore(earliest) ? earliest : at;
  }

  private static double seconds(@Nullable Instant from, Instant to) {
    return from == null ? 0.0 : Math.max(0, Duration.between(from, to).toMillis()) / 1000.0;
  }
}
