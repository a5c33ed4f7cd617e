package dev.trotline.metrics.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Understands the text of a training line by line, in every format that rsl_rl 2 to 5 printed.
 * Unknown lines are passed over. Belongs to one thread.
 */
public final class ConsoleParser {

  private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");
  private static final Pattern HEADER =
      Pattern.compile("Learning iteration\\s+(\\d{1,12})/(\\d{1,12})");
  private static final Pattern METRIC =
      Pattern.compile(
          "^\\s*([A-Za-z][^:]{0,200}?):\\s+([-+]?(?:\\d[\\d.]*(?:[eE][-+]?\\d+)?|nan|inf))"
              + "\\s*(s|steps/s.*)?\\s*$");
  private static final Pattern PART = Pattern.compile("(collection|learning):? (\\d[\\d.]*)s");
  private static final Pattern DONE =
      Pattern.compile("^\\s*Training time:\\s+(\\d[\\d.]*) seconds");

  /** Printed label to tag; what rsl_rl called the same thing over the years. */
  private static final Map<String, String> TAGS =
      Map.ofEntries(
          Map.entry("Mean reward", "Train/mean_reward"),
          Map.entry("Mean total reward", "Train/mean_reward"),
          Map.entry("Mean episode length", "Train/mean_episode_length"),
          Map.entry("Value function loss", "Loss/value_function"),
          Map.entry("Mean value_function loss", "Loss/value_function"),
          Map.entry("Mean value loss", "Loss/value_function"),
          Map.entry("value_function", "Loss/value_function"),
          Map.entry("value", "Loss/value_function"),
          Map.entry("Surrogate loss", "Loss/surrogate"),
          Map.entry("Mean surrogate loss", "Loss/surrogate"),
          Map.entry("surrogate", "Loss/surrogate"),
          Map.entry("Mean entropy loss", "Loss/entropy"),
          Map.entry("entropy", "Loss/entropy"),
          Map.entry("Symmetry loss", "Loss/symmetry"),
          Map.entry("Mean symmetry loss", "Loss/symmetry"),
          Map.entry("Mean action noise std", "Policy/mean_noise_std"),
          Map.entry("Mean action std", "Policy/mean_noise_std"),
          Map.entry("Computation", "Perf/total_fps"),
          Map.entry("Steps per second", "Perf/total_fps"),
          Map.entry("Collection time", "Perf/collection time"),
          Map.entry("Learning time", "Perf/learning_time"),
          Map.entry("Iteration time", "Perf/iteration_time"),
          Map.entry("Total timesteps", "Perf/total_timesteps"),
          Map.entry("Total steps", "Perf/total_timesteps"));

  private long iteration = -1;
  private long total;
  private Map<String, Double> scalars = new LinkedHashMap<>();
  private OptionalDouble trainingSeconds = OptionalDouble.empty();
  private boolean environmentReady;
  private boolean traceback;
  private long blocks;

  /** Takes the next line, with or without colours. */
  public void line(CharSequence text) {
    String line = plain(text);
    Matcher header = HEADER.matcher(line);
    if (header.find()) {
      iteration = Long.parseLong(header.group(1));
      total = Long.parseLong(header.group(2));
      scalars = new LinkedHashMap<>();
      blocks++;
      return;
    }
    if (line.indexOf(':') < 0) {
      traceback |= line.startsWith("Traceback (most recent call last)");
      return;
    }
    if (line.startsWith("Traceback (most recent call last)")) {
      traceback = true;
      return;
    }
    if (line.contains("Completed setting up the environment")) {
      environmentReady = true;
      return;
    }
    Matcher done = DONE.matcher(line);
    if (done.find()) {
      trainingSeconds = OptionalDouble.of(number(done.group(1)));
      return;
    }
    if (iteration >= 0) {
      metric(line);
    }
  }

  private void metric(String line) {
    Matcher metric = METRIC.matcher(line);
    if (!metric.matches()) {
      return;
    }
    String label = metric.group(1).strip();
    double value = number(metric.group(2));
    String unit = metric.group(3);
    if (unit != null && unit.startsWith("steps/s")) {
      Matcher part = PART.matcher(unit);
      while (part.find()) {
        scalars.put(
            part.group(1).equals("collection") ? "Perf/collection time" : "Perf/learning_time",
            number(part.group(2)));
      }
    }
    String tag = tag(label);
    if (tag != null) {
      scalars.put(tag, value);
    }
  }

  private static @Nullable String tag(String label) {
    String known = TAGS.get(label);
    if (known != null) {
      return known;
    }
    if (label.startsWith("Mean episode ")) {
      return "Episode/" + label.substring("Mean episode ".length());
    }
    return label.contains("/") && label.indexOf(' ') < 0 ? label : null;
  }

  private static String plain(CharSequence text) {
    String line = text.toString();
    if (line.indexOf('\u001b') >= 0) {
      line = ESCAPE.matcher(line).replaceAll("");
    }
    int redrawn = line.stripTrailing().lastIndexOf('\r');
    return redrawn < 0 ? line : line.substring(redrawn + 1);
  }

  private static double number(String text) {
    String plain = text.startsWith("+") ? text.substring(1) : text;
    return switch (plain) {
      case "nan", "-nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        try {
          yield Double.parseDouble(plain);
        } catch (NumberFormatException e) {
          yield Double.NaN;
        }
      }
    };
  }

  /** Iteration headers seen. */
  public long blocks() {
    return blocks;
  }

  /** What the lines said so far. */
  public ConsoleState state() {
    return new ConsoleState(
        iteration < 0 ? null : new ConsoleBlock(iteration, total, scalars),
        trainingSeconds,
        environmentReady,
        traceback);
  }
}
