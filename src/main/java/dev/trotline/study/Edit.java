package dev.trotline.study;

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
   * Switches on a term of the reward library that is not in use.
   *
   * @param term the reward term
   * @param weight its weight
   */
  record AddTerm(String term, double weight) implements Edit {
    @Override
    public String describe() {
      return "add rewards." + term + " with weight " + weight;
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
  record SetConfig(String path, @org.jspecify.annotations.Nullable Object value) implements Edit {
    @Override
    public String describe() {
      return path + " = " + value;
    }
  }
}
