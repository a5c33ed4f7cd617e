package dev.trotline.launch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.archive.ImportRow;
import dev.trotline.archive.ImportRow.KnownFile;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.process.AtomicFile;
import dev.trotline.simulator.rslrl.LogFolders;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The folder of an adopted run in the study: a manifest, the outcome, and a link to the log folder
 * that stays where it is. The manifest holds all the archive knows, so that a lost archive can be
 * rebuilt even if the original is gone by then.
 *
 * @param row where it comes from; {@link ImportRow#manifest} is the manifest's text
 * @param metrics its normalised log metrics
 */
public record ImportedRun(ImportRow row, Map<String, Double> metrics) {

  /** Key of the manifest's part that is about the import. */
  private static final String KEY = "imported";

  public ImportedRun {
    metrics = new TreeMap<>(metrics);
  }

  /**
   * Writes the manifest of an adopted run.
   *
   * @param run the run
   * @param facts what else is known of it, after the keys every manifest has
   * @param row where it comes from; its manifest is not looked at
   * @param metrics its log metrics
   * @return the same row with the manifest's text
   */
  public static ImportRow withManifest(
      RunRecord run, Map<String, ?> facts, ImportRow row, Map<String, Double> metrics) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schema", Manifest.SCHEMA);
    document.put("run", run.id().toString());
    document.put("experiment", run.id().experiment().toString());
    document.put("seed", run.id().seed());
    document.put("probe", false);
    document.put("wave", run.wave());
    document.put("purpose", run.purpose());
    document.put("queued_at", run.queuedAt().toString());
    document.put("prepared_at", row.firstSeen().toString());
    document.put("device", Map.of("name", ""));
    document.put("imported_from", row.path());
    document.putAll(facts);
    Map<String, Object> imported = new LinkedHashMap<>();
    imported.put("config", row.config());
    imported.put("bytes", row.bytes());
    imported.put("first_seen", row.firstSeen().toString());
    imported.put("updated_at", row.updatedAt().toString());
    imported.put("rule", row.rule());
    Map<String, Object> figures = new TreeMap<>();
    metrics.forEach((name, value) -> figures.put(name, value.isNaN() ? null : value));
    imported.put("metrics", figures);
    List<Map<String, String>> files = new ArrayList<>();
    row.files().stream()
        .sorted((a, b) -> (a.name() + a.head()).compareTo(b.name() + b.head()))
        .forEach(file -> files.add(Map.of("name", file.name(), "head", file.head())));
    imported.put("files", files);
    document.put(KEY, imported);
    return new ImportRow(
        row.run(),
        row.path(),
        row.config(),
        row.bytes(),
        row.rule(),
        row.firstSeen(),
        row.updatedAt(),
        row.files(),
        Json.write(document));
  }

  /**
   * Makes the folder of an adopted run, or mends it; does nothing if all is as it should be.
   *
   * @return true if something was written
   * @throws EnvironmentException if the disk does not take it
   */
  public static boolean materialise(Study study, RunRecord run, ImportRow row) {
    Path folder = study.runFolder(run.id());
    String outcome = RunOutcome.text(run);
    boolean written = false;
    if (!holds(folder.resolve(Manifest.FILE), row.manifest())
        || !holds(folder.resolve(RunOutcome.FILE), outcome)) {
      if (Files.isDirectory(folder)) {
        AtomicFile.sweep(folder);
      }
      RunFolder.make(
          folder, Map.of(Manifest.FILE, row.manifest(), RunOutcome.FILE, outcome), Map.of());
      written = true;
    }
    return link(folder, Path.of(row.path())) || written;
  }

  /** Deletes what an import that was killed left half made. */
  public static void tidy(Study study) {
    RunFolder.sweepDrafts(study.runs());
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.readString(file).equals(text);
    } catch (IOException absent) {
      return false;
    }
  }

  /** One link and no other, so that a run has one log folder. */
  private static boolean link(Path folder, Path target) {
    Path parent = folder.resolve(LogFolders.ROOT).resolve(LogFolders.IMPORTED);
    Path name = target.getFileName();
    Path link = parent.resolve(name == null ? "root" : name.toString());
    try {
      Files.createDirectories(parent);
      boolean right = Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target);
      if (!right) {
        // Not beside the others, where a draft left by a kill would pass for a log folder.
        Path draft = folder.resolve(".import.tmp");
        Files.deleteIfExists(draft);
        Files.createSymbolicLink(draft, target);
        Files.move(draft, link, StandardCopyOption.ATOMIC_MOVE);
      }
      return removeOthers(parent, link) || !right;
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot link " + link + " to " + target + ": " + e.getMessage(),
          "check permissions and free disk space, then repeat",
          e);
    }
  }

  private static boolean removeOthers(Path parent, Path link) throws IOException {
    boolean removed = false;
    try (Stream<Path> entries = Files.list(parent)) {
      for (Path other : entries.filter(entry -> !entry.equals(link)).toList()) {
        if (Files.isSymbolicLink(other)) {
          Files.delete(other);
          removed = true;
        }
      }
    }
    return removed;
  }

  /**
   * Reads what a run folder's manifest says of its import; empty if the run was not adopted.
   *
   * @throws InvalidInputException if the manifest makes no sense
   */
  public static Optional<ImportedRun> read(Path runFolder) {
    Path file = runFolder.resolve(Manifest.FILE);
    JsonNode root = Json.read(file, Manifest.SCHEMA);
    JsonNode imported = root.path(KEY);
    if (!imported.isObject()) {
      return Optional.empty();
    }
    try {
      Set<KnownFile> files = new HashSet<>();
      for (JsonNode known : imported.path("files")) {
        files.add(new KnownFile(known.path("name").asText(), known.path("head").asText()));
      }
      Map<String, Double> metrics = new TreeMap<>();
      imported
          .path("metrics")
          .properties()
          .forEach(
              metric ->
                  metrics.put(
                      metric.getKey(),
                      metric.getValue().isNull() ? Double.NaN : metric.getValue().asDouble()));
      return Optional.of(
          new ImportedRun(
              new ImportRow(
                  Manifest.read(runFolder).run(),
                  root.path("imported_from").asText(),
                  imported.path("config").asText(),
                  imported.path("bytes").asLong(),
                  imported.path("rule").asText(),
                  Instant.parse(imported.path("first_seen").asText()),
                  Instant.parse(imported.path("updated_at").asText()),
                  files,
                  Files.readString(file)),
              metrics));
    } catch (DateTimeException e) {
      throw new InvalidInputException(
          file + " has a time that does not parse: " + e.getMessage(),
          file.toString(),
          KEY,
          null,
          e);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read " + file + ": " + e.getMessage(), "check the file's permissions", e);
    }
  }
}
