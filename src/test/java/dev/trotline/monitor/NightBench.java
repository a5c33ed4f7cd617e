package dev.trotline.monitor;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.study.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A night in quick motion, measured: thousands of short trainings (shell scripts: real processes,
 * real supervisors, real archive) on a few slots, with random durations, crashes, hangs and
 * children left behind. Arguments: study folder, runs, slots, mean seconds of a run.
 */
public final class NightBench {

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
    int runs = Integer.parseInt(args[1]);
    int slots = Integer.parseInt(args[2]);
    double mean = Double.parseDouble(args[3]);
    String limits = "{startup: 30 s, no_progress: 5 s, kill_grace: 1 s, teardown: 10 s}";
    try (ShellNight night =
        new ShellNight(Path.of(args[0]), slots, limits, seed -> trainer(seed, mean))) {
      night.enqueue(runs);
      long begin = System.nanoTime();
      MemoryLog memory = new MemoryLog(night.study.archive());
      night.watch(memory, () -> memory.sample(runs));
      System.out.printf("%d runs in %.0f s%n", runs, (System.nanoTime() - begin) / 1e9);
      memory.print();
      NightReport.of(night).print();
    }
  }

  private static List<String> trainer(int seed, double mean) {
    // Uniform from a quarter of the mean to seven quarters.
    double seconds = mean * (0.25 + 1.5 * new SplittableRandom(seed).nextDouble());
    double iteration = seconds / ShellNight.ITERATIONS;
    return List.of("-c", TRAINER, "trainer", "" + seed, "" + iteration, kind(seed));
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

    void sample(int runs) {
      if (ended < runs * next / 5) {
        return;
      }
      next++;
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      long heap = (runtime.totalMemory() - runtime.freeMemory()) >> 10;
      try {
        String resident =
            Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("")
                .replaceAll("\\D+", "");
        lines.append(
            String.format(
                "after %5d ends: heap %6d KiB, resident %7s KiB, archive %6d KiB%n",
                ended, heap, resident, Files.size(archive) >> 10));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
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
