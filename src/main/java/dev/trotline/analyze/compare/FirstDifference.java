package dev.trotline.analyze.compare;

import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two runs of one seed, bit for bit: how long an edit left the training as it was.
 *
 * @param candidate name of the one run
 * @param reference name of the other
 * @param equalIterations iterations both have in which every common tag is equal to the last bit,
 *     from the first common one on
 * @param iteration first iteration with a difference, -1 if all common ones are equal
 * @param tags the tags that differ there
 */
public record FirstDifference(
    String candidate, String reference, int equalIterations, long iteration, List<String> tags) {

  public FirstDifference {
    tags = List.copyOf(tags);
  }

  /** Of the first pair of runs with one seed, or of the only pair; null if there is none. */
  static @Nullable FirstDifference of(Group candidate, Group reference) {
    boolean only = candidate.runs().size() == 1 && reference.runs().size() == 1;
    for (RunData a : candidate.runs()) {
      for (RunData b : reference.runs()) {
        Object seed = seed(a);
        if (only || seed != null && Objects.equals(seed, seed(b))) {
          return of(a, b);
        }
      }
    }
    return null;
  }

  private static @Nullable Object seed(RunData run) {
    Object agent = run.agent().get("seed");
    return agent == null ? run.env().get("seed") : agent;
  }

  static @Nullable FirstDifference of(RunData candidate, RunData reference) {
    long first = Long.MAX_VALUE;
    var tags = new ArrayList<String>();
    boolean any = false;
    for (ScalarSeries a : candidate.series().all().values()) {
      ScalarSeries b = reference.series().all().get(a.tag());
      if (b == null || isVolatile(a.tag())) {
        continue;
      }
      any = true;
      long differs = firstDifference(a, b);
      if (differs < first) {
        first = differs;
        tags.clear();
      }
      if (differs == first && differs != Long.MAX_VALUE) {
        tags.add(a.tag());
      }
    }
    if (!any) {
      return null;
    }
    return new FirstDifference(
        candidate.name(),
        reference.name(),
        equal(candidate.series(), reference.series(), first),
        first == Long.MAX_VALUE ? -1 : first,
        tags);
  }

  /** True if two runs logged the same, up to speed and clock: one is a copy of the other. */
  static boolean isCopy(RunSeries a, RunSeries b) {
    if (!a.tags().equals(b.tags()) || a.lastIteration() != b.lastIteration()) {
      return false;
    }
    boolean any = false;
    for (ScalarSeries one : a.all().values()) {
      ScalarSeries other = b.all().get(one.tag());
      if (isVolatile(one.tag()) || other == null) {
        continue;
      }
      if (one.size() != other.size() || firstDifference(one, other) != Long.MAX_VALUE) {
        return false;
      }
      any |= one.size() > 0;
    }
    return any;
  }

  /** Speed differs from machine to machine, and {@code /time} counts seconds. */
  private static boolean isVolatile(String tag) {
    return tag.startsWith("Perf/") || tag.endsWith("/time");
  }

  private static int equal(RunSeries a, RunSeries b, long before) {
    ScalarSeries one = a.iterations().orElse(null);
    ScalarSeries other = b.iterations().orElse(null);
    if (one == null || other == null || one.isEmpty() || other.isEmpty()) {
      return 0;
    }
    long from = Math.max(one.step(0), other.step(0));
    long to = Math.min(a.lastIteration(), b.lastIteration());
    return (int) Math.max(0, Math.min(to + 1, before) - from);
  }

  /** First common step with unequal values; a step only one has is no difference. */
  private static long firstDifference(ScalarSeries a, ScalarSeries b) {
    int i = 0;
    int j = 0;
    while (i < a.size() && j < b.size()) {
      if (a.step(i) < b.step(j)) {
        i++;
      } else if (b.step(j) < a.step(i)) {
        j++;
      } else if (Double.doubleToLongBits(a.value(i)) != Double.doubleToLongBits(b.value(j))) {
        return a.step(i);
      } else {
        i++;
        j++;
      }
    }
    return Long.MAX_VALUE;
  }

  String line() {
    if (iteration < 0) {
      return candidate + " and " + reference + " are equal to the last bit in all they share";
    }
    return candidate
        + " and "
        + reference
        + " are equal to the last bit before iteration "
        + iteration
        + " ("
        + tags.get(0)
        + (tags.size() > 1 ? " and " + (tags.size() - 1) + " more tags" : "")
        + ")";
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("candidate", candidate);
    json.put("reference", reference);
    json.put("equalIterations", equalIterations);
    json.put("iteration", iteration < 0 ? null : iteration);
    json.put("tags", tags);
    return json;
  }
}
