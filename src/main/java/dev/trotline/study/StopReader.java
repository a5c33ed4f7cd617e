package dev.trotline.study;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the section {@code stop} of study.yaml: by rule, {@code on}, {@code off} or a mapping with
 * its figures. YAML 1.1 takes the words on and off for booleans, as values and as keys.
 */
final class StopReader {
  private static final int MANY = 10_000_000;

  private final YamlNode node;
  private final Set<String> off = new LinkedHashSet<>();

  private StopReader(YamlNode node) {
    this.node = node;
  }

  static StopSettings read(YamlNode node) {
    return new StopReader(node).settings();
  }

  private StopSettings settings() {
    StopSettings usual = StopSettings.STANDARD;
    for (String rule : new String[] {"teardown_hang", "never_started", "no_progress", "deadline"}) {
      rule(rule).refuseUnknown();
    }
    int row = whole("non_finite", "iterations", usual.nonFiniteIterations());
    int lasts = whole("divergence", "iterations", usual.divergenceIterations());
    int reserve = whole("memory_growth", "reserve_mib", usual.reserveMib());
    int dead = whole("dead_policy", "iterations", usual.deadIterations());
    int stuck = whole("curriculum_stuck", "iterations", usual.curriculumIterations());
    StopSettings.Hopeless hopeless = hopeless(rule("hopeless"), usual.hopeless());
    YamlNode plateau = rule("plateau");
    double stretch = share(plateau, "stretch", usual.plateauStretch(), 0.05, 0.9);
    plateau.refuseUnknown();
    YamlNode budget = rule("budget");
    Double hours = budget.numberOr("run_hours", null);
    if (hours != null && hours <= 0) {
      throw budget.bad("run_hours", "is " + hours, "give the hours one run may take, above 0");
    }
    budget.refuseUnknown();
    var wait = node.duration("checkpoint_wait", usual.checkpointWait());
    node.refuseUnknown();
    return new StopSettings(off, row, lasts, reserve, dead, stuck, hopeless, stretch, hours, wait);
  }

  private int whole(String rule, String key, int usual) {
    YamlNode section = rule(rule);
    int value = section.integer(key, usual, 1, MANY);
    section.refuseUnknown();
    return value;
  }

  private static StopSettings.Hopeless hopeless(YamlNode section, StopSettings.Hopeless usual) {
    String bar = section.stringOr("bar", null);
    if (bar != null && !StopSettings.Hopeless.BARS.contains(bar)) {
      throw section.bad(
          "bar",
          "is '" + bar + "'",
          "use one of: " + String.join(", ", StopSettings.Hopeless.BARS));
    }
    var settings =
        new StopSettings.Hopeless(
            share(section, "risk", usual.risk(), 0.001, 0.5),
            section.integer("references", usual.references(), 3, 10_000),
            share(section, "after", usual.after(), 0.05, 0.95),
            bar == null ? usual.bar() : bar);
    section.refuseUnknown();
    return settings;
  }

  private static double share(
      YamlNode section, String key, double usual, double least, double most) {
    Double value = section.numberOr(key, usual);
    double share = value == null ? usual : value;
    if (share < least || share > most) {
      throw section.bad(key, "is " + share, "choose a number from " + least + " to " + most);
    }
    return share;
  }

  /** The figures of a rule; notes whether it is off. */
  private YamlNode rule(String rule) {
    Object value = node.raw(rule);
    boolean usual = StopSettings.STANDARD.isOn(rule);
    if (!(value instanceof Map)) {
      note(rule, value == null ? usual : bool(rule, node, rule, value));
      return YamlNode.root("study.yaml", Map.of());
    }
    YamlNode section = node.child(rule);
    // The key on reads as true.
    String key = section.isPresent("true") ? "true" : "on";
    Object on = section.raw(key);
    note(rule, on == null ? usual : bool(rule, section, "on", on));
    return section;
  }

  private void note(String rule, boolean on) {
    if (!on) {
      off.add(rule);
    }
  }

  private static boolean bool(String rule, YamlNode at, String key, @Nullable Object value) {
    if (value instanceof Boolean known) {
      return known;
    }
    throw at.bad(key, "is '" + value + "'", "write '" + rule + ": on' or '" + rule + ": off'");
  }
}
