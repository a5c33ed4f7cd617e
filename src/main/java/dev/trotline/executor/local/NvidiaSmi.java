package dev.trotline.executor.local;

import dev.trotline.error.EnvironmentException;
import dev.trotline.executor.local.GpuState.Tool;
import dev.trotline.process.MarkerSweep;
import dev.trotline.process.ShortCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks nvidia-smi. Takes a fraction of a second, or several where it hangs. */
final class NvidiaSmi {

  /** A healthy driver answers within a second or two; a broken one hangs. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static final String PROGRAM = "nvidia-smi";

  private final Map<String, String> environment;
  private final Path driver;
  private final Duration limit;

  /**
   * @param environment Trotline's environment; PATH says whether there is an nvidia-smi
   */
  NvidiaSmi(Map<String, String> environment) {
    this(environment, Path.of("/proc/driver/nvidia/gpus"), LIMIT);
  }

  /**
   * @param driver a folder with one entry for each GPU, named by its PCI address
   * @param limit how long it may take to answer
   */
  NvidiaSmi(Map<String, String> environment, Path driver, Duration limit) {
    this.environment = Map.copyOf(environment);
    this.driver = driver;
    this.limit = limit;
  }

  /** The machine's GPUs and who computes on them; never throws for what a driver does. */
  GpuState query() {
    String program = program();
    if (program == null) {
      return GpuState.absent();
    }
    List<String> problems = new ArrayList<>();
    Map<String, String> broken = new LinkedHashMap<>();
    ShortCommand.Result answer = ask(program, "--query-gpu=" + NvidiaText.GPU_COLUMNS, problems);
    if (answer == null) {
      return GpuState.failed(broken, problems);
    }
    NvidiaText.Gpus found = NvidiaText.gpus(answer.out());
    if (!answer.ok()) {
      String said = (answer.out() + "\n" + answer.err()).strip();
      if (said.contains("No devices were found")) {
        return GpuState.of(List.of());
      }
      Optional<String> lost = NvidiaText.lost(said);
      lost.ifPresent(bus -> broken.put(bus, "nvidia-smi cannot reach it any more"));
      problems.add(
          lost.isPresent()
              ? "the GPU at " + lost.get() + " does not answer; a reboot may bring it back"
              : PROGRAM + " failed: " + sentence(said, answer.exitCode()));
      if (found.gpus().isEmpty() && lost.isPresent()) {
        found = NvidiaText.gpus(oneByOne(program, lost.get()));
      }
      if (found.gpus().isEmpty()) {
        return GpuState.failed(broken, problems);
      }
    }
    if (found.nameless()) {
      problems.add("a GPU does not tell its identity and is not used; see '" + PROGRAM + "'");
    }
    found
        .broken()
        .forEach((uuid, word) -> broken.put(uuid, "nvidia-smi says '" + word + "' of it"));
    List<Gpu> gpus = found.split().isEmpty() ? found.gpus() : instances(program, found, problems);
    List<MarkerSweep.Holder> holders = MarkerSweep.holders();
    List<GpuProcess> processes = processes(program, holders, problems);
    return new GpuState(Tool.WORKS, gpus, processes, held(holders), broken, problems);
  }

  /** One GPU that is lost makes nvidia-smi fail for all; asked one by one the others answer. */
  private String oneByOne(String program, String lost) {
    StringBuilder rows = new StringBuilder();
    try (Stream<Path> entries = Files.list(driver)) {
      for (Path entry : entries.sorted().toList()) {
        String bus = String.valueOf(entry.getFileName());
        if (!NvidiaText.sameBus(bus, lost)) {
          String query = "--query-gpu=" + NvidiaText.GPU_COLUMNS;
          ShortCommand.Result answer = ask(program, query, new ArrayList<>(), "-i", bus);
          rows.append(answer != null && answer.ok() ? answer.out() : "").append('\n');
        }
      }
    } catch (IOException noDriver) {
      return "";
    }
    return rows.toString();
  }

  private static Set<String> held(List<MarkerSweep.Holder> holders) {
    Set<String> uuids = new HashSet<>();
    holders.forEach(
        holder -> Occupant.of(holder).ifPresent(occupant -> uuids.addAll(occupant.gpus())));
    return uuids;
  }

  /** GPUs, with the instances in the place of those that are divided. */
  private List<Gpu> instances(String program, NvidiaText.Gpus found, List<String> problems) {
    ShortCommand.Result list = ask(program, "-L", problems);
    List<Gpu> instances = list == null ? List.of() : NvidiaText.instances(list.out());
    var all = new ArrayList<Gpu>();
    for (Gpu gpu : found.gpus()) {
      if (found.split().contains(gpu.uuid())) {
        instances.stream().filter(i -> i.index() == gpu.index()).forEach(all::add);
      } else {
        all.add(gpu);
      }
    }
    return all;
  }

  private List<GpuProcess> processes(
      String program, List<MarkerSweep.Holder> holders, List<String> problems) {
    String query = "--query-compute-apps=" + NvidiaText.PROCESS_COLUMNS;
    ShortCommand.Result answer = ask(program, query, problems);
    if (answer == null) {
      return List.of();
    }
    if (!answer.ok()) {
      problems.add(
          PROGRAM
              + " does not say who computes on the GPUs: "
              + sentence((answer.out() + "\n" + answer.err()).strip(), answer.exitCode()));
    }
    Map<Long, String> ours = new HashMap<>();
    holders.forEach(holder -> ours.put(holder.pid(), holder.marker()));
    return NvidiaText.processes(answer.out()).stream()
        .map(
            row ->
                new GpuProcess(
                    row.pid(),
                    row.uuid(),
                    row.usedMiB(),
                    Objects.requireNonNullElse(ours.get(row.pid()), ""),
                    exists(row.pid())))
        .toList();
  }

  static boolean exists(long pid) {
    return Files.exists(Path.of("/proc", Long.toString(pid)));
  }

  /** Null if it hangs or cannot be started. */
  private ShortCommand.@Nullable Result ask(
      String program, String question, List<String> problems, String... more) {
    List<String> argv = new ArrayList<>(List.of(program, question));
    argv.addAll(List.of(more));
    if (question.startsWith("--query")) {
      argv.add("--format=csv,noheader,nounits");
    }
    try {
      ShortCommand.Result result = ShortCommand.run(argv, Map.of(), null, limit);
      if (!result.timedOut()) {
        return result;
      }
      problems.add(
          PROGRAM
              + " did not answer within "
              + limit.toSeconds()
              + " s; a driver that hangs often needs a reboot");
    } catch (EnvironmentException e) {
      problems.add(e.getMessage());
    }
    return null;
  }

  private static String sentence(String said, int exitCode) {
    String first = said.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
    String text = first.length() > 200 ? first.substring(0, 200) + "…" : first;
    return text.isEmpty() ? "exit code " + exitCode : text;
  }

  private @Nullable String program() {
    String path = environment.getOrDefault("PATH", System.getenv("PATH"));
    for (String folder : (path == null ? "" : path).split(":")) {
      if (!folder.isEmpty()) {
        Path candidate = Path.of(folder, PROGRAM);
        if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
          return candidate.toString();
        }
      }
    }
    return null;
  }
}
