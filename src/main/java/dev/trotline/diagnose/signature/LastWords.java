package dev.trotline.diagnose.signature;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What the end of a log says of how its program ended. What a buffer still held was printed before
 * the error that ended a program, and stops in the middle of things; a program that outlived an
 * error says at its end what it brought to an end.
 */
final class LastWords {

  /** Words of what wraps a training, of what is done in its midst, and of bad ends. */
  private static final String OTHERS =
      "\\bnot?\\b|fail|error|abort|\\bun\\w+ed\\b|partial|\\bjob\\b|epilog|\\bcore\\b|report"
          + "|checkpoint|ckpt|upload|profile|interrupt|signal";

  /** Words of a training that was brought to its end, by itself and not by what wraps it. */
  private static final Pattern CLOSES =
      Pattern.compile(
          "^(?!.*(?:"
              + OTHERS
              + "|\\bat (?:step|iter)))(?:.*\\b(?:training|learning|optimi[sz]ation|policy|policies|model|actor|run|all)\\b.*"
              + "\\b(?:saved|exported|written|finished|completed?|done|over|succe\\w+)\\b"
              + "|.*\\b(?:saved|exported|wrote)\\b.*\\b(?:policy|actor|final|model)\\b"
              + "|\\W{0,3}exit(?: code| status)?[: ]+0$)",
          Pattern.CASE_INSENSITIVE);

  /** What was brought to its end is named alone: no buffer that was cut off ends so. */
  private static final Pattern SAVED =
      Pattern.compile(
          "^(?!.*(?:"
              + OTHERS
              + "))\\W{0,3}[\\w ]{1,40} (?:saved|exported|finished|completed?)\\W{0,3}$",
          Pattern.CASE_INSENSITIVE);

  /** A shell says it of anything. */
  private static final Pattern BARE_END =
      Pattern.compile("^\\W{0,3}(?:all )?done[.!]?\\W{0,3}$", Pattern.CASE_INSENSITIVE);

  private static final Pattern TESTS = Pattern.compile("^Ran \\d+ tests? in |^=+ .*=+$");
  private static final int LONGEST_WORD = 300;

  /** The last word of pytest and of unittest over tests that all went as they should. */
  private static final Pattern PASSED =
      Pattern.compile(
          "^=+ (?!.*\\b(?:failed|errors?)\\b).*\\d+ passed\\b.* =+$|^OK(?: \\([\\w =,]+\\))?$");

  private final List<LogLine> tail;
  private final Progress progress;
  private final int endLine;

  private LastWords(LogScan scan) {
    tail = scan.tail();
    progress = scan.progress();
    endLine = end(scan.errors());
  }

  /** The last words of a log. */
  static LastWords of(LogScan scan) {
    return new LastWords(scan);
  }

  /** The line at which the training said that it is over, 0 if it did not. */
  int endLine() {
    return endLine;
  }

  /** True if a training that its script alone counts was brought to its end. */
  boolean closeTraining() {
    return !progress.unreached() && says(progress.lastLine(), CLOSES);
  }

  /** True if something was brought to its end after this line. */
  boolean closeAfter(int line) {
    return says(line, CLOSES) || says(line, SAVED);
  }

  /** True if these were tests, and all went as they should. */
  boolean tellOfPassedTests(int line) {
    return says(line, PASSED) && tail.stream().anyMatch(last -> TESTS.matcher(last.text()).find());
  }

  /** The last words are those of the last two lines. */
  private boolean says(int line, Pattern words) {
    return tail.stream()
        .skip(Math.max(0, tail.size() - 2L))
        .filter(last -> last.number() > line && last.text().length() <= LONGEST_WORD)
        .anyMatch(last -> words.matcher(last.text()).find());
  }

  /** A bare word after a traceback is no end of the training. */
  private int end(List<PythonError> errors) {
    int end = progress.endLine();
    boolean bare =
        tail.stream()
            .anyMatch(last -> last.number() == end && BARE_END.matcher(last.text()).find());
    boolean broken =
        bare
            && errors.stream()
                .anyMatch(
                    error ->
                        error.uncaught()
                            && (error.number() > progress.lastLine() || progress.unreached())
                            && error.number() < end);
    return broken ? 0 : end;
  }
}
