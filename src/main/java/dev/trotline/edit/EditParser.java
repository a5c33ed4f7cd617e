package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Edit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads edits as they are written on the command line. Names are checked later, by the validator.
 */
public final class EditParser {

  private static final String TERRAINS = "env.scene.terrain.terrain_generator.sub_terrains.";
  private static final Pattern REWARD_PATH =
      Pattern.compile("(?:env\\.)?rewards\\.([^.]+)(?:\\.(weight|params\\.(.+)))?");
  private static final Pattern TERRAIN_PATH =
      Pattern.compile(Pattern.quote(TERRAINS) + "([^.]+)\\.([^.]+)");

  private EditParser() {}

  /** Reads {@code term.weight=-0.05}; {@code term=-0.05} and a full path are taken too. */
  public static Edit set(String text) {
    Split split = Split.of(text, "--set", "action_rate_l2.weight=-0.05");
    String key = split.key().replaceFirst("^(env\\.)?rewards\\.", "");
    if (!key.endsWith(".weight") && key.indexOf('.') >= 0) {
      throw new InvalidInputException(
          "'" + text + "' does not set a weight",
          null,
          split.key(),
          "write --set TERM.weight=VALUE for a weight, --param TERM.PARAM=VALUE for a parameter");
    }
    return new Edit.SetWeight(key.replaceFirst("\\.weight$", ""), split.number());
  }

  /** Reads {@code term=0.5}. */
  public static Edit scale(String text) {
    Split split = Split.of(text, "--scale", "action_rate_l2=0.5");
    return new Edit.ScaleWeight(termOf(split.key()), split.number());
  }

  /** Reads {@code term.param=value}. */
  public static Edit.SetParam param(String text) {
    Split split = Split.of(text, "--param", "track_lin_vel_xy_exp.std=0.5");
    String key = split.key().replaceFirst("^(env\\.)?rewards\\.", "");
    int dot = key.indexOf('.');
    String param = dot < 0 ? "" : key.substring(dot + 1).replaceFirst("^params\\.", "");
    Object value = split.value();
    if (dot <= 0 || param.isEmpty() || value == null) {
      throw new InvalidInputException(
          "'" + text + "' does not set a parameter",
          null,
          split.key(),
          "write --param TERM.PARAM=VALUE, such as track_lin_vel_xy_exp.std=0.5");
    }
    return new Edit.SetParam(key.substring(0, dot), param, value);
  }

  /** Reads {@code term=weight}. */
  public static Edit.AddTerm add(String text) {
    Split split = Split.of(text, "--add", "feet_slide=-0.1");
    return new Edit.AddTerm(termOf(split.key()), split.number());
  }

  /**
   * Says what computes a term to be added.
   *
   * @param text {@code term=rewards/gait.py:trot} or {@code term=module:function}
   * @param added the terms to be added, of which one must go by this name
   * @return the same with this one changed
   */
  public static List<Edit.AddTerm> func(String text, List<Edit.AddTerm> added) {
    Split split = Split.of(text, "--func", "trot=rewards/gait.py:trot");
    String func = split.raw().strip();
    if (!func.contains(":")) {
      throw new InvalidInputException(
          "'" + func + "' does not name a function",
          null,
          split.key(),
          "write --func TERM=rewards/FILE.py:FUNCTION or TERM=MODULE:FUNCTION");
    }
    return changed(
        added,
        termOf(split.key()),
        add -> new Edit.AddTerm(add.term(), add.weight(), func, add.params()));
  }

  /**
   * Gives a term to be added a parameter.
   *
   * @return the same with this one changed
   */
  public static List<Edit.AddTerm> param(Edit.SetParam set, List<Edit.AddTerm> added) {
    return changed(
        added,
        set.term(),
        add -> {
          Map<String, Object> params = new LinkedHashMap<>(add.params());
          params.put(set.param(), set.value());
          return new Edit.AddTerm(add.term(), add.weight(), add.func(), params);
        });
  }

  private static List<Edit.AddTerm> changed(
      List<Edit.AddTerm> added, String term, UnaryOperator<Edit.AddTerm> change) {
    if (added.stream().noneMatch(add -> add.term().equals(term))) {
      throw new InvalidInputException(
          "'" + term + "' is not added here", null, term, "add it with --add " + term + "=WEIGHT");
    }
    return added.stream().map(add -> add.term().equals(term) ? change.apply(add) : add).toList();
  }

  /** Reads {@code term}. */
  public static Edit remove(String text) {
    if (text.indexOf('=') >= 0 || text.isBlank()) {
      throw new InvalidInputException(
          "'" + text + "' is not the name of a term", null, null, "write --remove TERM");
    }
    return new Edit.RemoveTerm(termOf(text.strip()));
  }

  /** Reads {@code boxes.proportion=0.1} or {@code boxes.grid_height_range=[0.02,0.08]}. */
  public static Edit terrain(String text) {
    Split split = Split.of(text, "--set", "boxes.proportion=0.1");
    String key =
        split.key().startsWith(TERRAINS) ? split.key().substring(TERRAINS.length()) : split.key();
    int dot = key.indexOf('.');
    Object value = split.value();
    if (dot <= 0 || dot == key.length() - 1 || value == null) {
      throw new InvalidInputException(
          "'" + text + "' does not set a sub-terrain's value",
          null,
          split.key(),
          "write SUBTERRAIN.KEY=VALUE, such as boxes.proportion=0.1");
    }
    return new Edit.SetTerrain(key.substring(0, dot), key.substring(dot + 1), value);
  }

  /** Reads {@code env.x.y=value} or {@code agent.x=value} as it stands. */
  public static Edit config(String text) {
    Split split = Split.of(text, "--set", "agent.algorithm.entropy_coef=0.005");
    return new Edit.SetConfig(split.key(), split.value());
  }

  /**
   * Reads a full override and gives it its most telling type: a weight, a parameter, a removed
   * term, a sub-terrain's value, else any other value.
   */
  public static Edit override(String text) {
    Split split = Split.of(text, "an override", "env.rewards.action_rate_l2.weight=-0.05");
    Object value = split.value();
    Matcher reward = REWARD_PATH.matcher(split.key());
    if (reward.matches()) {
      if (reward.group(2) == null && value == null) {
        return new Edit.RemoveTerm(reward.group(1));
      }
      if ("weight".equals(reward.group(2)) && value instanceof Number weight) {
        return new Edit.SetWeight(reward.group(1), weight.doubleValue());
      }
      if (reward.group(3) != null && value != null) {
        return new Edit.SetParam(reward.group(1), reward.group(3), value);
      }
    }
    Matcher terrain = TERRAIN_PATH.matcher(split.key());
    return terrain.matches() && value != null
        ? new Edit.SetTerrain(terrain.group(1), terrain.group(2), value)
        : new Edit.SetConfig(split.key(), value);
  }

  private static String termOf(String key) {
    return key.replaceFirst("^(env\\.)?rewards\\.", "").replaceFirst("\\.weight$", "");
  }

  private record Split(String text, String key, String raw, String option, String example) {

    static Split of(String text, String option, String example) {
      int equals = text.indexOf('=');
      String key = equals < 0 ? "" : text.substring(0, equals).strip();
      if (key.isEmpty()) {
        throw new InvalidInputException(
            "'" + text + "' is not of the form KEY=VALUE",
            null,
            null,
            "write " + option + " " + example);
      }
      return new Split(text, key, text.substring(equals + 1), option, example);
    }

    @Nullable Object value() {
      try {
        return Literal.parse(raw);
      } catch (InvalidInputException e) {
        throw new InvalidInputException(
            "'" + key + "': " + e.getMessage(), null, key, e.remedy(), e);
      }
    }

    double number() {
      if (value() instanceof Number number) {
        return number.doubleValue();
      }
      throw new InvalidInputException(
          "'" + key + "' needs a number, not '" + raw.strip() + "'",
          null,
          key,
          "write " + option + " " + example);
    }
  }
}
