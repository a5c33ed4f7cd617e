package dev.trotline.analyze.compare;

import dev.trotline.analyze.compare.SettingChange.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The resolved settings of two experiments held against each other: what the trainers dumped, not
 * what was asked for. Tuples equal lists, numbers are compared by value, a setting that is None or
 * an empty mapping is the same as one that is absent.
 *
 * @param changes what differs, by group and path
 * @param leftOut settings that differ and cannot change what is learnt (see {@link #NOISE})
 * @param known false if one side has no dumped settings at all
 * @param warnings seeds of one experiment that differ among themselves in more than the seed
 */
public record ConfigComparison(
    List<SettingChange> changes, List<String> leftOut, boolean known, List<String> warnings) {

  /**
   * Settings that differ between any two runs: the seed, names, places and devices, what is shown
   * and how often is saved. {@code resume} and what is loaded then are no noise.
   */
  private static final Pattern NOISE =
      Pattern.compile(
          "(env|agent)\\.(seed|device|log_dir|log_root|run_name|experiment_name|run_timestamp"
              + "|timestamp|logger|neptune_project|wandb_project|wandb_entity|save_interval"
              + "|io_descriptors_output_dir|export_io_descriptors|logging_level)"
              + "|agent\\.algorithm\\.device"
              + "|env\\.(sim\\.(device|log_dir)|ui_window_class_type|teleop_devices|xr)"
              + "|env\\.(viewer|recorders|teleop_devices|xr)\\..*"
              + "|.*\\.debug_vis|.*\\.[a-z_]*visualizer_cfg(\\..*)?");

  private static final Pattern LOADED = Pattern.compile("agent\\.(load_run|load_checkpoint)");

  private static final List<String> ORDER =
      List.of("rewards", "terrain", "commands", "terminations", "agent", "other");

  public ConfigComparison {
    changes = List.copyOf(changes);
    leftOut = List.copyOf(leftOut);
    warnings = List.copyOf(warnings);
  }

  /** Compares the first runs of both sides, and the seeds of each side among themselves. */
  static ConfigComparison of(Group candidate, Group reference) {
    RunData after = candidate.runs().get(0);
    RunData before = reference.runs().get(0);
    boolean known = isKnown(before) && isKnown(after);
    var warnings = new ArrayList<String>();
    for (Group group : List.of(reference, candidate)) {
      RunData first = group.runs().get(0);
      for (RunData run : group.runs()) {
        List<SettingChange> own =
            isKnown(first) && isKnown(run) ? differences(first, run, new ArrayList<>()) : List.of();
        if (!own.isEmpty()) {
          warnings.add(
              run.name()
                  + " differs from "
                  + first.name()
                  + " in more than the seed: "
                  + own.get(0).line()
                  + (own.size() > 1 ? " and " + (own.size() - 1) + " more" : ""));
        }
      }
    }
    var leftOut = new ArrayList<String>();
    return new ConfigComparison(
        known ? differences(before, after, leftOut) : List.of(), leftOut, known, warnings);
  }

  /** Paths of changed settings of one reward term other than its weight. */
  boolean isRedefined(String term) {
    String prefix = "env.rewards." + term + ".";
    return changes.stream()
        .anyMatch(c -> c.path().startsWith(prefix) && !c.path().equals(prefix + "weight"));
  }

  private static boolean isKnown(RunData run) {
    return !run.env().isEmpty() || !run.agent().isEmpty();
  }

  private static List<SettingChange> differences(
      RunData before, RunData after, List<String> leftOut) {
    var found = new ArrayList<SettingChange>();
    // A dump that one side lacks altogether says nothing about its settings.
    if (!before.env().isEmpty() && !after.env().isEmpty()) {
      differences("env", before.env(), after.env(), found);
    }
    if (!before.agent().isEmpty() && !after.agent().isEmpty()) {
      differences("agent", before.agent(), after.agent(), found);
    }
    boolean resumes =
        Boolean.TRUE.equals(before.agent().get("resume"))
            || Boolean.TRUE.equals(after.agent().get("resume"));
    var kept = new ArrayList<SettingChange>();
    for (SettingChange change : found) {
      boolean noise =
          NOISE.matcher(change.path()).matches()
              || !resumes && LOADED.matcher(change.path()).matches();
      if (noise) {
        leftOut.add(change.path());
      } else {
        kept.add(change);
      }
    }
    kept.sort(
        java.util.Comparator.comparingInt((SettingChange c) -> ORDER.indexOf(c.group()))
            .thenComparing(SettingChange::path));
    return kept;
  }

  private static void differences(
      String path, Map<?, ?> before, Map<?, ?> after, List<SettingChange> found) {
    var keys = new TreeSet<String>();
    before.keySet().forEach(key -> keys.add(String.valueOf(key)));
    after.keySet().forEach(key -> keys.add(String.valueOf(key)));
    Map<String, Object> old = byText(before);
    Map<String, Object> now = byText(after);
    for (String key : keys) {
      String at = path + "." + key;
      Object a = something(old.get(key));
      Object b = something(now.get(key));
      if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
        differences(at, x, y, found);
      } else if (!same(a, b)) {
        Kind kind = a == null ? Kind.ADDED : b == null ? Kind.REMOVED : Kind.CHANGED;
        found.add(new SettingChange(at, group(at), kind, a, b));
      }
    }
  }

  private static Map<String, Object> byText(Map<?, ?> map) {
    var byText = new LinkedHashMap<String, Object>();
    map.forEach((key, value) -> byText.put(String.valueOf(key), value));
    return byText;
  }

  /** Isaac Lab dumps what is missing as an empty mapping (surface §2.2). */
  private static @Nullable Object something(@Nullable Object value) {
    return value instanceof Map<?, ?> map && map.isEmpty() ? null : value;
  }

  private static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == b;
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      if (x.size() != y.size()) {
        return false;
      }
      for (int i = 0; i < x.size(); i++) {
        if (!same(x.get(i), y.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
      var found = new ArrayList<SettingChange>();
      differences("", x, y, found);
      return found.isEmpty();
    }
    if (a instanceof Number x && b instanceof Number y) {
      return x.doubleValue() == y.doubleValue()
          || Double.isNaN(x.doubleValue()) && Double.isNaN(y.doubleValue());
    }
    if (a instanceof Number x && b instanceof String y) {
      return isWritten(x, y);
    }
    return b instanceof Number y && a instanceof String x ? isWritten(y, x) : a.equals(b);
  }

  /** YAML 1.1 takes {@code 1e-5}, as people write it, for a text. */
  private static boolean isWritten(Number number, String text) {
    try {
      return Double.parseDouble(text) == number.doubleValue();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String group(String path) {
    if (path.startsWith("env.rewards.")) {
      return "rewards";
    }
    if (path.contains(".terrain") || path.contains("sub_terrains")) {
      return "terrain";
    }
    if (path.startsWith("env.commands.")) {
      return "commands";
    }
    if (path.startsWith("env.terminations.")) {
      return "terminations";
    }
    return path.startsWith("agent.") ? "agent" : "other";
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("known", known);
    json.put("changes", changes.stream().map(SettingChange::json).toList());
    json.put("leftOut", leftOut);
    json.put("warnings", warnings);
    return json;
  }
}
