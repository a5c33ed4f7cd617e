package dev.trotline.analyze.hack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Commands, episodes, ground, disturbances or noise differ from the reference's so that the log's
 * own measure gets better without a better policy. A judge brings its own task and is immune, so
 * there it is only where runs are ranked by their logs that it matters.
 */
final class EasierTask implements Detector.OfExperiment {

  static final String NAME = "easier_task";

  private static final String COMMANDS = "env.commands";
  private static final String TERRAIN = "env.scene.terrain";

  @Override
  public List<Flag> look(HackInput input) {
    if (input.isJudged() || input.candidate().isEmpty() || input.reference().isEmpty()) {
      return List.of();
    }
    Map<String, Object> mine = input.candidate().get(0).env();
    Map<String, Object> theirs = input.reference().get(0).env();
    if (mine.isEmpty() || theirs.isEmpty()) {
      return List.of();
    }
    var easier = new ArrayList<Evidence>();
    compare("env", mine, theirs, easier);
    if (easier.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Flag(
            NAME,
            true,
            0.85,
            input.candidate().stream().map(RunEvidence::name).toList(),
            easier,
            "Its task is easier than the reference's, and there is no judge: its figures say"
                + " nothing about the policy.",
            "put the change under simulator.base so that all experiments have it, or evaluate both"
                + " on one task"));
  }

  private static void compare(String path, Object mine, Object theirs, List<Evidence> easier) {
    if (mine instanceof Map<?, ?> one && theirs instanceof Map<?, ?> other) {
      var keys = new TreeSet<String>();
      one.keySet().forEach(key -> keys.add(String.valueOf(key)));
      other.keySet().forEach(key -> keys.add(String.valueOf(key)));
      for (String key : keys) {
        Object a = one.get(key);
        Object b = other.get(key);
        String at = path + "." + key;
        if (a == null && b != null && isHardship(at)) {
          easier.add(Evidence.statement("taken out", at));
        } else if (a != null && b != null && !a.equals(b)) {
          compare(at, a, b, easier);
        }
      }
      return;
    }
    leaf(path, mine, theirs, easier);
  }

  /** Terminations but time, disturbances and noise: whole terms that make a task harder. */
  private static boolean isHardship(String path) {
    return path.matches("env\\.(terminations|events)\\.[^.]+")
        || path.matches("env\\.observations\\..+\\.noise")
        || path.equals(TERRAIN + ".terrain_generator");
  }

  private static void leaf(String path, Object mine, Object theirs, List<Evidence> easier) {
    double[] one = TaskFacts.range(mine);
    double[] other = TaskFacts.range(theirs);
    boolean ranges =
        path.startsWith(COMMANDS) && path.contains(".ranges.") && !path.endsWith("heading")
            || path.startsWith("env.events.") && path.contains("velocity_range")
            || path.startsWith(TERRAIN) && path.endsWith("_range");
    if (ranges && one.length == 2 && other.length == 2) {
      double width = Math.max(Math.abs(one[0]), Math.abs(one[1]));
      double before = Math.max(Math.abs(other[0]), Math.abs(other[1]));
      if (width < before) {
        easier.add(new Evidence("largest value of the range", width, before, path));
      }
      return;
    }
    boolean less = path.equals("env.episode_length_s") || path.endsWith(".max_init_terrain_level");
    boolean more = path.startsWith(COMMANDS) && path.endsWith(".rel_standing_envs");
    if (mine instanceof Number a && theirs instanceof Number b) {
      double now = a.doubleValue();
      double was = b.doubleValue();
      if (less && now < was || more && now > was) {
        easier.add(new Evidence("value", now, was, path));
      }
    } else if (path.equals(TERRAIN + ".terrain_type") && "plane".equals(mine)) {
      easier.add(Evidence.statement("flat ground", path));
    } else if (path.endsWith(".enable_corruption") && Boolean.FALSE.equals(mine)) {
      easier.add(Evidence.statement("observation noise switched off", path));
    }
  }
}
