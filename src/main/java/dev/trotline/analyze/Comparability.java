package dev.trotline.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What keeps two experiments from being compared by their own training logs. Without a judge the
 * log is the measure, and a flatter ground, fewer pushes or less noise improve it without a better
 * policy; only the reward, the actions, the learner and the number of environments leave it alone.
 */
public final class Comparability {

  private static final List<String> HARMLESS =
      List.of("agent.", "env.rewards.", "env.actions.", "env.scene.num_envs");

  private static final int SHOWN = 3;

  private Comparability() {}

  /**
   * Why the figures of two experiments do not measure the same; empty if they do.
   *
   * @param one change set of the one, dotted path to value
   * @param other change set of the other
   */
  public static List<String> caveats(Map<String, Object> one, Map<String, Object> other) {
    Set<String> paths = new TreeSet<>(one.keySet());
    paths.addAll(other.keySet());
    List<String> differing = new ArrayList<>();
    for (String path : paths) {
      boolean same =
          one.containsKey(path) == other.containsKey(path)
              && Objects.equals(one.get(path), other.get(path));
      if (!same && HARMLESS.stream().noneMatch(path::startsWith)) {
        differing.add(path);
      }
    }
    if (differing.isEmpty()) {
      return List.of();
    }
    int more = differing.size() - SHOWN;
    return List.of(
        "there is no judge here, runs are ranked by their own log, and "
            + String.join(", ", differing.subList(0, Math.min(SHOWN, differing.size())))
            + (more > 0 ? " and " + more + " more" : "")
            + " changes what the log measures");
  }
}
