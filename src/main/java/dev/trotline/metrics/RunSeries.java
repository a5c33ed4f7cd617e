package dev.trotline.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All scalars of one run by tag, in order of first appearance. Tags that trainers renamed are found
 * under any of their names (surface notes on rsl_rl 1 to 5, §3.3).
 *
 * @param all the series by the tag as written
 */
public record RunSeries(Map<String, ScalarSeries> all) {

  /** Names of one thing; a name that ends with a slash or underscore stands for a whole group. */
  private static final List<List<String>> ALIASES =
      List.of(
          List.of("Loss/value_function", "Loss/value"),
          List.of("Policy/mean_noise_std", "Policy/mean_std"),
          List.of("Perf/collection time", "Perf/collection_time"),
          List.of(
              "Curriculum/terrain_levels",
              "Curriculum/terrain_levels/mean",
              "Episode/terrain_level",
              "Episode/terrain_levels"),
          List.of("Metrics/base_velocity/", "Metrics/twist/"),
          List.of("Episode_Reward/", "Episode/rew_"),
          List.of("Episode_Termination/", "Episode/Termination/"));

  public RunSeries {
    all = Collections.unmodifiableMap(new LinkedHashMap<>(all));
  }

  /** No scalars at all. */
  public static RunSeries empty() {
    return new RunSeries(Map.of());
  }

  /** The tags as written. */
  public Set<String> tags() {
    return all.keySet();
  }

  /** True if there is no scalar. */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** The series of a tag, or of another name of the same thing. */
  public Optional<ScalarSeries> find(String tag) {
    ScalarSeries exact = all.get(tag);
    if (exact != null) {
      return Optional.of(exact);
    }
    for (List<String> names : ALIASES) {
      for (String name : names) {
        boolean group = name.endsWith("/") || name.endsWith("_");
        if (group ? tag.startsWith(name) : tag.equals(name)) {
          for (String other : names) {
            ScalarSeries found = all.get(other + (group ? tag.substring(name.length()) : ""));
            if (found != null) {
              return Optional.of(found);
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Values of a tag or its other names; empty if absent. */
  public double[] values(String tag) {
    return find(tag).map(ScalarSeries::values).orElseGet(() -> new double[0]);
  }

  /** Steps of a tag or its other names; empty if absent. */
  public long[] steps(String tag) {
    return find(tag).map(ScalarSeries::steps).orElseGet(() -> new long[0]);
  }

  /**
   * The series of a group by the rest of their tag, such as reward terms by name for {@code
   * Episode_Reward/}; a group's other names count too.
   */
  public Map<String, ScalarSeries> group(String prefix) {
    var prefixes = new ArrayList<>(List.of(prefix));
    ALIASES.stream().filter(names -> names.contains(prefix)).forEach(prefixes::addAll);
    var found = new LinkedHashMap<String, ScalarSeries>();
    all.forEach(
        (tag, series) ->
            prefixes.stream()
                .filter(tag::startsWith)
                .findFirst()
                .ifPresent(p -> found.putIfAbsent(tag.substring(p.length()), series)));
    return found;
  }

  /**
   * The series that has one point in every iteration, whatever the trainer: the training speed, the
   * value loss or, failing those, the longest one.
   */
  public Optional<ScalarSeries> iterations() {
    return find("Perf/total_fps")
        .or(() -> find("Loss/value_function"))
        .or(
            () ->
                all.values().stream()
                    .filter(series -> !series.tag().endsWith("/time"))
                    .reduce((a, b) -> b.size() > a.size() ? b : a));
  }

  /** The iteration of the newest point, or -1 before the first. */
  public long lastIteration() {
    return iterations()
        .filter(series -> !series.isEmpty())
        .map(series -> series.step(series.size() - 1))
        .orElse(-1L);
  }
}
