package dev.trotline.diagnose.signature;

import dev.trotline.diagnose.signature.Signature.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Weighs what a scan found. A root stands above its consequences; among equals the first real error
 * stands above later ones; what training went on after is no cause of its end.
 */
public final class Ranking {

  /** Trouble that training outlives for a while before its numbers go bad. */
  private static final Set<String> ROOTS_OF_NUMERICS =
      Set.of("physics_instability", "value_loss_nonfinite", "mjwarp_constraint_buffer");

  private static final Set<String> SIGNALS =
      Set.of("user_interrupt", "terminated_by_signal", "killed_sigkill");

  /**
   * What a program runs into while it starts: after the end of a training, that is the next one.
   */
  private static final Set<String> OF_A_START = Set.of("import", "version", "config", "checkpoint");

  private static final double PROMOTED = 0.75;

  /**
   * Most lines that a program's buffer may still hold (8 KiB) when its traceback is printed: the
   * traceback goes out at once, the iterations before it only when the program exits.
   */
  private static final int MOST_BUFFERED = 250;

  /**
   * So few lines do not fill a buffer: where an iteration stands before a traceback all the same,
   * the output was not buffered, and what stands after the traceback came after it.
   */
  private static final int SURELY_UNBUFFERED = 40;

  /**
   * One robot of many that is set back disturbs nothing; a simulation that breaks again and again
   * does.
   */
  private static final int OFTEN = 3;

  /** Iterations that may still be printed after a signal. */
  private static final int LAST_ITERATIONS = 3;

  /** A weaker exception does not outrank a plain line. */
  private static final double OWN_CODE = 0.6;

  /** How far a line that calls itself a warning, or that the program outlived, can be trusted. */
  private static final double MILD = 0.7;

  private static final Pattern CALLS_ITSELF_MILD =
      Pattern.compile(
          "^\\W{0,3}(?:W\\d{4} |warn(?:ing)?\\b|info\\b)|\\[(?:warn|warning|info)\\]|\\b\\w+Warning:"
              // As Python prints warnings, whatever their class is called.
              + "|\\.py:\\d+: \\w+(?:Error|Exception): |^\\s+warnings\\.warn\\(",
          Pattern.CASE_INSENSITIVE);

  private Ranking() {}

  /** Candidates by what they can have done to the run. */
  private static final class Piles {
    private final List<Candidate> fatal = new ArrayList<>();
    private final List<Candidate> warnings = new ArrayList<>();
    private final List<Candidate> consequences = new ArrayList<>();

    /** What a line says that calls itself a warning: a cause only if nothing else ended the run. */
    private final List<Candidate> mild = new ArrayList<>();

    /** Causes that a run which otherwise went well was warned of again and again. */
    private final Set<String> recurring = new HashSet<>();

    /** What ended an attempt before the last one in the same log. */
    private final List<Candidate> former = new ArrayList<>();
  }

  /** Ranks what the scan found, in the light of how the run ended. */
  public static Reading read(LogScan scan, Ending ending) {
    Progress progress = scan.progress();
    LastWords words = scan.lastWords();
    boolean told = progress.counted() && ending.exitCode() == null && ending.state() == null;
    boolean complete =
        ending.complete()
            || (progress.complete() && (progress.endLine() == 0 || words.endLine() > 0))
            || (told && words.closeTraining());
    int attempt = Math.max(progress.attemptLine(), Attempts.lastBegins(scan));
    Piles piles = new Piles();
    for (Hit hit : scan.hits()) {
      sort(scan, ending, complete, hit, attempt, piles);
    }
    for (Candidate guess : UnsignedErrors.of(scan)) {
      boolean former = guess.line() < attempt;
      (!guess.fatal() ? piles.warnings : former ? piles.former : piles.fatal).add(guess);
    }
    List<Candidate> fatal = piles.fatal;
    List<Candidate> warnings = piles.warnings;
    numbers(progress, fatal, warnings);
    if (fatal.isEmpty() || fatal.stream().noneMatch(Candidate::signed)) {
      fatal.addAll(piles.consequences);
    }
    if (fatal.isEmpty()) {
      fatal.addAll(piles.former);
    } else {
      piles.former.forEach(candidate -> warnings.add(candidate.asWarning()));
    }
    promote(fatal, warnings, root -> ROOTS_OF_NUMERICS.contains(root.cause()));
    promote(fatal, piles.mild, root -> true);
    List<Candidate> silent = fatal.isEmpty() ? SilentEnd.of(scan, ending, complete) : List.of();
    List<Candidate> order = ordered(joined(fatal));
    blame(order);
    // What was warned of and never got over is likelier than a guess from silence.
    order.addAll(ordered(joined(piles.mild)));
    warnings.stream()
        .filter(candidate -> ROOTS_OF_NUMERICS.contains(candidate.cause()) && candidate.strong())
        .forEach(order::add);
    order.addAll(silent);
    order.addAll(ordered(joined(warnings)));
    Set<String> named = new HashSet<>();
    List<Finding> findings =
        order.stream()
            .filter(candidate -> named.add(candidate.cause()))
            .map(Candidate::finding)
            .toList();
    return conclude(scan, ending, complete, first(findings, piles.recurring), piles.recurring);
  }

  private static void sort(
      LogScan scan, Ending ending, boolean complete, Hit hit, int attempt, Piles piles) {
    Severity severity = hit.signature().severity();
    String cause = hit.signature().cause();
    if (ending.endedByUs()
        && (cause.equals("user_interrupt") || cause.equals("terminated_by_signal"))) {
      return;
    }
    Progress progress = scan.progress();
    // A program that was told to stop may take a moment to do so.
    boolean stopping =
        SIGNALS.contains(cause)
            && !complete
            && hit.iterationAfter() > 0
            && progress.iterations() - hit.iterationAfter() <= LAST_ITERATIONS;
    boolean wentOn =
        !stopping && outlived(scan, complete, hit.error(), hit.last(), hit.iterationAfter());
    // What is only said while a finished program closes down spoils nothing, short of a crash.
    boolean closing =
        progress.endLine() > 0
            && hit.first().number() > progress.endLine()
            && !SilentEnd.CRASHES.contains(cause)
            && !OF_A_START.contains(hit.signature().category())
            && (hit.error() == null || SIGNALS.contains(cause));
    if (closing) {
      piles.warnings.add(Candidate.of(hit, false, 0.4, scan.facts()));
    } else if (severity == Severity.SPOILS) {
      piles.fatal.add(Candidate.of(hit, true, 1, scan.facts()));
    } else if (mild(hit) && !wentOn && severity == Severity.FATAL) {
      piles.mild.add(Candidate.of(hit, false, MILD, scan.facts()));
    } else if (severity == Severity.WARNING || wentOn) {
      if (ROOTS_OF_NUMERICS.contains(cause) && hit.count() >= OFTEN) {
        piles.recurring.add(cause);
      }
      piles.warnings.add(
          Candidate.of(hit, false, severity == Severity.WARNING ? 1 : 0.4, scan.facts()));
    } else {
      Candidate candidate = Candidate.of(hit, true, trust(progress, hit), scan.facts());
      if (complete && SilentEnd.CRASHES.contains(cause)) {
        candidate = candidate.as("shutdown_crash", SilentEnd.SHUTDOWN_CRASH_REMEDY);
      }
      boolean former = hit.last() < attempt;
      (severity == Severity.CONSEQUENCE ? piles.consequences : former ? piles.former : piles.fatal)
          .add(candidate);
    }
  }

  /**
   * True if training went on after it: iterations or the end came later, and not merely because
   * they had waited in a buffer; or it belongs to an attempt before the last.
   */
  static boolean outlived(
      LogScan scan, boolean complete, @Nullable PythonError error, int line, int iterations) {
    Progress progress = scan.progress();
    LastWords words = scan.lastWords();
    if (words.tellOfPassedTests(line)) {
      return true;
    }
    if (progress.iterations() <= iterations && words.endLine() <= line) {
      return false;
    }
    boolean buffered =
        error != null
            && error.uncaught()
            && !complete
            && progress.attemptLine() < line
            && !words.closeAfter(line)
            && !(progress.firstLine() > 0
                && progress.firstLine() < line
                && line <= SURELY_UNBUFFERED)
            && scan.lines() - line <= MOST_BUFFERED;
    return !buffered;
  }

  /** A plain line that ended nothing by itself is trusted less than what was raised. */
  private static double trust(Progress progress, Hit hit) {
    if (hit.error() != null || ROOTS_OF_NUMERICS.contains(hit.signature().cause())) {
      return 1;
    }
    return progress.builtLine() > hit.last() ? MILD : 1;
  }

  private static boolean mild(Hit hit) {
    return hit.error() == null
        && !ROOTS_OF_NUMERICS.contains(hit.signature().cause())
        && CALLS_ITSELF_MILD.matcher(hit.first().shown()).find();
  }

  private static void numbers(Progress progress, List<Candidate> fatal, List<Candidate> warnings) {
    List<LogLine> lines = progress.nonFinite();
    if (lines.isEmpty()) {
      return;
    }
    boolean led = fatal.stream().anyMatch(other -> other.category().equals("numerics"));
    boolean spoils = progress.nonFiniteStays() || led;
    String cause = progress.stdFirst() ? "policy_std_invalid" : "value_loss_nonfinite";
    String remedy =
        progress.stdFirst()
            ? "Lower the learning rate or bound the action noise; the policy's own weights went"
                + " bad."
            : "Bound the rewards and observations (scale to order one, clip actions) and lower the"
                + " learning rate; find the first term that is not finite.";
    Candidate candidate =
        Candidate.observed(
            cause,
            spoils,
            spoils ? 0.85 : 0.4,
            lines.get(0).number(),
            List.of("physics_instability", "invalid_physx_transform", "physx_kernel_launch_failed"),
            lines,
            remedy);
    (spoils ? fatal : warnings).add(candidate);
  }

  /**
   * Iterations that came after a warning clear it of having ended the run, unless what ended it is
   * the warning's own kind of consequence: a state that blew up now and then, then a NaN policy.
   */
  private static void promote(
      List<Candidate> fatal, List<Candidate> warnings, Predicate<Candidate> may) {
    List<Candidate> roots =
        warnings.stream()
            .filter(root -> root.signed() && may.test(root))
            .filter(root -> fatal.stream().anyMatch(end -> end.names(root)))
            .toList();
    roots.forEach(root -> fatal.add(root.asRoot(PROMOTED)));
    warnings.removeAll(roots);
  }

  private static List<Candidate> joined(List<Candidate> candidates) {
    Map<String, Candidate> byCause = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      byCause.merge(candidate.cause(), candidate, Candidate::join);
    }
    return new ArrayList<>(byCause.values());
  }

  private static List<Candidate> ordered(List<Candidate> candidates) {
    List<Candidate> order = new ArrayList<>(candidates);
    order.sort(
        Comparator.comparing((Candidate c) -> !c.strong())
            .thenComparing(c -> !c.strong() && !(c.raised() && c.confidence() >= OWN_CODE))
            .thenComparingInt(Candidate::line)
            .thenComparing(Comparator.comparingDouble(Candidate::confidence).reversed()));
    // Roots before their consequences; bounded, for two causes may name each other.
    for (int pass = 0; pass < order.size(); pass++) {
      boolean moved = false;
      for (int i = 0; i < order.size(); i++) {
        for (int j = i + 1; j < order.size(); j++) {
          if (order.get(i).follows(order.get(j)) && !order.get(j).follows(order.get(i))) {
            order.add(i, order.remove(j));
            moved = true;
          }
        }
      }
      if (!moved) {
        break;
      }
    }
    return order;
  }

  /** The rank that failed is better evidence than the ranks that lost it. */
  private static void blame(List<Candidate> order) {
    if (order.isEmpty() || !order.get(0).cause().equals("distributed_rank_failed")) {
      return;
    }
    int before = order.get(0).line();
    List<LogLine> own =
        order.stream()
            .filter(candidate -> !candidate.signed())
            .flatMap(candidate -> candidate.evidence().stream())
            .filter(line -> line.number() < before || !line.rank().isEmpty())
            .limit(2)
            .toList();
    order.set(0, order.get(0).withEvidence(own));
  }

  /** What recurred stands above what was warned of once, and below what ended the run. */
  private static List<Finding> first(List<Finding> findings, Set<String> causes) {
    List<Finding> order = new ArrayList<>(findings);
    order.sort(
        Comparator.comparing(finding -> !finding.fatal() && !causes.contains(finding.cause())));
    return order;
  }

  private static Reading conclude(
      LogScan scan,
      Ending ending,
      boolean complete,
      List<Finding> findings,
      Set<String> recurring) {
    Progress progress = scan.progress();
    boolean failed = findings.stream().anyMatch(Finding::fatal);
    String far =
        progress.attemptIterations() == 0
            ? "no iteration"
            : "iteration "
                + progress.iteration()
                + (progress.total() > 0 ? " of " + progress.total() : "");
    if (failed) {
      Finding root = findings.get(0);
      return new Reading(
          findings.stream().filter(finding -> !finding.category().equals("healthy")).toList(),
          Reading.Outcome.FAILED,
          root.cause() + " after " + far + (complete ? ", all iterations done" : ""));
    }
    if (complete) {
      return new Reading(
          healthy(findings, recurring, 0.95),
          Reading.Outcome.HEALTHY,
          "complete after " + far + (findings.isEmpty() ? "" : ", with warnings"));
    }
    if (scan.lines() == 0) {
      return new Reading(findings, Reading.Outcome.UNKNOWN, "the log is empty");
    }
    boolean stopped = ending.exitCode() != null || ending.state() != null;
    if (progress.attemptIterations() > 0 && !stopped) {
      boolean short_ = progress.counted() || progress.unreached();
      return new Reading(
          short_ ? findings : healthy(findings, recurring, 0.6),
          short_ ? Reading.Outcome.UNKNOWN : Reading.Outcome.HEALTHY,
          "nothing wrong up to " + far + (ending.growing() ? ", still running" : ""));
    }
    return new Reading(
        findings,
        Reading.Outcome.UNKNOWN,
        "no known cause in the log, which ends after "
            + far
            + (ending.exitCode() == null ? "" : " with exit code " + ending.exitCode()));
  }

  /** A healthy run is named so, first but for what recurred; what it warned of follows. */
  private static List<Finding> healthy(
      List<Finding> findings, Set<String> recurring, double confidence) {
    List<Finding> named =
        new ArrayList<>(
            findings.stream().filter(finding -> !finding.category().equals("healthy")).toList());
    int above = (int) named.stream().filter(f -> recurring.contains(f.cause())).count();
    List<LogLine> warned =
        findings.stream().flatMap(finding -> finding.evidence().stream()).limit(3).toList();
    named.add(
        above,
        new Finding(
            findings.isEmpty() ? "healthy" : "healthy_with_warnings",
            "healthy",
            false,
            confidence,
            warned,
            "None needed.",
            List.of(),
            List.of(),
            List.of()));
    return named;
  }
}
