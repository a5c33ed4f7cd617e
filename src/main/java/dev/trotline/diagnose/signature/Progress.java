package dev.trotline.diagnose.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far a training got, by its log: iterations, end markers, numbers that are not finite. Knows
 * the blocks of rsl_rl (all versions), rl_games, skrl, Stable-Baselines 3 and ml_logger.
 */
public final class Progress {

  private static final Pattern RSL = Pattern.compile("Learning iteration\\s+(\\d+)\\s*/\\s*(\\d+)");
  private static final Pattern RL_GAMES =
      Pattern.compile("\\bepoch: (\\d+)(?:/(\\d+))?\\b.*\\bframes:");
  private static final Pattern BAR =
      Pattern.compile("\\d+%\\s*\\|.*\\|\\s*(\\d+)\\s*/\\s*(\\d+)\\s*\\[");
  private static final Pattern TABLE =
      Pattern.compile("^\\s*[|│║]\\s*(?:\\w+/)?iterations\\s*[|│║]\\s*(\\d+)");

  private static final List<String> COUNTED_WORDS =
      List.of(
          "generation",
          "gen",
          "epoch",
          "episode",
          "iteration",
          "iter",
          "it",
          "update",
          "step",
          "timestep",
          "global_step",
          "rollout",
          "tick");

  /**
   * A script's own counting: {@code [INFO] generation 3: best 1.5}, {@code step=24 reward=1.2},
   * {@code {"iter": 3, "loss": 0.1}}, {@code tick 10}.
   */
  private static final Pattern COUNTER =
      Pattern.compile(
          "^(?!\\s*\"\\w+\":)(?:\\W{0,3}(?:\\w{3,5}\\W{1,3})?|\\[[^\\]]{1,24}\\]:? ?|\\{\"(?:\\w+\": [^,{}]{1,40}, \"){0,3})"
              + "(?:"
              + String.join("|", COUNTED_WORDS)
              + ")(?:(?: {1,8}|\\t)#?|\"?[=:] ?| [=:] )(\\d+)\\b"
              + "(?:\\s?/\\s?(\\d+)\\b(?! ?: ?[A-Z]{2})"
              // What follows is a number too, or nothing: "step 2: loading" counts nothing.
              + "|(?=\\s*[,|;)\\]}]|\\s*:\\s*(?:[\\w/]{1,40}[ =:]+){0,3}[-+]?[\\d.]|\\s{2,}"
              + "|\\s+\\w+[ :=]+[-+\\d.]|(?<=\\w[ \\t]{1,8}#?\\d{1,9})\\s*$))",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern STEPS =
      Pattern.compile("^\\s*[|│║]\\s*(?:\\w+/)?total_timesteps\\s*[|│║]\\s*(\\d+)");
  private static final Pattern METRIC =
      Pattern.compile(
          "^\\s*+[|│║]?+\\s*+([A-Za-z][\\w /().+-]{2,80}?)\\s*[:|│║]\\s*"
              + "([+-]?(?:nan|inf(?:inity)?|[\\d.]+(?:e[+-]?\\d+)?))\\s*s?\\s*[|│║]?\\s*$",
          Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_RECORD = 2000;
  private static final Pattern OWN_STD =
      Pattern.compile("(?:^|/)(?:(?:noise|action|policy)_)?std$");
  private static final Pattern RECORDED =
      Pattern.compile(
          "(?<![\\w/])([\\w/]{1,60}+)\"?\\s{0,3}[=:]\\s{0,3}\"?[+-]?(?:nan|inf(?:inity)?)\\b",
          Pattern.CASE_INSENSITIVE);

  /** What is measured of others than the policy that trains, or not at every iteration. */
  private static final Pattern ASIDE =
      Pattern.compile("(?:^|[_/])(?:best|min|max|val|valid|validation|eval|test)(?:[_/]|$)");

  private static final Pattern END =
      Pattern.compile(
          "^\\s*(?:\\[INFO\\]:?\\s*)?(?:Training time:\\s*[\\d.]+"
              + "|Training (?:has )?(?:is )?(?:finished|completed?|done)\\b"
              + "|MAX EPOCHS NUM!|MAX FRAMES NUM!|(?:all )?done[.!]?$)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BUILT =
      Pattern.compile(
          "^(?:Actor|Critic|Student|Teacher)(?: MLP| Model| RNN)?: *(?:\\w+\\(|$)|Logging experiment in directory"
              + "|Completed setting up the environment|^Exact experiment name requested",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SIMULATOR =
      Pattern.compile(
          "\\[INFO\\]\\[AppLauncher\\]|\\[ext: |Simulation App Starting|Starting the simulation\\."
              + "|Loading user config located at|app ready|Isaac Sim (?:Full|App)|\\bomni\\.kit\\b"
              + "|\\[omni\\.|\\[carb\\b|Importing module 'gym_38'|Isaac Gym",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ETA =
      Pattern.compile("^\\s*ETA:\\s*(?:0?0:00:00|0(?:\\.0+)?s)\\s*$");

  private static final Pattern FATE =
      Pattern.compile(
          "\\b(?:exit|status|signal|errno|killed|fault|return ?code)", Pattern.CASE_INSENSITIVE);

  /** The words of {@link #COUNTER} with what stands between them and the number; only a gate. */
  private static final Pattern COUNTED =
      Pattern.compile(
          COUNTED_WORDS.stream()
              .flatMap(
                  word ->
                      Stream.of(" \\d", " #", "  ", "\t", "=", ":", "\"", " =", " :")
                          .map(end -> word + end))
              .collect(Collectors.joining("|")),
          Pattern.CASE_INSENSITIVE);

  /** Words of numbers that are not finite; only a gate. */
  private static final Pattern NON_FINITE = Pattern.compile("nan|inf", Pattern.CASE_INSENSITIVE);

  /** Names of rewards; only a gate. */
  private static final Pattern REWARD =
      Pattern.compile("mean reward|mean total reward", Pattern.CASE_INSENSITIVE);

  /**
   * A line that changes anything here is found by at least one of these. A metric that is finite
   * changes nothing, unless it is the reward.
   */
  static final List<Pattern> GATES =
      List.of(
          RSL,
          RL_GAMES,
          BAR,
          STEPS,
          COUNTED,
          TABLE,
          END,
          BUILT,
          SIMULATOR,
          ETA,
          NON_FINITE,
          REWARD);

  /** Found only where one of {@link #GATES} is, or of no consequence by themselves. */
  static final List<Pattern> NO_GATES = List.of(COUNTER, METRIC, RECORDED, ASIDE, OWN_STD, FATE);

  /** Forms of lines that count, in the order in which they are tried. */
  private static final List<Counting> COUNTINGS =
      List.of(
          new Counting(ProgressSign.Count.LEARNING, RSL, RSL),
          new Counting(ProgressSign.Count.EPOCH, RL_GAMES, RL_GAMES),
          new Counting(ProgressSign.Count.BAR, BAR, BAR),
          new Counting(ProgressSign.Count.STEPS, STEPS, STEPS),
          new Counting(ProgressSign.Count.COUNTER, COUNTER, COUNTED),
          new Counting(ProgressSign.Count.TABLE, TABLE, TABLE));

  private static final int LONGEST_METRIC = 200;

  private int iterations;
  private int iteration = -1;
  private int total;
  private int lastLine;
  private int firstLine;
  private boolean lastBlockEnded;
  private int endLine;
  private int builtLine;
  private int simulatorLine;
  private final List<LogLine> nonFinite = new ArrayList<>();
  private int nonFiniteRow;
  private boolean blockOpen;
  private boolean blockSpoilt;
  private int longestRow;
  private boolean stdSpoilt;
  private boolean rewardSeen;
  private boolean stepped;
  private boolean counted;
  private boolean iteratedSinceBuilt;
  private int attemptLine;
  private int formerIterations;

  /**
   * What a line says by itself.
   *
   * @param possible false for those of {@link #GATES} that are surely not found in it
   * @param found tells of the others whether they are
   */
  static ProgressSign sign(String text, Predicate<Pattern> possible, Predicate<Pattern> found) {
    Matcher count = null;
    ProgressSign.Count kind = ProgressSign.Count.NONE;
    for (Counting counting : COUNTINGS) {
      if (count == null && possible.test(counting.gate())) {
        Matcher matcher = counting.pattern().matcher(text);
        if (matcher.find()) {
          count = matcher;
          kind = counting.kind();
        }
      }
    }
    if (count != null && kind.always()) {
      return ProgressSign.count(
          kind, count, ProgressSign.Milestone.NONE, false, ProgressSign.Metric.NONE);
    }
    ProgressSign.Milestone milestone = ProgressSign.Milestone.NONE;
    if (possible.test(END) && found.test(END)) {
      milestone = ProgressSign.Milestone.END;
    } else if (possible.test(BUILT) && found.test(BUILT)) {
      milestone = ProgressSign.Milestone.BUILT;
    } else if (possible.test(SIMULATOR) && found.test(SIMULATOR)) {
      milestone = ProgressSign.Milestone.SIMULATOR;
    }
    boolean last = possible.test(ETA) && ETA.matcher(text).matches();
    ProgressSign.Metric metric = metric(text);
    boolean record = text.length() <= LONGEST_RECORD && (count != null || text.startsWith("{"));
    if (metric == ProgressSign.Metric.NONE && record && possible.test(NON_FINITE)) {
      metric = recorded(text);
    }
    return count == null
        ? ProgressSign.of(milestone, last, metric)
        : ProgressSign.count(kind, count, milestone, last, metric);
  }

  private static ProgressSign.Metric metric(String text) {
    if (text.length() > LONGEST_METRIC || !endsInNumber(text)) {
      return ProgressSign.Metric.NONE;
    }
    Matcher metric = METRIC.matcher(text);
    if (!metric.matches() || FATE.matcher(metric.group(1)).find()) {
      // Exit codes and signals look like metrics, and are what a signature wants to see.
      return ProgressSign.Metric.NONE;
    }
    String label = metric.group(1).strip();
    char last = Character.toLowerCase(metric.group(2).charAt(metric.group(2).length() - 1));
    return last == 'n' || last == 'f' || last == 'y'
        ? spoilt(label)
        : reward(label) ? ProgressSign.Metric.REWARD : ProgressSign.Metric.PLAIN;
  }

  /** A number that is not finite among others of one line: {@code "value_loss": Infinity}. */
  private static ProgressSign.Metric recorded(String text) {
    Matcher pair = RECORDED.matcher(text);
    while (pair.find()) {
      String label = pair.group(1).toLowerCase(Locale.ROOT);
      boolean loss = label.contains("loss");
      if ((loss || OWN_STD.matcher(label).find()) && !ASIDE.matcher(label).find()) {
        return loss ? ProgressSign.Metric.SPOILT : ProgressSign.Metric.SPOILT_STD;
      }
    }
    return ProgressSign.Metric.NONE;
  }

  private static boolean reward(String label) {
    return label.equalsIgnoreCase("mean reward") || label.equalsIgnoreCase("mean total reward");
  }

  /** A cheap test of the end of {@link #METRIC}: most lines are none. */
  private static boolean endsInNumber(String text) {
    int end = blanksBefore(text, text.length());
    if (end > 0 && "|\u2502\u2551".indexOf(text.charAt(end - 1)) >= 0) {
      end = blanksBefore(text, end - 1);
    }
    if (end > 0 && (text.charAt(end - 1) == 's' || text.charAt(end - 1) == 'S')) {
      end = blanksBefore(text, end - 1);
    }
    return end > 0 && "0123456789.nNfFyY".indexOf(text.charAt(end - 1)) >= 0;
  }

  private static int blanksBefore(String text, int end) {
    int at = end;
    while (at > 0 && " \t\u000b\f".indexOf(text.charAt(at - 1)) >= 0) {
      at--;
    }
    return at;
  }

  /**
   * Takes in what a line says; the line itself is asked for only where it is needed.
   *
   * @return true if it is a mere number that no signature need look at
   */
  boolean apply(ProgressSign sign, int lineNumber, Supplier<LogLine> line) {
    if (sign.count() != ProgressSign.Count.NONE && counts(sign, lineNumber, line)) {
      lastLine = lineNumber;
      firstLine = firstLine == 0 ? lineNumber : firstLine;
      iteratedSinceBuilt = true;
      return true;
    }
    switch (sign.milestone()) {
      case END -> {
        endLine = lineNumber;
        closeBlock();
      }
      case BUILT -> {
        builtLine = lineNumber;
        if (iteratedSinceBuilt) {
          restarted(lineNumber);
        }
        iteratedSinceBuilt = false;
      }
      case SIMULATOR -> simulatorLine = lineNumber;
      case NONE -> {
        // Most lines are none.
      }
    }
    if (sign.blockEnds()) {
      lastBlockEnded = true;
    }
    switch (sign.metric()) {
      case REWARD -> rewardSeen = true;
      case SPOILT -> spoilt(line.get(), false);
      case SPOILT_STD -> spoilt(line.get(), true);
      case SPOILT_REWARD -> {
        // Before the first episode has ended, its mean is the mean of nothing.
        if (rewardSeen) {
          spoilt(line.get(), false);
        }
      }
      case PLAIN, NONE -> {
        // They change nothing.
      }
    }
    return sign.metric() != ProgressSign.Metric.NONE;
  }

  /** Counts an iteration; true if the line is known to be that and nothing else. */
  private boolean counts(ProgressSign sign, int lineNumber, Supplier<LogLine> line) {
    ProgressSign.Count count = sign.count();
    boolean own = count == ProgressSign.Count.COUNTER;
    if (own ? iterations > 0 && !counted : count == ProgressSign.Count.TABLE && stepped) {
      return false;
    }
    counted = own || (counted && count != ProgressSign.Count.LEARNING);
    stepped |= count == ProgressSign.Count.STEPS;
    String text = line.get().text();
    int of = sign.totalTo() > 0 ? number(text.substring(sign.totalFrom(), sign.totalTo())) : 0;
    int number = number(text.substring(sign.numberFrom(), sign.numberTo()));
    next(number, of, count.restarts() ? lineNumber : 0);
    return !own;
  }

  /** A new attempt in the same log: what the one before reached counts no more. */
  private void restarted(int line) {
    closeBlock();
    attemptLine = line;
    formerIterations = iterations;
    endLine = 0;
    iteration = -1;
    total = 0;
    lastBlockEnded = false;
    nonFinite.clear();
    nonFiniteRow = 0;
    longestRow = 0;
    rewardSeen = false;
  }

  private void next(int number, int of, int line) {
    closeBlock();
    // Ranks that print side by side may be one apart.
    if (line > 0 && number + 1 < iteration && number <= iteration / 2) {
      restarted(line);
    }
    if (number != iteration) {
      iterations++;
    }
    blockOpen = true;
    iteration = number;
    total = Math.max(total, of);
    lastBlockEnded = false;
  }

  private void closeBlock() {
    if (!blockOpen) {
      return;
    }
    blockOpen = false;
    nonFiniteRow = blockSpoilt ? nonFiniteRow + 1 : 0;
    longestRow = Math.max(longestRow, nonFiniteRow);
    blockSpoilt = false;
  }

  /** What a number that is not finite means, by its label. */
  private static ProgressSign.Metric spoilt(String label) {
    String name = label.toLowerCase(Locale.ROOT).strip();
    boolean std =
        name.endsWith("noise std") || name.endsWith("action std") || name.endsWith("_std");
    boolean own =
        name.contains("loss") || name.equals("value_function") || name.equals("surrogate");
    if (std) {
      return ProgressSign.Metric.SPOILT_STD;
    }
    if (!own && reward(name)) {
      return ProgressSign.Metric.SPOILT_REWARD;
    }
    return own ? ProgressSign.Metric.SPOILT : ProgressSign.Metric.PLAIN;
  }

  private void spoilt(LogLine line, boolean std) {
    blockSpoilt = true;
    blockOpen = true;
    if (nonFinite.isEmpty()) {
      stdSpoilt = std;
    }
    if (nonFinite.size() < 4) {
      nonFinite.add(line);
    }
  }

  void finish() {
    closeBlock();
  }

  /** Iterations whose block began. */
  public int iterations() {
    return iterations;
  }

  /** Number of the latest iteration as printed, -1 if none. */
  public int iteration() {
    return iteration;
  }

  /** Iterations asked for, 0 if the log does not say. */
  public int total() {
    return total;
  }

  /** Line of the latest sign of progress, 0 if none. */
  public int lastLine() {
    return lastLine;
  }

  /** Line of the first sign of progress, 0 if none. */
  int firstLine() {
    return firstLine;
  }

  /** True if only the script's own counting tells of progress: no form of log that is known. */
  public boolean counted() {
    return counted;
  }

  /** Iterations of the latest attempt. */
  public int attemptIterations() {
    return iterations - formerIterations;
  }

  /** Line at which the latest attempt of several began, 0 if there was but one. */
  public int attemptLine() {
    return attemptLine;
  }

  /** Line that says that the training is over, 0 if none does. */
  public int endLine() {
    return endLine;
  }

  /** Line from which on the runner existed, 0 if none says so. */
  public int builtLine() {
    return builtLine;
  }

  /** Latest line of the simulator application, 0 if there is none. */
  public int simulatorLine() {
    return simulatorLine;
  }

  /** True if the log says how many iterations were asked for, and they were not reached. */
  boolean unreached() {
    return total > 0 && iteration + 1 < total;
  }

  /** True if the last iteration asked for was reached, or the log says that training is over. */
  public boolean complete() {
    return endLine > 0 || (total > 0 && (iteration + 1 >= total) && lastBlockEnded);
  }

  /** Lines with a loss, reward or action noise that is not finite, the first ones. */
  public List<LogLine> nonFinite() {
    return List.copyOf(nonFinite);
  }

  /** True if the first such number was the action noise. */
  public boolean stdFirst() {
    return stdSpoilt;
  }

  /** True if the numbers stayed so: several iterations in a row, or up to the last one. */
  public boolean nonFiniteStays() {
    return longestRow >= 3 || nonFiniteRow >= 1;
  }

  private static int number(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      return Integer.MAX_VALUE;
    }
  }

  private record Counting(ProgressSign.Count kind, Pattern pattern, Pattern gate) {}
}
