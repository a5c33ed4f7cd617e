package dev.trotline.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One typed change of a task's configuration (design §2). Values are JSON-like: Boolean, Long,
 * Double, String, null, List and Map of these.
 */
public sealed interface Edit
    permits Edit.SetWeight,
        Edit.ScaleWeight,
        Edit.SetParam,
        Edit.AddTerm,
        Edit.RemoveTerm,
        Edit.SetTerrain,
        Edit.SetConfig {

  /** One short line for people, such as {@code rewards.action_rate_l2.weight = -0.05}. */
  String describe();

  /**
   * Sets a reward term's weight.
   *
   * @param term the reward term
   * @param weight the new weight, dimensionless
   */
  record SetWeight(String term, double weight) implements Edit {
    @Override
    public String describe() {
      return "rewards." + term + ".weight = " + weight;
    }
  }

  /**
   * Multiplies a reward term's weight.
   *
   * @param term the reward term
   * @param factor what the current weight is multiplied by
   */
  record ScaleWeight(String term, double factor) implements Edit {
    @Override
    public String describe() {
      return "rewards." + term + ".weight × " + factor;
    }
  }

  /**
   * Sets a parameter of a reward term.
   *
   * @param term the reward term
   * @param param the parameter's name
   * @param value the new value
   */
  record SetParam(String term, String param, Object value) implements Edit {
    @Override
    public String describe() {
      return "rewards." + term + ".params." + param + " = " + value;
    }
  }

  /**
   * Puts in a reward term that is not in use: one the stock task has taken out, one of the reward
   * library, or one of the study's own.
   *
   * @param term the reward term
   * @param weight its weight
   * @param func what computes it, {@code module:function} or {@code rewards/file.py:function}; null
   *     for what goes by the term's name
   * @param params parameters that differ from the function's own
   */
  record AddTerm(String term, double weight, @Nullable String func, Map<String, Object> params)
      implements Edit {

    public AddTerm {
      params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }

    /** A term that is known by its name. */
    public AddTerm(String term, double weight) {
      this(term, weight, null, Map.of());
    }

    @Override
    public String describe() {
      return "add rewards."
          + term
          + " with weight "
          + weight
          + (func == null ? "" : ", computed by " + func)
          + (params.isEmpty() ? "" : ", " + params);
    }
  }

  /**
   * Takes a reward term out.
   *
   * @param term the reward term
   */
  record RemoveTerm(String term) implements Edit {
    @Override
    public String describe() {
      return "remove rewards." + term;
    }
  }

  /**
   * Sets a sub-terrain's proportion or parameter.
   *
   * @param subTerrain the sub-terrain, by Isaac Lab's name
   * @param key {@code proportion} or a parameter
   * @param value the new value
   */
  record SetTerrain(String subTerrain, String key, Object value) implements Edit {
    @Override
    public String describe() {
      return "terrain " + subTerrain + "." + key + " = " + value;
    }
  }

  /**
   * Sets any other value of the environment or the agent.
   *
   * @param path dotted path that starts with {@code env.} or {@code agent.}
   * @param value the new value
   */
  record SetConfig(String path, @Nullable Object value) implements Edit {
    @Override
    public String describe() {
      return path + " = " + value;
    }
  }
}
