package dev.trotline.launch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.InvalidInputException;
import dev.trotline.process.AtomicFile;
import dev.trotline.study.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run's end as kept in its folder, so that an archive rebuilt from the folders still knows a hung
 * run from a crashed one. Written after the archive; the archive is right where they differ.
 */
record RunOutcome(
    RunState state,
    @Nullable String cause,
    @Nullable String note,
    int iteration,
    int iterationsAsked,
    @Nullable Instant startedAt,
    Instant endedAt,
    double deviceSeconds) {

  static final String FILE = "outcome.json";
  static final String SCHEMA = "trotline/run-outcome/1";

  /** Writes the end of a run into its folder, if it has one. */
  static void write(Path runFolder, RunRecord run) {
    if (run.endedAt() != null && Files.isDirectory(runFolder)) {
      AtomicFile.write(runFolder.resolve(FILE), text(run));
    }
  }

  /** The end of a run that has ended, as it is written. */
  static String text(RunRecord run) {
    Instant endedAt = Objects.requireNonNull(run.endedAt(), "a run that goes on has no outcome");
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schema", SCHEMA);
    document.put("run", run.id().toString());
    document.put("state", run.state().word());
    document.put("cause", run.cause());
    document.put("note", run.note());
    document.put("iteration", run.iteration());
    document.put("iterations_asked", run.iterationsAsked());
    document.put("started_at", run.startedAt() == null ? null : run.startedAt().toString());
    document.put("ended_at", endedAt.toString());
    document.put("device_seconds", run.deviceSeconds());
    return Json.write(document);
  }

  /** Reads it back; empty if the run had not ended. */
  static Optional<RunOutcome> read(Path runFolder) {
    Path file = runFolder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode root = Json.read(file, SCHEMA);
    try {
      String started = root.path("started_at").textValue();
      return Optional.of(
          new RunOutcome(
              RunState.parse(root.path("state").asText()),
              root.path("cause").textValue(),
              root.path("note").textValue(),
              root.path("iteration").asInt(),
              root.path("iterations_asked").asInt(),
              started == null ? null : Instant.parse(started),
              Instant.parse(root.path("ended_at").asText()),
              root.path("device_seconds").asDouble()));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new InvalidInputException(
          file + " makes no sense: " + e.getMessage(), file.toString(), null, null, e);
    }
  }
}
