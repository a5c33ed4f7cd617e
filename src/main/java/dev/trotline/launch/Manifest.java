package dev.trotline.launch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.error.InvalidInputException;
import dev.trotline.study.RunId;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * What a run's manifest {@code run.json} says of its place in the study; enough to put the run back
 * into a lost archive.
 *
 * @param run the run
 * @param wave the wave it was launched for
 * @param purpose why it was launched
 * @param device the device it was given
 * @param devices devices that counts as: its GPUs
 * @param priority its place in the queue
 * @param queuedAt when it was enqueued
 * @param preparedAt when the manifest was written, just before the start
 */
record Manifest(
    RunId run,
    int wave,
    String purpose,
    String device,
    int devices,
    int priority,
    Instant queuedAt,
    Instant preparedAt) {

  static final String FILE = "run.json";
  static final String SCHEMA = "trotline/run-manifest/1";

  /**
   * Reads a run folder's manifest.
   *
   * @throws InvalidInputException if it makes no sense
   */
  static Manifest read(Path runFolder) {
    Path file = runFolder.resolve(FILE);
    JsonNode root = Json.read(file, SCHEMA);
    try {
      return new Manifest(
          RunId.parse(root.path("run").asText()),
          root.path("wave").asInt(),
          root.path("purpose").asText(),
          root.path("device").path("name").asText(),
          (int) root.path("device").path("gpu").asText("").chars().filter(c -> c == ',').count()
              + 1,
          root.path("priority").asInt(),
          Instant.parse(root.path("queued_at").asText()),
          Instant.parse(root.path("prepared_at").asText()));
    } catch (DateTimeException e) {
      throw new InvalidInputException(
          file + " has a time that does not parse: " + e.getMessage(),
          file.toString(),
          null,
          null,
          e);
    }
  }
}
