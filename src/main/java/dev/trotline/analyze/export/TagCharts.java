package dev.trotline.analyze.export;

import dev.trotline.chart.Axis;
import dev.trotline.chart.Chart;
import dev.trotline.chart.Curve;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Charts of scalars over the runs of a tree, one chart per tag, whoever trained them. */
public final class TagCharts {

  /** What one looks at first: whether it learns, what the task says, whether training is sound. */
  private static final List<String> USUAL =
      List.of(
          "Train/mean_reward",
          "Train/mean_episode_length",
          "Metrics/*",
          "Episode_Termination/*",
          "Curriculum/terrain_levels",
          "Policy/mean_noise_std",
          "Loss/*");

  /** Above this many runs the raw lines would bury the smoothed ones. */
  private static final int RAW_RUNS = 12;

  /** Of tags nobody knows, no more than this many are drawn unasked. */
  private static final int UNASKED = 40;

  private TagCharts() {}

  /**
   * Draws the tags asked for. A tag is found under the names other versions gave it, too.
   *
   * @param runs the runs by the name the legend shows
   * @param tagsOrGlobs tags, or patterns with {@code *} and {@code ?}; empty for the usual ones
   *     that are there, or all where none of them is
   * @param window points the strong line averages over, each with those before it; 1 for raw values
   */
  public static List<Chart> of(Map<String, RunSeries> runs, List<String> tagsOrGlobs, int window) {
    Collection<String> tags = tags(runs.values(), tagsOrGlobs.isEmpty() ? USUAL : tagsOrGlobs);
    if (tags.isEmpty() && tagsOrGlobs.isEmpty()) {
      tags = tags(runs.values(), List.of("*")).stream().limit(UNASKED).toList();
    }
    // Two names of one thing, as two versions of a trainer use them, are drawn once.
    var drawn = new HashSet<List<String>>();
    return tags.stream()
        .filter(tag -> drawn.add(written(runs.values(), tag)))
        .map(tag -> chart(runs, tag, Math.max(1, window)))
        .toList();
  }

  /** What each run calls a tag. */
  private static List<String> written(Collection<RunSeries> runs, String tag) {
    return runs.stream().map(run -> run.find(tag).map(ScalarSeries::tag).orElse("")).toList();
  }

  private static Set<String> tags(Collection<RunSeries> runs, List<String> asked) {
    var tags = new LinkedHashSet<String>();
    for (String pattern : asked) {
      if (!isGlob(pattern)) {
        if (runs.stream().anyMatch(run -> run.find(pattern).isPresent())) {
          tags.add(pattern);
        }
        continue;
      }
      Pattern glob = glob(pattern);
      String prefix = pattern.substring(0, pattern.length() - 1);
      boolean group = pattern.endsWith("*") && !isGlob(prefix);
      var found = new TreeSet<String>();
      for (RunSeries run : runs) {
        run.tags().stream().filter(t -> glob.matcher(t).matches()).forEach(found::add);
        if (group) {
          run.group(prefix).keySet().forEach(name -> found.add(prefix + name));
        }
      }
      // The same figures over seconds instead of iterations: only for who asks for them.
      found.removeIf(tag -> tag.endsWith("/time") && !pattern.endsWith("/time"));
      tags.addAll(found);
    }
    return tags;
  }

  private static boolean isGlob(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  private static Pattern glob(String text) {
    var regex = new StringBuilder();
    for (char c : text.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static Chart chart(Map<String, RunSeries> runs, String tag, int window) {
    var raw = new ArrayList<Curve>();
    var strong = new ArrayList<Curve>();
    long gaps = 0;
    for (var run : runs.entrySet()) {
      ScalarSeries series = run.getValue().find(tag).filter(s -> !s.isEmpty()).orElse(null);
      if (series == null) {
        continue;
      }
      double[] steps = Arrays.stream(series.steps()).asDoubleStream().toArray();
      double[] values = series.values();
      gaps += series.nonFiniteOfLast(series.size());
      Curve line = Curve.of(run.getKey(), steps, values);
      if (window > 1) {
        raw.add(line.with(Curve.Stroke.FAINT));
        line = Curve.of(run.getKey(), steps, Smoothing.trailingMean(values, window));
      }
      strong.add(line);
    }
    boolean pale = window > 1 && strong.size() <= RAW_RUNS;
    var curves = new ArrayList<Curve>(pale ? raw : List.of());
    curves.addAll(strong);
    String subtitle =
        window == 1
            ? "values as logged"
            : "mean of the last " + window + " points" + (pale ? ", values as logged pale" : "");
    if (gaps > 0) {
      subtitle += String.format(Locale.ROOT, "; %d values are not finite and left out", gaps);
    }
    String x = tag.endsWith("/time") ? "seconds" : "step";
    return new Chart(tag, subtitle, Axis.of(x), Axis.of(""), curves, List.of());
  }
}
