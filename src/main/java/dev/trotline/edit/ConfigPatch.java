package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Edit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Working copy of a configuration: takes one edit after the other and refuses unsound ones. */
final class ConfigPatch {

  private static final String REWARDS = "env.rewards";
  private static final String TERRAINS = "env.scene.terrain.terrain_generator.sub_terrains";

  private static final MathContext TWELVE_DIGITS = new MathContext(12);

  /** No weight is off by more; a larger factor is a slip. */
  private static final double LARGEST_FACTOR = 1e4;

  /** Keys the override syntax can address; others, such as {@code .*_hip_joint}, it cannot. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_/-]+");

  private final ReferenceConfig reference;
  private final Map<String, Object> env;
  private final Map<String, Object> agent;
  private final Set<String> touched = new LinkedHashSet<>();

  ConfigPatch(ReferenceConfig reference) {
    this.env = ConfigTree.copy(reference.env());
    this.agent = ConfigTree.copy(reference.agent());
    this.reference =
        new ReferenceConfig(
            reference.origin(), ConfigTree.copy(env), ConfigTree.copy(agent), reference.rules());
  }

  Map<String, Object> env() {
    return env;
  }

  Map<String, Object> agent() {
    return agent;
  }

  /** Applies one edit or throws. */
  void apply(Edit edit, ProtectedPaths protection) {
    if (edit instanceof Edit.SetWeight set) {
      term(set.term());
      assign(weightOf(set.term()), set.weight(), protection);
    } else if (edit instanceof Edit.ScaleWeight scale) {
      assign(weightOf(scale.term()), scaled(scale), protection);
    } else if (edit instanceof Edit.SetParam set) {
      term(set.term());
      assign(REWARDS + "." + set.term() + ".params." + set.param(), set.value(), protection);
    } else if (edit instanceof Edit.AddTerm add) {
      add(add, protection);
    } else if (edit instanceof Edit.RemoveTerm remove) {
      term(remove.term());
      assign(REWARDS + "." + remove.term(), null, protection);
    } else if (edit instanceof Edit.SetTerrain set) {
      terrain(set.subTerrain());
      assign(TERRAINS + "." + set.subTerrain() + "." + set.key(), set.value(), protection);
    } else if (edit instanceof Edit.SetConfig set) {
      assign(set.path(), set.value(), protection);
    }
  }

  /** Checks what only the final state can tell, for the parts that were touched. */
  void checkWhole() {
    new WholeChecks(reference, new ReferenceConfig(reference.origin(), env, agent), touched).run();
  }

  private static String weightOf(String term) {
    return REWARDS + "." + term + ".weight";
  }

  private Map<String, Object> term(String name) {
    Map<String, Object> terms = section(REWARDS, "the task has no reward terms");
    String path = REWARDS + "." + name;
    if (!terms.containsKey(name)) {
      throw new InvalidInputException(
          "there is no reward term '" + name + "' in " + reference.origin(),
          null,
          path,
          NearestNames.remedy(name, terms.keySet()));
    }
    if (!(terms.get(name) instanceof Map<?, ?> term)) {
      throw new InvalidInputException(
          "the reward term '" + name + "' is not in use",
          null,
          path,
          reference.at(path) == null
              ? "the stock task switches it off entirely; choose a term that is in use"
              : "add it again with its weight first");
    }
    return ConfigTree.mapping(term);
  }

  private double scaled(Edit.ScaleWeight scale) {
    String path = weightOf(scale.term());
    Object weight = term(scale.term()).get("weight");
    if (!(scale.factor() >= 0 && scale.factor() <= LARGEST_FACTOR)) {
      throw new InvalidInputException(
          "the factor of '" + scale.term() + "' must be between 0 and 10000, not " + scale.factor(),
          null,
          path,
          "scale by a positive factor; to change the kind of a term, choose another term");
    }
    if (!(weight instanceof Number number) || number.doubleValue() == 0) {
      throw new InvalidInputException(
          "the weight of '" + scale.term() + "' is 0, so scaling it changes nothing",
          null,
          path,
          "set the weight instead");
    }
    // Rounded, so that half of -0.1 is the same change however it came about.
    BigDecimal exact = BigDecimal.valueOf(number.doubleValue() * scale.factor());
    return exact.round(TWELVE_DIGITS).doubleValue();
  }

  private void add(Edit.AddTerm add, ProtectedPaths protection) {
    String path = REWARDS + "." + add.term();
    Map<String, Object> terms = section(REWARDS, "the task has no reward terms");
    if (add.weight() == 0) {
      throw new InvalidInputException(
          "adding '" + add.term() + "' with weight 0 changes nothing", null, path, "give a weight");
    }
    if (terms.containsKey(add.term()) && terms.get(add.term()) == null) {
      if (!(reference.at(path) instanceof Map<?, ?> stock)) {
        throw new InvalidInputException(
            "the reward term '" + add.term() + "' cannot be added: the stock task leaves it out",
            null,
            path,
            "an override cannot put a term where there is none; choose a term the task carries");
      }
      terms.put(add.term(), Literal.plain(stock));
    } else if (term(add.term()).get("weight") instanceof Number weight
        && weight.doubleValue() != 0) {
      throw new InvalidInputException(
          "the reward term '" + add.term() + "' is already in use with weight " + weight,
          null,
          path,
          "set or scale its weight instead");
    }
    assign(weightOf(add.term()), add.weight(), protection);
  }

  private void terrain(String name) {
    String remedy = "the ground of this task is flat; use a rough task to edit sub-terrains";
    Map<String, Object> terrains = section(TERRAINS, remedy);
    if (!terrains.containsKey(name)) {
      throw new InvalidInputException(
          "there is no sub-terrain '" + name + "' in " + reference.origin(),
          null,
          TERRAINS + "." + name,
          NearestNames.remedy(name, terrains.keySet()));
    }
  }

  private Map<String, Object> section(String path, String remedy) {
    Object node = new ReferenceConfig(reference.origin(), env, agent).at(path);
    if (!(node instanceof Map<?, ?> map) || map.isEmpty()) {
      throw new InvalidInputException(
          "'" + path + "' does not exist in " + reference.origin(), null, path, remedy);
    }
    return ConfigTree.mapping(map);
  }

  /** Every edit ends here: path, protection, type, bounds and sign, in this order. */
  private void assign(String path, @Nullable Object value, ProtectedPaths protection) {
    String[] keys = path.split("\\.", -1);
    checkSyntax(path, keys);
    protection.check(path);
    Map<String, Object> parent = parentOf(path, keys);
    String leaf = keys[keys.length - 1];
    Object plain = plain(path, value);
    Object fitted = ValueTypes.fit(path, reference.at(path), parent.get(leaf), plain);
    if (fitted != null && !fitted.equals(reference.at(path))) {
      Bounds.check(path, fitted);
    }
    if (fitted instanceof Double weight
        && path.startsWith(REWARDS + ".")
        && leaf.equals("weight")) {
      WeightRule.check(path, keys[2], reference.at(REWARDS + "." + keys[2]), weight);
    }
    parent.put(leaf, fitted);
    touched.add(path);
  }

  private static @Nullable Object plain(String path, @Nullable Object value) {
    try {
      return Literal.plain(value);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "'" + path + "' cannot take this value: " + e.getMessage(),
          null,
          path,
          "give a number, true, false, a word or a list",
          e);
    }
  }

  private static void checkSyntax(String path, String[] keys) {
    if (path.startsWith("+") || path.startsWith("~")) {
      throw new InvalidInputException(
          "'" + path + "' would add or delete a key, which the simulator refuses",
          null,
          path,
          "set an existing key; to take a term out, set it to null");
    }
    if (keys.length < 2 || !(keys[0].equals("env") || keys[0].equals("agent"))) {
      throw new InvalidInputException(
          "'" + path + "' does not say which tree it belongs to",
          null,
          path,
          "write a dotted path that starts with env. or agent.");
    }
    for (String key : keys) {
      if (!KEY.matcher(key).matches()) {
        throw new InvalidInputException(
            "'" + path + "' has a part that an override cannot address: '" + key + "'",
            null,
            path,
            "write keys of letters, digits and _ separated by single dots");
      }
    }
  }

  private Map<String, Object> parentOf(String path, String[] keys) {
    Object node = keys[0].equals("env") ? env : agent;
    StringBuilder at = new StringBuilder(keys[0]);
    for (int i = 1; i < keys.length; i++) {
      if (!(node instanceof Map<?, ?> map)) {
        throw notAMapping(path, at.toString(), node);
      }
      Map<String, Object> children = ConfigTree.mapping(map);
      if (!children.containsKey(keys[i])) {
        throw new InvalidInputException(
            "'" + at + "." + keys[i] + "' does not exist in " + reference.origin(),
            null,
            path,
            NearestNames.remedy(keys[i], children.keySet()));
      }
      if (i == keys.length - 1) {
        return children;
      }
      node = children.get(keys[i]);
      at.append('.').append(keys[i]);
    }
    throw new IllegalStateException(path);
  }

  private InvalidInputException notAMapping(String path, String at, @Nullable Object node) {
    boolean removed = node == null && reference.at(at) instanceof Map<?, ?>;
    String what =
        removed
            ? "was taken out by an earlier edit"
            : node == null
                ? "is null in the stock task, so nothing below it can be set"
                : "is a single value, so nothing below it can be set";
    return new InvalidInputException(
        "'" + at + "' " + what,
        null,
        path,
        removed ? "take that edit back, or this one" : "choose a key that exists in the task");
  }
}
