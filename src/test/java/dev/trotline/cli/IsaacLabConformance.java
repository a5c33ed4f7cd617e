package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.simulator.isaaclab.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/**
 * A study on an installation that stands in for one generation of Isaac Lab, driven through the
 * real commands. See {@link StandIn}.
 */
abstract class IsaacLabConformance {

  static final String TASK = "Isaac-Velocity-Flat-Anymal-D-v0";

  @TempDir Path folder;

  Path study;
  Path root;

  void makeStudy(StandIn standIn, String environment) throws IOException {
    makeStudy(standIn, environment, "");
  }

  void makeStudy(StandIn standIn, String environment, String simulator) throws IOException {
    study = Files.createDirectories(folder.resolve("study"));
    root = standIn.build(folder);
    configure(environment, simulator);
  }

  void configure(String environment, String simulator) throws IOException {
    configure(environment, simulator, StandIn.python(root));
  }

  void configure(String environment, String simulator, Path python) throws IOException {
    Files.writeString(
        study.resolve("study.yaml"),
        """
        name: conformance
        simulator:
          kind: isaaclab
          task: %s
          root: %s
          python: %s
          num_envs: 64
          max_iterations: 60
        %s  environment: {STANDIN_STARTUP: "0.05", %s}
        objective: {minimize: velocity_error, subject_to: [timeout_share >= 0.5]}
        executor: {kind: local, slots: 1, stagger: 0 s}
        limits: {startup: 20 s, no_progress: 3 s, kill_grace: 1 s, teardown: 2 s, free_disk_mib: 1}
        """
            .formatted(TASK, root, python, simulator, environment));
  }

  Cli cli() {
    return new Cli(study).with("DISPLAY", ":99");
  }

  JsonNode launch(int exit, String... arguments) {
    List<String> all = Stream.concat(Stream.of("--json", "launch"), Stream.of(arguments)).toList();
    return cli().launch(all.toArray(new String[0])).exits(exit).json();
  }

  String console(String run) throws IOException {
    return Files.readString(study.resolve("runs").resolve(run).resolve("console.log"));
  }

  Path logFolder(String run) throws IOException {
    Path logs = study.resolve("runs").resolve(run).resolve("logs/rsl_rl/anymal_d_flat");
    try (Stream<Path> folders = Files.list(logs)) {
      return folders.filter(f -> !Files.isSymbolicLink(f)).findFirst().orElseThrow();
    }
  }

  /** Processes that still run in this test's folder. */
  List<Long> left() throws IOException {
    List<Long> found = new ArrayList<>();
    for (ProcessHandle process : (Iterable<ProcessHandle>) ProcessHandle.allProcesses()::iterator) {
      try {
        Path cwd = Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"));
        if (cwd.startsWith(study)) {
          found.add(process.pid());
        }
      } catch (IOException gone) {
        continue;
      }
    }
    return found;
  }

  Process trotline(String... arguments) throws IOException {
    List<String> argv =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.trotline.cli.Main"));
    argv.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(argv).directory(study.toFile());
    builder.environment().put("TROTLINE_HOME", Cli.home().toString());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("trotline.log").toFile());
    return builder.start();
  }

  static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waiting").isLessThan(end);
      Thread.sleep(20);
    }
  }
}
