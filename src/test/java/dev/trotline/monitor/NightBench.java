package dev.trotline.monitor;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.executor.Executor;
import dev.trotline.executor.local.LocalExecutor;
import dev.trotline.judge.Judge;
import dev.trotline.launch.Dispatcher;
import dev.trotline.launch.FakeSimulator;
import dev.trotline.launch.Launcher;
import dev.trotline.launch.Postmortem;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.process.StudyLock;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.study.Author;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A night in quick motion, measured: thousands of short trainings (shell scripts: real processes,
 * real supervisors, real archive) on a few slots, with random durations, crashes, hangs and
 * children left behind. Arguments: study folder, runs, slots, mean seconds of a run.
 */
public final class NightBench {

  private static final int ITERATIONS = 5;

  /** Seed of the run, seconds of an iteration, what it comes to. */
  private static final String TRAINER =
      """
      i=0
      while [ $i -lt 5 ]; do
        sleep "$2"
        printf '          Learning iteration %d/5\\n\\n  Mean value_function loss: 0.1\\n\\n' $i
        i=$((i + 1))
        case "$3$i" in
          crash3) exit 3 ;;
          killed3) kill -KILL $PPID $$ ;;
          hang2) trap '' TERM INT; while :; do sleep 1; done ;;
          child5) setsid sleep 300 & ;;
        esac
      done
      echo "Training time: 1.0 seconds"
      """;

  private NightBench() {}

  /** What a run of this seed does, always the same. */
  static String kind(int seed) {
    int draw = new SplittableRandom(seed * 7919L).nextInt(100);
    if (draw < 15) {
      return "crash";
    }
    if (draw < 18) {
      return "killed";
    }
    if (draw < 21) {
      return "hang";
    }
    return draw < 25 ? "child" : "good";
  }

  static RunState expected(int seed) {
    return switch (kind(seed)) {
      case "crash" -> RunState.CRASHED;
      case "killed" -> RunState.LOST;
      case "hang" -> RunState.HUNG;
      default -> RunState.FINISHED;
    };
  }

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    int runs = Integer.parseInt(args[1]);
    int slots = Integer.parseInt(args[2]);
    double mean = Double.parseDouble(args[3]);
    Files.createDirectories(root);
    Files.writeString(
        root.resolve("study.yaml"),
        """
        name: night
        simulator: {kind: mujoco, task: Fake-v0, max_iterations: 5}
        objective: {minimize: velocity_error}
        executor: {kind: local, slots: %d, threads: 1}
        limits: {startup: 30 s, no_progress: 5 s, kill_grace: 1 s, teardown: 10 s, free_disk_mib: 100}
        """
            .formatted(slots));
    Study study = StudyFiles.read(root);
    try (StudyLock lock = StudyLock.acquire(study.lockFile(), "night bench")) {
      night(study, runs, mean);
    }
  }

  private static CommandLine command(TrainingRequest request, double mean) {
    int seed = request.run().seed();
    // Uniform from a quarter of the mean to seven quarters.
    double seconds = mean * (0.25 + 1.5 * new SplittableRandom(seed).nextDouble());
    return new CommandLine(
        List.of(
            "sh",
            "-c",
            TRAINER,
            "trainer",
            String.valueOf(seed),
            String.valueOf(seconds / ITERATIONS),
            kind(seed)),
        Map.of("PYTHONUNBUFFERED", "1"));
  }

  private static Artefacts artefacts(Path folder) {
    try {
      Path console = folder.resolve("console.log");
      List<String> lines = Files.exists(console) ? Files.readAllLines(console) : List.of();
      int done = (int) lines.stream().filter(line -> line.contains("Learning iteration")).count();
      boolean complete = lines.stream().anyMatch(line -> line.startsWith("Training time"));
      return new Artefacts(null, null, done, ITERATIONS, complete, List.of());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void night(Study study, int runs, double mean) throws IOException {
    InstantSource clock = InstantSource.system();
    try (Archive archive = Archive.open(study.archive(), clock)) {
      FakeSimulator simulator =
          new FakeSimulator(request -> command(request, mean), NightBench::artefacts);
      Executor executor =
          new LocalExecutor(study.config().executor(), Map.of("CUDA_VISIBLE_DEVICES", ""), clock);
      Dispatcher dispatcher =
          new Dispatcher(study, archive, executor, simulator, Postmortem.byExitCode(), clock);
      Experiment experiment =
          new Experiment(
              ExperimentId.BASELINE,
              null,
              Author.system("bench"),
              "many short runs",
              List.of(),
              List.of(),
              0,
              Instant.EPOCH);
      List<Integer> seeds = IntStream.rangeClosed(1, runs).boxed().toList();
      new Launcher(study, archive, simulator).enqueue(experiment, seeds, 0, "baseline");
      Judge judge = new Judge(simulator, study.config().judge());
      Settling settling =
          new Settling(study, archive, simulator, judge, new Device("judge", null, 1), 1);
      Instant begin = clock.instant();
      MemoryLog memory = new MemoryLog(study.archive());
      try (Watch watch =
          new Watch(study, archive, dispatcher, executor, simulator, settling, clock, memory)) {
        while (watch.busy()) {
          watch.poll();
          memory.sample(runs);
          if (watch.busy()) {
            watch.rest();
          }
        }
      }
      System.out.printf(
          "%d runs in %.0f s%n", runs, (clock.millis() - begin.toEpochMilli()) / 1000.0);
      memory.print();
      String marker = dispatcher.marker(new RunId(ExperimentId.BASELINE, 1, false));
      NightReport.of(study, archive, marker.substring(0, marker.indexOf(':'))).print();
    }
  }

  /** Counts ends and samples the heap after a collection, the whole process and the archive. */
  private static final class MemoryLog implements WatchListener {
    private final Path archive;
    private final StringBuilder lines = new StringBuilder();
    private int ended;
    private int next = 1;

    MemoryLog(Path archive) {
      this.archive = archive;
    }

    void sample(int runs) throws IOException {
      if (ended < runs * next / 5) {
        return;
      }
      next++;
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      long heap = (runtime.totalMemory() - runtime.freeMemory()) >> 10;
      String rss =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("VmRSS"))
              .findFirst()
              .orElse("")
              .replaceAll("\\D+", "");
      lines.append(
          String.format(
              "after %5d ends: heap %6d KiB, resident %7s KiB, archive %6d KiB%n",
              ended, heap, rss, Files.size(archive) >> 10));
    }

    void print() {
      System.out.print(lines);
    }

    @Override
    public void ended(RunRecord run) {
      ended++;
    }

    @Override
    public void stopping(RunRecord run, RuleVerdict.Stop verdict) {}

    @Override
    public void judged(RunRecord run) {}

    @Override
    public void judgeFailed(RunRecord run, String message) {}
  }

  /** Runs that came to something else than they were made to. */
  static List<String> wrong(Archive archive) {
    return archive.runs().stream()
        .filter(run -> run.state() != expected(run.id().seed()))
        .map(run -> run.id() + " " + run.state().word() + ", not " + expected(run.id().seed()))
        .toList();
  }
}
