package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Edit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Working copy of a configuration: takes one edit after the other and refuses unsound ones. */
final class ConfigPatch {

  static final String REWARDS = "env.rewards";
  static final String TERRAINS = "env.scene.terrain.terrain_generator.sub_terrains";

  private static final MathContext TWELVE_DIGITS = new MathContext(12);

  /** No weight is off by more; a larger factor is a slip. */
  private static final double LARGEST_FACTOR = 1e4;

  private final ReferenceConfig reference;
  private final Map<String, Object> env;
  private final Map<String, Object> agent;
  private final Set<String> touched = new LinkedHashSet<>();

  /** Terms that the stock task does not have, in the form they were added in: their yardstick. */
  private final Map<String, Object> added = new LinkedHashMap<>();

  private final NewTerms newTerms;
  private final Lookup lookup;

  ConfigPatch(ReferenceConfig reference) {
    this.env = ConfigTree.copy(reference.env());
    this.agent = ConfigTree.copy(reference.agent());
    this.reference =
        new ReferenceConfig(
            reference.origin(), ConfigTree.copy(env), ConfigTree.copy(agent), reference.rules());
    this.newTerms = new NewTerms(this.reference);
    this.lookup = new Lookup(this.reference, env, agent);
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
      param(set.term(), set.param(), set.value(), protection);
    } else if (edit instanceof Edit.AddTerm add) {
      add(add, protection);
    } else if (edit instanceof Edit.RemoveTerm remove) {
      term(remove.term());
      assign(REWARDS + "." + remove.term(), null, protection);
    } else if (edit instanceof Edit.SetTerrain set) {
      terrain(set.subTerrain());
      assign(TERRAINS + "." + set.subTerrain() + "." + set.key(), set.value(), protection);
    } else if (edit instanceof Edit.SetConfig set) {
      config(set.path(), set.value(), protection);
    }
  }

  /** Checks what only the final state can tell, for the parts that were touched. */
  void checkWhole(boolean learns) {
    ReferenceConfig config = new ReferenceConfig(reference.origin(), env, agent, reference.rules());
    new WholeChecks(reference, config, touched, learns).run();
    if (!reference.rules().isPlain()) {
      DerivedConstants.check(reference, config, touched);
    }
  }

  private static String weightOf(String term) {
    return REWARDS + "." + term + ".weight";
  }

  private Map<String, Object> term(String name) {
    Map<String, Object> terms = section(REWARDS, "the task has no reward terms");
    String path = REWARDS + "." + name;
    if (!terms.containsKey(name)) {
      InvalidInputException moved = Generations.refusal(path, reference);
      if (moved != null) {
        throw moved;
      }
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
              ? reference.rules().isPlain()
                  ? "the stock task switches it off entirely; choose a term that is in use"
                  : "the stock task leaves it out; add it with its weight first"
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
    Object now = terms.get(add.term());
    if (now == null && !(reference.at(path) instanceof Map<?, ?>)) {
      addNew(add, terms, protection);
      return;
    }
    sameFunction(add, path);
    if (now == null && reference.at(path) instanceof Map<?, ?> stock) {
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
    add.params().forEach((name, value) -> params(add.term(), name, value, protection));
  }

  /** A name stands for what the stock task computes under it. */
  private void sameFunction(Edit.AddTerm add, String path) {
    Object stock = reference.at(path + ".func");
    if (add.func() != null && !NewTerms.same(add.func(), String.valueOf(stock))) {
      throw new InvalidInputException(
          "'" + add.term() + "' is a term of the stock task, which computes it with " + stock,
          null,
          path,
          "give the new term another name");
    }
  }

  private void addNew(Edit.AddTerm add, Map<String, Object> terms, ProtectedPaths protection) {
    String path = REWARDS + "." + add.term();
    protection.check(weightOf(add.term()));
    boolean free =
        !reference.rules().library().isEmpty() || !reference.rules().functions().isEmpty();
    if (!free && !terms.containsKey(add.term())) {
      term(add.term()); // says which terms there are
    }
    if (!free) {
      throw new InvalidInputException(
          "the reward term '" + add.term() + "' cannot be added: the stock task leaves it out",
          null,
          path,
          "an override cannot put a term where there is none; choose a term the task carries");
    }
    if (!Double.isFinite(add.weight())) {
      throw new InvalidInputException(
          "'" + add.term() + "' needs a finite weight", null, path, "give a finite number");
    }
    Map<String, Object> term = newTerms.term(add);
    Bounds.check(weightOf(add.term()), add.weight());
    WeightRule.check(weightOf(add.term()), add.term(), term, null, add.weight(), reference);
    terms.put(add.term(), term);
    added.put(add.term(), ConfigTree.copy(term));
    touch(path, term);
  }

  private void touch(String path, Map<String, Object> section) {
    section.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner) {
            touch(path + "." + key, ConfigTree.mapping(inner));
          } else {
            touched.add(path + "." + key);
          }
        });
  }

  /** Sets a parameter; a section is set key by key. */
  private void params(String term, String name, @Nullable Object value, ProtectedPaths protection) {
    if (value instanceof Map<?, ?> map && !added.containsKey(term)) {
      map.forEach((key, inner) -> params(term, name + "." + key, inner, protection));
    } else {
      param(term, name, value, protection);
    }
  }

  private void param(String term, String name, @Nullable Object value, ProtectedPaths protection) {
    String path = REWARDS + "." + term + ".params." + name;
    if (!added.containsKey(term)) {
      assign(path, value, protection);
      return;
    }
    protection.check(path);
    Map<String, Object> now = term(term);
    newTerms.setParam(term, now, name, value);
    touch(REWARDS + "." + term, now);
  }

  private void config(String path, @Nullable Object value, ProtectedPaths protection) {
    String[] keys = path.split("\\.", 5);
    boolean param = keys.length == 5 && keys[3].equals("params") && path.startsWith(REWARDS + ".");
    if (param && added.containsKey(keys[2])) {
      term(keys[2]);
      param(keys[2], keys[4], value, protection);
    } else {
      assign(path, value, protection);
    }
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
    lookup.checkSyntax(path, keys);
    protection.check(path);
    Map<String, Object> parent = lookup.parentOf(path, keys);
    String leaf = keys[keys.length - 1];
    Object plain = plain(path, value);
    Object stock = stockAt(path, keys);
    if (!reference.rules().isPlain()) {
      Addressing.refusePreset(path, stock, plain);
    }
    Object fitted = ValueTypes.fit(path, stock, parent.get(leaf), plain, reference);
    if (fitted != null && !fitted.equals(stock)) {
      Bounds.check(path, fitted);
    }
    if (fitted instanceof Number weight
        && path.startsWith(REWARDS + ".")
        && leaf.equals("weight")) {
      WeightRule.check(
          path,
          keys[2],
          parent,
          reference.at(REWARDS + "." + keys[2]),
          weight.doubleValue(),
          reference);
    }
    if (fitted == null && keys.length == 3 && added.remove(leaf) != null) {
      takeBack(parent, leaf);
    } else {
      parent.put(leaf, fitted);
    }
    touched.add(path);
  }

  /** What the stock task has there, or the form a new term was added in. */
  private @Nullable Object stockAt(String path, String[] keys) {
    if (keys.length < 3 || !path.startsWith(REWARDS + ".") || !added.containsKey(keys[2])) {
      return reference.at(path);
    }
    ReferenceConfig terms = new ReferenceConfig("", Map.of("rewards", added), Map.of());
    return terms.at(path);
  }

  /** A new term taken out again leaves no trace, so that the change set is empty. */
  private void takeBack(Map<String, Object> terms, String name) {
    boolean stockNamesIt =
        reference.at(REWARDS) instanceof Map<?, ?> stock && stock.containsKey(name);
    if (stockNamesIt) {
      terms.put(name, null);
    } else {
      terms.remove(name);
    }
    touched.removeIf(path -> path.startsWith(REWARDS + "." + name + "."));
  }

  static @Nullable Object plain(String path, @Nullable Object value) {
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
}
