package dev.trotline.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Looks into a configuration's tree without the package's own lookups, and draws from it. */
final class TreeProbe {

  final ReferenceConfig tree;
  final SplittableRandom random;
  final List<String> leaves = new ArrayList<>();

  TreeProbe(ReferenceConfig tree, long seed) {
    this.tree = tree;
    this.random = new SplittableRandom(seed);
    collect("env", tree.env());
    collect("agent", tree.agent());
  }

  private void collect(String path, Map<?, ?> map) {
    map.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          if (!name.matches("[A-Za-z0-9_]+")) {
            return;
          }
          if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
            collect(path + "." + name, inner);
          } else {
            leaves.add(path + "." + name);
          }
        });
  }

  /** True if the path is a key of the tree, whatever its value. */
  boolean has(String path) {
    Object node = Map.of("env", tree.env(), "agent", tree.agent());
    for (String key : path.split("\\.")) {
      if (!(node instanceof Map<?, ?> map) || !map.containsKey(key)) {
        return false;
      }
      node = map.get(key);
    }
    return true;
  }

  Object at(String path) {
    Object node = Map.of("env", tree.env(), "agent", tree.agent());
    for (String key : path.split("\\.")) {
      node = node instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return node;
  }

  /** A leaf that fits, or null if there is none. */
  String leaf(String regex, Predicate<Object> value) {
    List<String> fitting =
        leaves.stream().filter(path -> path.matches(regex) && value.test(at(path))).toList();
    return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
  }

  /** Reward terms whose weight fits. */
  List<String> terms(Predicate<Double> weight) {
    List<String> names = new ArrayList<>();
    ((Map<?, ?>) at("env.rewards"))
        .forEach(
            (name, term) -> {
              if (term instanceof Map<?, ?> map
                  && map.get("weight") instanceof Number number
                  && weight.test(number.doubleValue())) {
                names.add(String.valueOf(name));
              }
            });
    return names;
  }

  double weight(String term) {
    return ((Number) at("env.rewards." + term + ".weight")).doubleValue();
  }

  double next(double low, double high) {
    return Math.round(random.nextDouble(low, high) * 1e6) / 1e6;
  }

  @SafeVarargs
  final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T one(List<T> from) {
    return from.isEmpty() ? null : from.get(random.nextInt(from.size()));
  }
}
