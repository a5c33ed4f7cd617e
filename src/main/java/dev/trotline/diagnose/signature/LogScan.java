package dev.trotline.diagnose.signature;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the lines of one log, in order, in constant memory, and keeps what a diagnosis needs:
 * matches, exceptions, progress, facts, the tail.
 */
public final class LogScan {

  private static final int TAIL = 12;

  private static final int MOST_ERRORS = 40;
  private static final int MOST_MESSAGES = 256;

  /** What is worth knowing besides, by name. */
  static final Map<String, Pattern> FACTS =
      Map.of(
          "num_envs",
          Pattern.compile(
              "(?:Number of environments|num_envs|--num_envs|\\benvs)\\s*[:=]?\\s*(\\d+)\\b",
              Pattern.CASE_INSENSITIVE),
          "learning_rate",
          Pattern.compile("\\blearning_rate['\"]?\\s*[:=]\\s*([\\d.]+(?:e-?\\d+)?)"));

  private final Senses senses;

  /** What messages of exceptions match: the same one often comes again. */
  private final Map<String, Senses.Heard> messages =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Senses.Heard> eldest) {
          return size() > MOST_MESSAGES;
        }
      };

  private final Map<String, Hit> hits = new LinkedHashMap<>();
  private final Set<String> required = new HashSet<>();
  private final Set<String> forbidden = new HashSet<>();
  private final List<PythonError> errors = new ArrayList<>();
  private final List<Integer> errorIterations = new ArrayList<>();
  private final Map<String, Double> facts = new HashMap<>();
  private final Deque<LogLine> tail = new ArrayDeque<>();
  private final Progress progress = new Progress();
  private final TracebackParser tracebacks = new TracebackParser(this::error);
  private final Map<Integer, Set<String>> signedLines = new HashMap<>();
  private @Nullable LastWords lastWords;
  private boolean ignored;
  private int lines;

  /** Begins a log. */
  public LogScan(Catalogue catalogue) {
    this(new Senses(catalogue));
  }

  /** Begins a log, with what was prepared for several. */
  public LogScan(Senses senses) {
    this.senses = senses;
  }

  /** Takes in the next line. */
  public void accept(LogLine line) {
    reached(line.number());
    if (!line.text().isBlank()) {
      tail(List.of(line));
    }
    if (!traced(line)) {
      take(senses.line(line.text()), line.number(), () -> line);
    }
  }

  /** True while every line may belong to a traceback. */
  boolean tracing() {
    return tracebacks.open();
  }

  /** The ranks whose tracebacks are open. */
  Set<String> tracedRanks() {
    return tracebacks.openRanks();
  }

  /** How often {@link #tracedRanks} changed. */
  int tracingChanges() {
    return tracebacks.changes();
  }

  /** Offers a line to the traceback it may belong to; true if it does. */
  boolean traced(LogLine line) {
    return tracebacks.accept(line);
  }

  /**
   * Takes in what a line says that no traceback owns.
   *
   * @param sense what it says
   * @param number its number
   * @param line the line, asked for only where it is needed
   */
  void take(LineSense sense, int number, Supplier<LogLine> line) {
    if (sense.ignored()) {
      ignored = true;
      return;
    }
    if (sense.fact() && facts.size() < FACTS.size()) {
      fact(line.get().text());
    }
    if (sense.sign() != ProgressSign.NONE && progress.apply(sense.sign(), number, line)) {
      return;
    }
    for (Slot slot : sense.slots()) {
      match(slot, number, line, null);
    }
  }

  /** The number of the last line so far. */
  void reached(int line) {
    lines = line;
  }

  /** Takes in the latest lines that are not blank. */
  void tail(List<LogLine> latest) {
    tail.addAll(latest);
    while (tail.size() > TAIL) {
      tail.removeFirst();
    }
  }

  /** Ends the log. */
  public void finish() {
    tracebacks.finish();
    progress.finish();
  }

  private void error(PythonError error) {
    if (ignored) {
      // Python reports errors of finalizers so; they end nothing.
      ignored = false;
      return;
    }
    if (errors.size() >= MOST_ERRORS) {
      errors.remove(MOST_ERRORS / 2);
      errorIterations.remove(MOST_ERRORS / 2);
    }
    errors.add(error);
    errorIterations.add(progress.iterations());
    for (LogLine line : error.lines()) {
      for (Slot slot : heard(line.text())) {
        match(slot, line.number(), () -> line, error);
      }
    }
  }

  /** What a line of a message matches, worked out once for all that differ only in digits. */
  private List<Slot> heard(String text) {
    Senses.Heard known = messages.computeIfAbsent(DigitBlind.fold(text), any -> senses.error(text));
    if (known.digitBound()) {
      known = messages.computeIfAbsent("=" + text, any -> senses.error(text));
    }
    return known.slots();
  }

  private void fact(String text) {
    FACTS.forEach(
        (name, pattern) -> {
          Matcher matcher = pattern.matcher(text);
          if (matcher.find()) {
            try {
              facts.putIfAbsent(name, Double.parseDouble(matcher.group(1)));
            } catch (NumberFormatException e) {
              // A version string or the like: not the fact that is looked for.
              return;
            }
          }
        });
  }

  List<Hit> hits() {
    return hits.values().stream()
        .filter(
            hit -> hit.signature().requires() == null || required.contains(hit.signature().id()))
        .filter(hit -> !forbidden.contains(hit.signature().id()))
        .toList();
  }

  List<PythonError> errors() {
    return List.copyOf(errors);
  }

  /** Lines of exceptions that a signature knows. */
  Set<Integer> signedLines() {
    Set<String> valid = new HashSet<>();
    hits().forEach(hit -> valid.add(hit.signature().id()));
    Set<Integer> signed = new HashSet<>();
    signedLines.forEach(
        (line, ids) -> {
          if (ids.stream().anyMatch(valid::contains)) {
            signed.add(line);
          }
        });
    return signed;
  }

  /** Iterations seen when the error at this index was printed. */
  int iterationsAt(int errorIndex) {
    return errorIterations.get(errorIndex);
  }

  /** How far the training got. */
  public Progress progress() {
    return progress;
  }

  Map<String, Double> facts() {
    return Map.copyOf(facts);
  }

  /** What the end says of how the program ended; worked out once, when all is read. */
  LastWords lastWords() {
    LastWords known = lastWords;
    if (known == null) {
      known = LastWords.of(this);
      lastWords = known;
    }
    return known;
  }

  /** The last lines that are not blank. */
  public List<LogLine> tail() {
    return List.copyOf(tail);
  }

  /** Number of lines. */
  public int lines() {
    return lines;
  }

  private void match(Slot slot, int number, Supplier<LogLine> line, @Nullable PythonError error) {
    String id = slot.signature().id();
    switch (slot.role()) {
      case REQUIRED -> required.add(id);
      case FORBIDDEN -> forbidden.add(id);
      case MATCHES -> {
        if (slot.signature().fits(error)) {
          add(slot, number, line, error);
        }
      }
    }
  }

  private void add(Slot slot, int number, Supplier<LogLine> line, @Nullable PythonError error) {
    Signature signature = slot.signature();
    int iterations = progress.iterations();
    if (error != null && signedLines.size() < 1000) {
      signedLines.computeIfAbsent(number, any -> new HashSet<>()).add(signature.id());
    }
    Hit before = hits.get(signature.id());
    if (before != null) {
      hits.put(signature.id(), before.again(number, iterations));
      return;
    }
    Matcher matcher = slot.pattern().matcher(line.get().text());
    List<String> groups = new ArrayList<>();
    if (matcher.find()) {
      for (int g = 0; g <= matcher.groupCount(); g++) {
        String group = matcher.group(g);
        groups.add(group == null ? "" : group);
      }
    }
    hits.put(signature.id(), new Hit(signature, line.get(), groups, number, 1, error, iterations));
  }
}
