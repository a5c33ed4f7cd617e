package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.executor.local.LocalExecutor;
import dev.trotline.process.Pause;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.CommandLine;
import dev.trotline.study.ExecutorSettings;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import dev.trotline.study.StudyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One of several Trotlines on one machine, to be killed with -9. Its trainer marks the slot it is
 * on and complains if it finds another's mark. Arguments: study folder, slots, runs; the machine is
 * TROTLINE_MACHINE, the marks are below SLOTS.
 */
final class ShareMain {

  private static final Set<RunState> OPEN =
      EnumSet.of(RunState.QUEUED, RunState.STARTING, RunState.TRAINING);

  private static final String TRAINER =
      """
      slot=$(printf %s "$TROTLINE_DEVICE" | cut -d ';' -f 3)
      mkdir "$SLOTS/$slot" 2>/dev/null || echo "$TROTLINE_RUN: $slot is taken" >>"$SLOTS/../double"
      echo "payload started"
      echo "$slot $(awk '{print $1}' /proc/uptime)" >>"$SLOTS/../starts-$1"
      for i in 1 2 3; do echo "iteration $i/3"; sleep 0.1; done
      rmdir "$SLOTS/$slot"
      echo "Training time: 0.3"
      """;

  private ShareMain() {}

  public static void main(String[] args) throws IOException {
    Study plain = Studies.in(Path.of(args[0]));
    StudyConfig config = plain.config();
    ExecutorSettings executor = new ExecutorSettings("local", Integer.valueOf(args[1]), 1);
    Study study =
        new Study(
            plain.root(),
            new StudyConfig(
                config.name(),
                config.simulator(),
                config.objective(),
                config.budget(),
                config.seeds(),
                config.planner(),
                executor,
                config.judge(),
                config.limits()));
    work(study, Integer.parseInt(args[2]));
  }

  private static void work(Study study, int runs) throws IOException {
    InstantSource clock = InstantSource.system();
    String name = String.valueOf(study.root().getFileName());
    FakeSimulator simulator =
        new FakeSimulator(
            request ->
                new CommandLine(
                    List.of("sh", "-c", TRAINER, "trainer", name), Map.of("PYTHONUNBUFFERED", "1")),
            ShareMain::artefacts);
    try (Archive archive = Archive.open(study.archive(), clock)) {
      Files.createFile(study.root().resolve("awake-" + ProcessHandle.current().pid()));
      LocalExecutor executor =
          LocalExecutor.shared(study.config().executor(), System.getenv(), clock);
      Dispatcher dispatcher =
          new Dispatcher(study, archive, executor, simulator, Postmortem.byExitCode(), clock);
      List<Integer> seeds = IntStream.range(0, runs).boxed().toList();
      new Launcher(study, archive, simulator).enqueue(Studies.experiment(0), seeds, 0, "baseline");
      while (!archive.runsIn(OPEN).isEmpty()) {
        dispatcher.tick();
        Pause.sleep(Duration.ofMillis(50));
      }
      dispatcher.reconcile();
    }
  }

  private static Artefacts artefacts(Path folder) {
    try {
      Path console = folder.resolve("console.log");
      List<String> lines = Files.exists(console) ? Files.readAllLines(console) : List.of();
      int done = (int) lines.stream().filter(line -> line.startsWith("iteration")).count();
      boolean complete = lines.stream().anyMatch(line -> line.startsWith("Training time"));
      return new Artefacts(null, null, done, 3, complete, List.of());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
