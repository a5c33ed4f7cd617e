package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.executor.local.LocalExecutor;
import dev.trotline.process.Pause;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.CommandLine;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
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
 * A small night on real processes, to be killed with -9: enqueues runs, starts them, follows them,
 * and stops the hanging ones. Its trainer is a shell script. Arguments: study folder, runs.
 */
final class NightMain {

  private static final Set<RunState> OPEN =
      EnumSet.of(RunState.QUEUED, RunState.STARTING, RunState.TRAINING);

  /** Four kinds of training by seed: good, hanging, crashing with a child left behind, good. */
  private static final String TRAINER =
      """
      echo "payload started"
      case $(( $1 % 4 )) in
        1) echo "iteration 1/3"; trap '' TERM INT; while :; do sleep 0.2; done ;;
        2) echo "iteration 1/3"; setsid sleep 300 & sleep 0.1; exit 3 ;;
        *) for i in 1 2 3; do echo "iteration $i/3"; sleep 0.1; done; echo "Training time: 0.3" ;;
      esac
      """;

  private NightMain() {}

  public static void main(String[] args) throws IOException {
    Study study = Studies.in(Path.of(args[0]));
    night(study, Integer.parseInt(args[1]));
  }

  static FakeSimulator simulator() {
    return new FakeSimulator(
        request ->
            new CommandLine(
                List.of("sh", "-c", TRAINER, "trainer", String.valueOf(request.run().seed())),
                Map.of("PYTHONUNBUFFERED", "1")),
        NightMain::artefacts);
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

  private static void night(Study study, int runs) throws IOException {
    InstantSource clock = InstantSource.system();
    try (Archive archive = Archive.open(study.archive(), clock)) {
      Path awake = study.root().resolve("awake-" + ProcessHandle.current().pid());
      Files.createFile(awake);
      FakeSimulator simulator = simulator();
      LocalExecutor executor = new LocalExecutor(study.config().executor(), Map.of(), clock);
      Dispatcher dispatcher =
          new Dispatcher(study, archive, executor, simulator, Postmortem.byExitCode(), clock);
      List<Integer> seeds = IntStream.range(0, runs).boxed().toList();
      new Launcher(study, archive, simulator).enqueue(Studies.experiment(0), seeds, 0, "baseline");
      while (!archive.runsIn(OPEN).isEmpty()) {
        dispatcher.tick();
        for (var run : dispatcher.live()) {
          if (hangs(run.id()) && run.deviceSeconds() > 0.4 && run.iteration() > 0) {
            dispatcher.stop(run.id(), RunState.HUNG, "no_progress", "no iteration for 0.4 s");
          }
        }
        Pause.sleep(Duration.ofMillis(20));
      }
      dispatcher.reconcile();
    }
  }

  private static boolean hangs(RunId run) {
    return run.seed() % 4 == 1;
  }
}
