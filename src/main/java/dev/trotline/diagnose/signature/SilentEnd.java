package dev.trotline.diagnose.signature;

import dev.trotline.study.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Causes of an end that the log has no word for: exit codes, hangs, logs that just stop. */
final class SilentEnd {

  /** Crashes of native code; after the last iteration they spoil nothing. */
  static final Set<String> CRASHES =
      Set.of("simulator_gpu_crash", "heap_corruption", "shutdown_crash", "worker_process_died");

  static final String SHUTDOWN_CRASH_REMEDY =
      "The training itself had finished: keep its results; close the environment and destroy the"
          + " process group before the program exits.";

  private static final String STACK =
      "Take a stack dump of the live process (py-spy dump) to see what it waits for; the physics"
          + " step, a lock and a file system are the usual places.";
  private static final String KILLED =
      "Look outside the log: the kernel's out-of-memory killer (dmesg), a memory limit of the"
          + " container, the scheduler, or a person.";

  private static final String FETCH_REMEDY =
      "Check that the asset server answers and how far the transfer is; keep the assets in a local"
          + " folder.";

  /** What is under way, in the words that programs have for it: "Creating environment ...". */
  private static final Pattern BEGINS =
      Pattern.compile(
          "^\\W{0,3}(?:\\w{3,5}\\W{1,4})?(?:\\S+: )?(?:creating|loading|starting|initiali[sz]ing|waiting"
              + "|setting up|launching|building|compiling|connecting|fetching|downloading|resolving"
              + "|importing|opening|spawning|requesting|warming up|preparing|parsing)\\b"
              + "|\\bwaiting (?:for|on|until)\\b|\\.\\.\\.$",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern FETCH =
      Pattern.compile(
          "https?://|omniverse://|s3://|nucleus|\\b(?:fetch|download)\\w*",
          Pattern.CASE_INSENSITIVE);

  /** What torchrun says last while it waits for nodes or ranks (torch 1.13 to 2.13). */
  private static final Pattern MEETS =
      Pattern.compile(
          "Rendezvous'ing worker group|waiting for (?:all )?(?:\\d+ )?(?:nodes|ranks|clients|workers)",
          Pattern.CASE_INSENSITIVE);

  private static final String MEET_REMEDY =
      "Start all nodes with the same rendezvous address and number of nodes, and check that the"
          + " port can be reached from each of them.";

  private static final Pattern COUNTS =
      Pattern.compile(
          "\\b(?:global_?step|iteration|iter|it|epoch|episode|update|timesteps?|step)s? ?[=:#]? ?\\d+",
          Pattern.CASE_INSENSITIVE);

  private SilentEnd() {}

  static List<Candidate> of(LogScan scan, Ending ending, boolean complete) {
    Progress progress = scan.progress();
    List<Candidate> found = new ArrayList<>();
    if (ending.state() == RunState.HUNG) {
      found.add(hang(scan, complete, 0.85));
      return found;
    }
    if (ending.endedByUs() || ending.state() == RunState.PREEMPTED) {
      return found;
    }
    Integer code = ending.exitCode();
    if (code != null) {
      byExitCode(scan, code, complete, found);
      return found;
    }
    if (complete || ending.state() == RunState.LOST) {
      return found;
    }
    boolean counting = counting(scan);
    boolean cutShort =
        progress.attemptIterations() == 0
            ? progress.builtLine() > 0
                || progress.simulatorLine() > 0
                || counting
                || begun(scan) != null
            : progress.counted() || progress.unreached();
    if (cutShort) {
      // It is not complete and says nothing. If nobody writes to it any more it hung or was killed;
      // else it may well be running.
      double sure = ending.growing() ? 0.5 : 1;
      found.add(hang(scan, false, 0.4 * sure));
      if (progress.attemptIterations() > 0 || counting) {
        found.add(guess(scan, "killed_sigkill", 0.3 * sure, KILLED));
        found.add(guess(scan, "terminated_by_signal", 0.25 * sure, timeLimit()));
      }
      if (ending.growing() || ending.state() == null) {
        // A log alone does not say that its run is over: a guess, not a failure.
        found.replaceAll(Candidate::asWarning);
      }
    }
    return found;
  }

  private static void byExitCode(LogScan scan, int code, boolean complete, List<Candidate> found) {
    if (complete) {
      if (code > 128) {
        boolean killed = code == 137 || code == 143;
        found.add(
            killed
                ? hang(scan, true, 0.6)
                : guess(scan, "shutdown_crash", 0.8, SHUTDOWN_CRASH_REMEDY));
      } else if (code == 124) {
        found.add(hang(scan, true, 0.7));
      }
      return;
    }
    switch (code) {
      case 137, -9 -> found.add(guess(scan, "killed_sigkill", 0.8, KILLED));
      case 124, 143, -15 -> found.add(guess(scan, "terminated_by_signal", 0.8, timeLimit()));
      case 130, -2 ->
          found.add(
              guess(scan, "user_interrupt", 0.8, "None; somebody or something interrupted it."));
      case 132, -4 ->
          found.add(
              guess(
                  scan,
                  "illegal_instruction",
                  0.8,
                  "Use builds made for this CPU; the log does not say which library was meant."));
      case 134, -6 ->
          found.add(
              guess(
                  scan,
                  "simulator_gpu_crash",
                  0.4,
                  "Native code aborted without a word; look for a core dump or the simulator's own"
                      + " crash log."));
      case 139, -11 ->
          found.add(
              guess(
                  scan,
                  "simulator_gpu_crash",
                  0.6,
                  "Segmentation fault: look for the simulator's crash log; try another driver or"
                      + " simulator version."));
      default -> {
        // Any other code says nothing that the log does not.
      }
    }
  }

  private static Candidate hang(LogScan scan, boolean complete, double confidence) {
    Progress progress = scan.progress();
    if (complete) {
      return guess(
          scan,
          "shutdown_hang",
          confidence,
          "The training had finished: keep its results and end the process after a grace time.");
    }
    if (progress.attemptIterations() > 0 || progress.builtLine() > 0 || counting(scan)) {
      return guess(scan, "training_stalled", confidence, STACK);
    }
    String begun = begun(scan);
    if (begun != null && MEETS.matcher(begun).find()) {
      return guess(scan, "rendezvous_stalled", confidence, MEET_REMEDY);
    }
    if (begun != null && fetches(scan)) {
      return guess(scan, "startup_hang_asset_fetch", confidence, FETCH_REMEDY);
    }
    return guess(
        scan,
        "startup_hang",
        confidence,
        "Give a cold start 15 minutes; if it still hangs, check the driver, the asset server and"
            + " another simulator process on this GPU.");
  }

  /** The last line, if it tells of something that began, and whose end nothing tells. */
  private static @Nullable String begun(LogScan scan) {
    List<LogLine> tail = scan.tail();
    for (int i = tail.size() - 1; i >= 0; i--) {
      String text = tail.get(i).text();
      if (!text.isBlank()) {
        boolean began = BEGINS.matcher(text).find() || MEETS.matcher(text).find();
        return began ? text : null;
      }
    }
    return null;
  }

  /** True if the last lines are of a transfer: the address stands above the waiting. */
  private static boolean fetches(LogScan scan) {
    List<LogLine> tail = scan.tail();
    return tail.stream()
        .skip(Math.max(0, tail.size() - 3L))
        .anyMatch(line -> FETCH.matcher(line.text()).find());
  }

  /** True if the log ends in a script's own counting, in a form that is no known log's. */
  private static boolean counting(LogScan scan) {
    return scan.progress().attemptIterations() == 0
        && scan.tail().stream().filter(line -> COUNTS.matcher(line.text()).find()).count() >= 3;
  }

  private static String timeLimit() {
    return "Ask for a longer time limit and resume from the last checkpoint.";
  }

  private static Candidate guess(LogScan scan, String cause, double confidence, String remedy) {
    List<LogLine> tail = scan.tail();
    List<LogLine> evidence = tail.isEmpty() ? List.of() : List.of(tail.get(tail.size() - 1));
    return Candidate.observed(cause, true, confidence, scan.lines(), List.of(), evidence, remedy);
  }
}
