package dev.trotline.edit;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which whole sections of a task may be taken out beside the terms of its managers, and what to do
 * where they may not. Isaac Lab and mjlab only.
 */
final class Sections {

  private static final List<PathPattern> REMOVABLE =
      Stream.of(
              "env.scene.height_scanner*",
              "env.scene.*_scanner",
              "env.scene.terrain.terrain_generator",
              "env.observations.*.*.noise",
              "agent.algorithm.rnd_cfg",
              "agent.algorithm.symmetry_cfg")
          .map(PathPattern::of)
          .toList();

  private Sections() {}

  /** True if the task can do without this section, which is no term. */
  static boolean mayBeTakenOut(String path) {
    return REMOVABLE.stream().anyMatch(pattern -> pattern.matches(path));
  }

  /** What has the effect of taking a term out where it cannot be taken out. */
  static String insteadOfTakingOut(String path) {
    if (path.startsWith("env.rewards.")) {
      return "set its weight to 0 instead";
    }
    if (path.startsWith("env.events.")) {
      return "set its ranges to [0.0,0.0] instead";
    }
    if (path.endsWith(".noise")) {
      return "set its n_min and n_max to 0.0 instead";
    }
    return "choose a value of it to set instead";
  }
}
