package dev.trotline.diagnose.signature;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds Python exceptions in a stream of lines, also where several ranks write at once, where the
 * log begins in the middle of a traceback and where only the final line was printed. Lines that
 * belong to a traceback are consumed, so that source code quoted in it is never taken for a
 * message.
 */
final class TracebackParser {

  private static final Pattern START =
      Pattern.compile("Traceback \\(most recent call last\\)(?::\\s*$| ─)");
  private static final Pattern FRAME =
      Pattern.compile("^[\\s>]+File \"([^\"]*)\", line (\\d+)(?:, in (.*))?$");
  private static final Pattern BOXED_FRAME = Pattern.compile("^│ (\\S+):(\\d+) in (\\S+)");
  private static final Pattern FINAL =
      Pattern.compile(
          "^([A-Za-z_][\\w.]*(?:\\.<locals>\\.\\w+)*(?:\\([\\w.]+\\))?)(?::(?: .*|$)|$)");
  private static final Pattern ERROR_NAME =
      Pattern.compile(
          "(?:Error|Exception|Interrupt|Exit|Warning|NotFound\\w*|Fault|Timeout|Missing\\w*"
              + "|\\(\\w+\\))$");

  /** A final line that stands alone: the class must be named as one that is raised. */
  private static final Pattern BARE =
      Pattern.compile("^(?:[A-Za-z_]\\w*+\\.)*+[A-Z]\\w*(?:Error|Exception)(?:: \\S.*)?$");

  /** The same as a wrapper quotes it: {@code ImportError("cannot import name 'x' from 'y'")}. */
  private static final Pattern QUOTED =
      Pattern.compile("^([A-Z]\\w*(?:Error|Exception))\\([\"']?(.+?)[\"']?,?\\)$");

  /** What the C++ runtime prints of an exception that nobody caught. */
  private static final Pattern WHAT = Pattern.compile("^\\s+what\\(\\):\\s+(.*)$");

  private static final Pattern CHAIN =
      Pattern.compile(
          "^(?:During handling of the above exception, another exception occurred"
              + "|The above exception was the direct cause of the following exception):");

  /** While no traceback is open, a line concerns it only if one of these is found. */
  static final List<Pattern> GATES = List.of(START, FRAME, WHAT, BARE, QUOTED);

  /** Looked for only inside a traceback, where every line is read. */
  static final List<Pattern> NO_GATES = List.of(BOXED_FRAME, FINAL, ERROR_NAME, CHAIN);

  private static final int MOST_FRAMES = 60;
  private static final int MOST_LINES = 80;

  /** Lines of others that may stand between a traceback's frames and its final line. */
  private static final int MOST_FOREIGN = 20;

  /** Lines of source, carets and notes that may follow a frame. */
  private static final int MOST_SOURCE = 12;

  private final Consumer<PythonError> consumer;

  /** The tracebacks that are open, by the rank that writes them. */
  private final Map<String, State> states = new HashMap<>();

  private int changes;

  TracebackParser(Consumer<PythonError> consumer) {
    this.consumer = consumer;
  }

  /** True if the line belongs to a traceback. */
  boolean accept(LogLine line) {
    State state = states.get(line.rank());
    if (state == null) {
      if (!opens(line.text(), pattern -> true)) {
        return false;
      }
      state = new State(line.rank());
      states.put(line.rank(), state);
      changes++;
    }
    boolean accepted = state.accept(line);
    if (state.phase == Phase.OUTSIDE) {
      states.remove(line.rank());
      changes++;
    }
    return accepted;
  }

  /** True while a traceback is open: then every line may belong to it. */
  boolean open() {
    return !states.isEmpty();
  }

  /** The ranks whose tracebacks are open; lines of others belong to none. */
  Set<String> openRanks() {
    return states.keySet();
  }

  /** How often {@link #openRanks} changed. */
  int changes() {
    return changes;
  }

  /** Ends what is open, in the order of the log. */
  void finish() {
    states.values().stream().sorted(Comparator.comparingInt(State::line)).forEach(State::flush);
    states.clear();
    changes++;
  }

  /**
   * True if a traceback begins with such a line, where none is open.
   *
   * @param possible false for those of {@link #GATES} that are surely not found in it
   */
  static boolean opens(String text, Predicate<Pattern> possible) {
    return (text.contains("Traceback") && possible.test(START) && START.matcher(text).find())
        || (text.contains("File \"") && possible.test(FRAME) && FRAME.matcher(text).matches())
        || (text.contains("what():") && possible.test(WHAT) && WHAT.matcher(text).matches())
        || (named(text) && possible.test(BARE) && BARE.matcher(text).matches())
        || (named(text) && possible.test(QUOTED) && QUOTED.matcher(text).matches());
  }

  private static boolean named(String text) {
    return text.contains("Error") || text.contains("Exception");
  }

  private enum Phase {
    OUTSIDE,
    FRAMES,
    MESSAGE,
    MAYBE_CHAINED
  }

  private final class State {
    private final String rank;
    private Phase phase = Phase.OUTSIDE;
    private final List<Frame> frames = new ArrayList<>();
    private final List<LogLine> message = new ArrayList<>();
    private String type = "";
    private boolean announced;
    private int foreign;
    private int sinceFrame;
    private Margin margin = Margin.NONE;

    State(String rank) {
      this.rank = rank;
    }

    boolean accept(LogLine raw) {
      if (raw.text().contains("Traceback") && opens(raw.text())) {
        return true;
      }
      LogLine line = phase == Phase.OUTSIDE ? raw : margin.strip(raw);
      String text = line.text();
      return switch (phase) {
        case OUTSIDE -> outside(line, text);
        case FRAMES -> inFrames(line, text);
        case MESSAGE, MAYBE_CHAINED -> afterFinal(line, text);
      };
    }

    private boolean opens(String text) {
      Matcher start = START.matcher(text);
      if (start.find()) {
        if (phase != Phase.OUTSIDE) {
          flush();
        }
        margin = Margin.before(text.substring(0, start.start()));
        phase = Phase.FRAMES;
        announced = true;
        foreign = 0;
        sinceFrame = 0;
        return true;
      }
      return false;
    }

    /**
     * Kit and rank launchers print SyntaxErrors without the opening line, loggers and parents of
     * worker processes print the final line only, a log cut at its head begins among frames.
     */
    private boolean outside(LogLine line, String text) {
      if (text.contains("File \"")) {
        Matcher frame = FRAME.matcher(text);
        if (!frame.matches()) {
          return false;
        }
        margin = Margin.of(text);
        addFrame(frame);
        announced = false;
        foreign = 0;
        phase = Phase.FRAMES;
        return true;
      }
      if (text.contains("what():")) {
        Matcher what = WHAT.matcher(text);
        if (what.matches()) {
          begin(PythonError.NATIVE, new LogLine(line.number(), what.group(1), line.shown(), rank));
          return true;
        }
      }
      Matcher quoted = named(text) ? QUOTED.matcher(text) : null;
      if (quoted != null && quoted.matches()) {
        String told = quoted.group(1) + ": " + quoted.group(2);
        begin(quoted.group(1), new LogLine(line.number(), told, line.shown(), rank));
        return true;
      }
      if (named(text) && BARE.matcher(text).matches()) {
        int colon = text.indexOf(':');
        begin(colon < 0 ? text : text.substring(0, colon), line);
        return true;
      }
      return false;
    }

    private void begin(String name, LogLine line) {
      type = name;
      message.add(line);
      phase = Phase.MESSAGE;
    }

    private boolean inFrames(LogLine line, String text) {
      if (text.contains("File \"")) {
        Matcher frame = FRAME.matcher(text);
        if (frame.matches()) {
          margin = frames.isEmpty() ? margin.and(Margin.of(text)) : margin;
          addFrame(frame);
          return true;
        }
      }
      if (text.startsWith("│") || text.startsWith("╰") || text.startsWith("╭")) {
        Matcher boxed = BOXED_FRAME.matcher(text);
        if (boxed.find()) {
          addFrame(boxed);
        }
        return true;
      }
      if (text.isBlank() || text.startsWith(" ") || text.startsWith("\t")) {
        addCode(text.strip());
        sinceFrame++;
        if (sinceFrame > MOST_SOURCE) {
          flush();
          return false;
        }
        return true;
      }
      if (text.startsWith("[...]")) {
        return true;
      }
      Matcher last = FINAL.matcher(text);
      if (last.matches()
          && (ERROR_NAME.matcher(last.group(1)).find() || (announced && foreign == 0))) {
        begin(last.group(1), line);
        return true;
      }
      // Another writer's line in between, or a cut log.
      foreign++;
      if (foreign > MOST_FOREIGN || !announced) {
        flush();
      }
      return false;
    }

    private boolean afterFinal(LogLine line, String text) {
      if (CHAIN.matcher(text).find()) {
        emit(true);
        sinceFrame = 0;
        phase = Phase.FRAMES;
        announced = true;
        foreign = 0;
        return true;
      }
      if (text.isBlank()) {
        phase = Phase.MAYBE_CHAINED;
        return true;
      }
      boolean continues =
          phase == Phase.MESSAGE
              && message.size() < MOST_LINES
              && (text.startsWith(" ")
                  || text.startsWith("\t")
                  || text.startsWith("tensor(")
                  || text.startsWith("[...]"));
      if (continues) {
        message.add(line);
        return true;
      }
      flush();
      return outside(line, text);
    }

    private void addFrame(Matcher frame) {
      sinceFrame = 0;
      if (frames.size() >= MOST_FRAMES) {
        frames.remove(MOST_FRAMES / 3);
      }
      String function = frame.group(3);
      int line;
      try {
        line = Integer.parseInt(frame.group(2));
      } catch (NumberFormatException e) {
        line = 0;
      }
      frames.add(new Frame(frame.group(1), line, function == null ? "" : function, ""));
    }

    /** The first line under a frame is its source; carets and further lines are passed over. */
    private void addCode(String code) {
      if (code.isEmpty() || frames.isEmpty()) {
        return;
      }
      Frame last = frames.get(frames.size() - 1);
      if (last.code().isEmpty() && !code.startsWith("^") && !code.startsWith("~")) {
        frames.set(frames.size() - 1, new Frame(last.file(), last.line(), last.function(), code));
      }
    }

    /** Where its message stands. */
    int line() {
      return message.isEmpty() ? Integer.MAX_VALUE : message.get(0).number();
    }

    void flush() {
      if (!message.isEmpty()) {
        emit(false);
      }
      frames.clear();
      message.clear();
      margin = Margin.NONE;
      phase = Phase.OUTSIDE;
    }

    private void emit(boolean chained) {
      // A worker's error wrapped for its parent: the error itself stands in the message.
      if (!type.endsWith("RemoteTraceback")) {
        consumer.accept(new PythonError(type, message, frames, rank, chained));
      }
      frames.clear();
      message.clear();
    }
  }
}
