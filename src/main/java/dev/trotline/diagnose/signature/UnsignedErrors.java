package dev.trotline.diagnose.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Exceptions that no signature knows. What was raised in the user's own files is taken for a bug in
 * them; what libraries raised among themselves is reported with little confidence.
 */
final class UnsignedErrors {

  /** Errors of this kind mean broken code wherever they are raised. */
  private static final Set<String> PLAIN_BUGS =
      Set.of("SyntaxError", "IndentationError", "TabError", "NameError", "UnboundLocalError");

  private static final String REMEDY =
      "Fix the code at the innermost line that is your own; the message says what it ran into.";

  private static final String RANK_REMEDY =
      "Fix the error of the rank that failed first; the others only lost their peer.";

  /** An error without any traceback, far from the log's end, has ended nothing. */
  private static final int LAST_LINES = 40;

  /** The signature of a launcher that ends the ranks that still run. */
  private static final String OTHERS_ENDED = "closing-signal";

  private static final Pattern CLOSING =
      Pattern.compile("close|shut_?down|destroy|finali[sz]e|atexit|teardown|__del__|clean_?up");

  private UnsignedErrors() {}

  static List<Candidate> of(LogScan scan) {
    List<Candidate> candidates = new ArrayList<>();
    List<PythonError> chain = new ArrayList<>();
    List<PythonError> errors = scan.errors();
    for (int i = 0; i < errors.size(); i++) {
      chain.add(errors.get(i));
      // A log may break off within the exception that the last one led to.
      if (!errors.get(i).chained() || i == errors.size() - 1) {
        String type = errors.get(i).simpleType();
        // What C++ says of itself and what wraps a worker's error are no errors of their own.
        boolean exits =
            type.equals("SystemExit")
                || type.endsWith("ExceptionGroup")
                || (type.equals("CalledProcessError") && errors.size() > 1)
                || type.equals(PythonError.NATIVE)
                || errors.get(i).lines().get(0).text().contains(": Caught ")
                || repeats(errors, i);
        if (!exits && chain.stream().noneMatch(error -> signed(scan, error))) {
          candidates.add(judge(scan, errors, i, chain));
        }
        chain.clear();
      }
    }
    return candidates;
  }

  private static boolean signed(LogScan scan, PythonError error) {
    int first = error.lines().get(0).number();
    int last = error.lines().get(error.lines().size() - 1).number();
    return scan.signedLines().stream().anyMatch(line -> line >= first && line <= last);
  }

  private static Candidate judge(
      LogScan scan, List<PythonError> errors, int index, List<PythonError> chain) {
    PythonError error = errors.get(index);
    int end = scan.progress().endLine();
    boolean fatal =
        !Ranking.outlived(
                scan, scan.progress().complete(), error, error.number(), scan.iterationsAt(index))
            && !(error.frames().isEmpty() && scan.lines() - error.number() > LAST_LINES);
    Candidate guess = guess(chain, fatal);
    if (end > 0 && error.number() > end && closing(error, end)) {
      return guess.as("shutdown_crash", SilentEnd.SHUTDOWN_CRASH_REMEDY);
    }
    return oneRankOnly(scan, errors, error)
        ? guess.as("distributed_rank_failed", RANK_REMEDY).asRoot(0.85)
        : guess;
  }

  /**
   * True if the error came while a finished program closed down, not from the next program that
   * wrote to the same log: it follows the end at once, or its stack says so.
   */
  private static boolean closing(PythonError error, int end) {
    if (error.simpleType().equals("SyntaxError") || error.simpleType().endsWith("ationError")) {
      return false;
    }
    boolean atOnce = error.number() - end <= 8 + 4 * error.frames().size();
    return atOnce
        || error.frames().stream()
            .anyMatch(
                frame ->
                    CLOSING.matcher(frame.function()).find()
                        || CLOSING.matcher(frame.code()).find());
  }

  /** True if the launcher reports failed ranks and this error is not the same on all of them. */
  private static boolean oneRankOnly(LogScan scan, List<PythonError> errors, PythonError error) {
    boolean launcher =
        scan.hits().stream()
            .anyMatch(hit -> hit.signature().cause().equals("distributed_rank_failed"));
    if (!launcher) {
      return false;
    }
    String text = error.lines().get(0).text();
    if (error.rank().isEmpty()) {
      // Ranks that print no prefix: said once, and the launcher had to end the others itself.
      return error.uncaught()
          && scan.hits().stream().anyMatch(hit -> hit.signature().id().equals(OTHERS_ENDED))
          && errors.stream().filter(other -> other.lines().get(0).text().equals(text)).count() == 1;
    }
    return errors.stream()
        .noneMatch(
            other ->
                !other.rank().equals(error.rank()) && other.lines().get(0).text().equals(text));
  }

  private static Candidate guess(List<PythonError> chain, boolean fatal) {
    PythonError last = chain.get(chain.size() - 1);
    List<LogLine> evidence = new ArrayList<>();
    evidence.add(last.lines().get(0));
    chain.subList(0, chain.size() - 1).forEach(error -> evidence.add(error.lines().get(0)));
    return Candidate.unsigned(
        "user_code_error",
        fatal,
        confidence(last) * (fatal ? 1 : 0.4),
        last.number(),
        evidence.subList(0, Math.min(4, evidence.size())),
        REMEDY);
  }

  /** True for a lone final line that an error with a traceback says as well. */
  private static boolean repeats(List<PythonError> errors, int index) {
    PythonError error = errors.get(index);
    String text = error.lines().get(0).text();
    return error.frames().isEmpty()
        && errors.stream()
            .anyMatch(
                other -> !other.frames().isEmpty() && other.lines().get(0).text().equals(text));
  }

  private static double confidence(PythonError error) {
    Frame innermost = error.innermost();
    if (PLAIN_BUGS.contains(error.simpleType())) {
      return 0.69;
    }
    if (innermost != null && !innermost.library()) {
      return 0.65;
    }
    return error.frames().stream().anyMatch(frame -> !frame.library()) ? 0.5 : 0.3;
  }
}
