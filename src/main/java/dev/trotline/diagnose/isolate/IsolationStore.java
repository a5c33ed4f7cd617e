package dev.trotline.diagnose.isolate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.diagnose.isolate.search.FactorSet;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.launch.ProbeHours;
import dev.trotline.launch.ProbeJobs;
import dev.trotline.process.AtomicFile;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An isolation on disk: {@code isolation.json} says what is asked, each probe's folder holds {@code
 * probe.json} (what it carries, written before it starts) and {@code outcome.json} (how it ended),
 * {@code result.json} the answer. All are written whole or not at all, so the files are the record
 * from which an interrupted search is carried on.
 */
final class IsolationStore {

  private static final String ASKED = "isolation.json";
  private static final String RESULT = "result.json";
  private static final String PROBE = "probe.json";
  private static final String SCHEMA = "trotline/isolation/1";
  private static final List<String> ANSWER =
      List.of("conclusion", "complete", "probes", "culprits");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Study study;
  private final String name;
  private final Path folder;

  IsolationStore(Study study, String name) {
    this.study = study;
    this.name = name;
    this.folder = ProbeJobs.isolations(study).resolve(name);
  }

  Path folder() {
    return folder;
  }

  Path probeFolder(Probe probe) {
    return ProbeJobs.folder(study, name, probe.name());
  }

  /** What was asked; empty if nothing was yet. */
  Optional<IsolationSettings> settings() {
    Path file = folder.resolve(ASKED);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode root = read(file);
    if (!root.path("schema").asText().equals(SCHEMA)) {
      throw torn(file, "it is not of the schema " + SCHEMA, null);
    }
    List<Integer> sizes = new ArrayList<>();
    root.path("sizes").forEach(size -> sizes.add(size.asInt()));
    return Optional.of(
        new IsolationSettings(
            Kind.parse(root.path("kind").asText()),
            ExperimentId.parse(root.path("experiment").asText()),
            root.path("run").textValue(),
            root.path("symptom").textValue(),
            sizes,
            root.path("iterations").asInt(),
            root.path("most_probes").asInt(),
            Duration.ofMillis(Math.round(1000 * root.path("patience_s").asDouble())),
            root.path("first_seed").asInt(),
            root.path("config_hash").asText()));
  }

  /** Begins; also raises the bound of one that ran out of probes. */
  void begin(IsolationSettings asked, List<String> factors) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schema", SCHEMA);
    document.put("kind", asked.kind().word());
    document.put("experiment", asked.experiment().toString());
    document.put("run", asked.run());
    document.put("symptom", asked.symptom());
    document.put("factors", factors);
    document.put("sizes", asked.sizes());
    document.put("iterations", asked.iterations());
    document.put("most_probes", asked.most());
    document.put("patience_s", asked.patience().toMillis() / 1000.0);
    document.put("first_seed", asked.firstSeed());
    document.put("config_hash", asked.configHash());
    makeFolder();
    write(folder.resolve(ASKED), document);
  }

  private void makeFolder() {
    try {
      Files.createDirectories(folder.resolve("probes"));
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot make the folder " + folder + ": " + e.getMessage(),
          "check permissions and free disk space",
          e);
    }
  }

  /** Puts a finished isolation aside, {@code exp012-terrain.1}, so that it can be done again. */
  void setAside() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    int number = 1;
    while (Files.exists(folder.resolveSibling(name + "." + number))) {
      number++;
    }
    try {
      Files.move(folder, folder.resolveSibling(name + "." + number));
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot put " + folder + " aside: " + e.getMessage(), "check the permissions", e);
    }
  }

  /** The finished answer's document; empty if there is none. */
  Optional<JsonNode> result() {
    Path file = folder.resolve(RESULT);
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  void finish(Map<String, Object> document) {
    write(folder.resolve(RESULT), document);
  }

  /** True if the answer on record says the same; how it is worded does not count. */
  boolean tells(Map<String, Object> answer) {
    Optional<JsonNode> told = result();
    JsonNode now = MAPPER.valueToTree(answer);
    return told.isPresent()
        && ANSWER.stream().allMatch(key -> now.path(key).equals(told.get().path(key)));
  }

  /** Takes the answer back, to look further. */
  void reopen() {
    try {
      Files.deleteIfExists(folder.resolve(RESULT));
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot reopen " + folder + ": " + e.getMessage(), "check the permissions", e);
    }
  }

  /** All probes there are, by number. */
  List<Probe> probes() {
    List<Probe> probes = new ArrayList<>();
    Path all = folder.resolve("probes");
    if (!Files.isDirectory(all)) {
      return probes;
    }
    try (Stream<Path> folders = Files.list(all)) {
      for (Path probe : folders.sorted().toList()) {
        // A folder without this file was being drafted when Trotline died; nothing runs in it.
        if (Files.exists(probe.resolve(PROBE))) {
          probes.add(probe(probe));
        }
      }
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot list " + all + ": " + e.getMessage(), "check the permissions", e);
    }
    probes.sort(java.util.Comparator.comparingInt(Probe::number));
    return probes;
  }

  /** Probes without a record of their end, by the names of their folders alone. */
  List<String> unfinished() {
    Path all = folder.resolve("probes");
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(all)) {
      return folders
          .filter(probe -> !Files.exists(probe.resolve(ProbeHours.OUTCOME)))
          .map(probe -> String.valueOf(probe.getFileName()))
          .filter(name -> name.matches("p\\d{1,6}"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot list " + all + ": " + e.getMessage(), "check the permissions", e);
    }
  }

  /** The first number no folder uses. */
  int nextNumber() {
    int number = 1;
    while (Files.exists(folder.resolve("probes").resolve(Probe.name(number)))) {
      number++;
    }
    return number;
  }

  private static Probe probe(Path folder) {
    JsonNode root = read(folder.resolve(PROBE));
    List<Integer> members = new ArrayList<>();
    root.path("members").forEach(member -> members.add(member.asInt()));
    Probe probe =
        new Probe(
            root.path("number").asInt(),
            root.path("size").asInt(),
            FactorSet.of(members),
            root.path("seed").asInt(),
            root.path("envs").asInt(),
            root.path("device").asText(),
            null);
    Path end = folder.resolve(ProbeHours.OUTCOME);
    if (!Files.exists(end)) {
      return probe;
    }
    JsonNode outcome = read(end);
    return probe.with(
        new Probe.Outcome(
            outcome.path("order").asInt(),
            outcome.path("cancelled").asBoolean(),
            outcome.path("symptom").asText(),
            outcome.path("cause").textValue(),
            outcome.path("evidence").textValue(),
            outcome.path("iterations").asInt(),
            outcome.path("startup_s").asDouble(),
            outcome.path("gap_s").asDouble(),
            outcome.path(ProbeHours.SECONDS).asDouble()));
  }

  /** Says what a probe carries, before it is started. */
  void announce(Probe probe, List<String> members) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("number", probe.number());
    document.put("size", probe.size());
    document.put("members", probe.set().members());
    document.put("names", members);
    document.put("seed", probe.seed());
    document.put("envs", probe.envs());
    document.put("device", probe.device());
    write(probeFolder(probe).resolve(PROBE), document);
  }

  /** Says how a probe ended. */
  void end(Probe probe, Probe.Outcome outcome) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("order", outcome.order());
    document.put("cancelled", outcome.cancelled());
    document.put("symptom", outcome.symptom());
    document.put("cause", outcome.cause());
    document.put("evidence", outcome.evidence());
    document.put("iterations", outcome.iterations());
    document.put("startup_s", outcome.startup());
    document.put("gap_s", outcome.gap());
    document.put(ProbeHours.SECONDS, outcome.seconds());
    write(probeFolder(probe).resolve(ProbeHours.OUTCOME), document);
  }

  private static void write(Path file, Map<String, Object> document) {
    try {
      AtomicFile.write(
          file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return MAPPER.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw torn(file, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read " + file + ": " + e.getMessage(), "check the file's permissions", e);
    }
  }

  private static InvalidInputException torn(
      Path file, String why, @org.jspecify.annotations.Nullable Exception cause) {
    String remedy = "begin anew with --again";
    String text = file + " makes no sense: " + why;
    return cause == null
        ? new InvalidInputException(text, file.toString(), null, remedy)
        : new InvalidInputException(text, file.toString(), null, remedy, cause);
  }
}
