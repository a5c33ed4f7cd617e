package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Edit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reward terms that a task does not have: what computes them and what parameters they take. A term
 * is known by its name from the library, by its function from the library or from another term of
 * the task, or it is a function of the study itself, whose parameters are its author's business.
 */
final class NewTerms {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What a scene entity takes beside what the library mentions. */
  private static final Set<String> ENTITY =
      Set.of("name", "body_names", "joint_names", "preserve_order");

  /**
   * What is known of a function.
   *
   * @param func {@code module:function} or {@code rewards/file.py:function}
   * @param params its parameters with their usual values
   * @param own true for one of the study's own, which may take any parameter
   */
  private record Shape(String func, Map<String, Object> params, boolean own) {}

  private final ReferenceConfig reference;

  NewTerms(ReferenceConfig reference) {
    this.reference = reference;
  }

  /** True if the simulator can be given terms that the task does not have. */
  private boolean possible() {
    OverrideRules rules = reference.rules();
    return !rules.library().isEmpty() || !rules.functions().isEmpty();
  }

  /**
   * The whole term: {@code func}, {@code params} and {@code weight}, parameters ordered by name.
   *
   * @throws InvalidInputException if nothing is known by its name or its parameters do not fit
   */
  Map<String, Object> term(Edit.AddTerm add) {
    String path = "env.rewards." + add.term();
    if (!possible()) {
      throw bad(
          path,
          "the reward term '" + add.term() + "' cannot be added to " + reference.origin(),
          "this simulator takes only the terms the task carries");
    }
    if (!NAME.matcher(add.term()).matches()) {
      throw bad(
          path,
          "'" + add.term() + "' cannot be the name of a term",
          "use letters, digits and _, and no digit first");
    }
    Shape shape = add.func() == null ? byName(add.term(), path) : byFunction(add.func(), path);
    Map<String, Object> params = new TreeMap<>();
    shape.params().forEach((name, value) -> params.put(name, sorted(value)));
    params.values().removeIf(value -> value == null);
    Map<String, Object> term = new LinkedHashMap<>();
    term.put("func", shape.func());
    term.put("params", params);
    term.put("weight", add.weight());
    add.params().forEach((name, value) -> set(term, path, shape, name, value));
    return term;
  }

  /**
   * Sets a parameter of a term made by {@link #term}.
   *
   * @param param its name; dots lead into a section such as {@code sensor_cfg.body_names}
   */
  void setParam(String name, Map<String, Object> term, String param, @Nullable Object value) {
    String path = "env.rewards." + name;
    set(term, path, byFunction(String.valueOf(term.get("func")), path), param, value);
  }

  private Shape byName(String name, String path) {
    KnownTerm known = reference.rules().library().get(name);
    if (known == null) {
      throw bad(
          path,
          "the reward library of "
              + reference.rules().simulator()
              + " knows no term '"
              + name
              + "'",
          NearestNames.remedy(name, reference.rules().library().keySet())
              + ", or say which function computes it");
    }
    return new Shape(known.func(), known.params(), false);
  }

  private Shape byFunction(String func, String path) {
    OverrideRules rules = reference.rules();
    if (rules.functions().contains(func)) {
      return new Shape(func, Map.of(), true);
    }
    if (rules.library().containsKey(func)) {
      return byName(func, path);
    }
    Map<String, Object> params = new LinkedHashMap<>();
    Set<String> functions = new LinkedHashSet<>();
    String found = null;
    for (KnownTerm known : rules.library().values()) {
      functions.add(known.func());
      if (same(known.func(), func)) {
        found = known.func();
        known.params().forEach(params::putIfAbsent);
      }
    }
    if (reference.at("env.rewards") instanceof Map<?, ?> terms) {
      for (Object term : terms.values()) {
        if (term instanceof Map<?, ?> map && map.get("func") instanceof String other) {
          functions.add(other);
          if (same(other, func)) {
            found = found == null ? other : found;
            paramsOf(map).forEach(params::putIfAbsent);
          }
        }
      }
    }
    if (found == null) {
      throw bad(
          path,
          "there is no function '" + func + "'",
          func.contains(".py")
              ? NearestNames.remedy(func, rules.functions())
                  + "; write it into the study's rewards folder first"
              : NearestNames.remedy(last(func), functions.stream().map(NewTerms::last).toList()));
    }
    return new Shape(found, params, false);
  }

  /** The same function whether its module ends in a colon, as Isaac Lab writes, or in a dot. */
  static boolean same(String one, String other) {
    return one.replace(':', '.').equals(other.replace(':', '.'));
  }

  private static String last(String func) {
    return func.replaceFirst(".*[:.]", "");
  }

  /** The parameters of a term of the task, without what the simulator resolves by itself. */
  private static Map<String, Object> paramsOf(Map<?, ?> term) {
    Map<String, Object> params = new LinkedHashMap<>();
    if (term.get("params") instanceof Map<?, ?> map) {
      map.forEach((name, value) -> params.put(String.valueOf(name), asked(value)));
    }
    return params;
  }

  private static @Nullable Object asked(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map) || !map.containsKey("name")) {
      return value;
    }
    Map<String, Object> kept = new LinkedHashMap<>();
    map.forEach(
        (key, inner) -> {
          if (inner != null && ENTITY.contains(String.valueOf(key))) {
            kept.put(String.valueOf(key), inner);
          }
        });
    return kept;
  }

  private void set(
      Map<String, Object> term, String path, Shape shape, String param, @Nullable Object value) {
    if (!(term.get("params") instanceof Map<?, ?> params)) {
      throw new IllegalStateException(path);
    }
    Map<String, Object> into = ConfigTree.mapping(params);
    Map<String, Object> defaults = shape.params();
    String[] keys = param.split("\\.", -1);
    String at = path + ".params";
    for (int i = 0; i < keys.length - 1; i++) {
      checkName(at, keys[i]);
      if (!shape.own() && !isSection(defaults, keys[i])) {
        throw unknown(at, shape, keys[i], defaults);
      }
      at = at + "." + keys[i];
      defaults = section(defaults, keys[i]);
      Object inner = into.computeIfAbsent(keys[i], key -> new TreeMap<String, Object>());
      if (!(inner instanceof Map<?, ?> map)) {
        throw bad(at, "'" + at + "' is a single value, so nothing below it can be set", "set it");
      }
      into = ConfigTree.mapping(map);
    }
    String last = keys[keys.length - 1];
    checkName(at, last);
    put(into, at, shape, last, defaults, value);
  }

  private void put(
      Map<String, Object> into,
      String at,
      Shape shape,
      String key,
      Map<String, Object> defaults,
      @Nullable Object value) {
    String path = at + "." + key;
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> inner = ConfigTree.mapping(map);
      if (!shape.own() && !isSection(defaults, key)) {
        throw defaults.containsKey(key)
            ? bad(path, "'" + path + "' is no section", "give a single value")
            : unknown(at, shape, key, defaults);
      }
      Object there = into.get(key);
      Map<String, Object> section =
          there instanceof Map<?, ?> known ? ConfigTree.mapping(known) : new TreeMap<>();
      into.put(key, section);
      inner.forEach(
          (name, each) -> {
            checkName(path, name);
            put(section, path, shape, name, section(defaults, key), each);
          });
      return;
    }
    into.put(key, fitted(path, at, shape, key, defaults, value));
  }

  private Object fitted(
      String path,
      String at,
      Shape shape,
      String key,
      Map<String, Object> defaults,
      @Nullable Object value) {
    Object plain = ConfigPatch.plain(path, value);
    if (plain == null) {
      throw bad(path, "'" + path + "' cannot be null", "leave it out, or give it a value");
    }
    Object like = defaults.get(key);
    boolean entity = defaults.containsKey("name") && ENTITY.contains(key);
    if (like == null && !shape.own() && !defaults.containsKey(key) && !entity) {
      throw unknown(at, shape, key, defaults);
    }
    Object fitted;
    if (entity || (like == null && key.endsWith("_names"))) {
      fitted =
          key.endsWith("_names")
              ? OptionalValues.names(path, plain)
              : entityValue(path, key, plain);
    } else if (like == null) {
      ValueTypes.checkSound(path, plain);
      fitted = plain;
    } else {
      fitted = ValueTypes.fitDeclared(path, like, plain, reference.rules());
    }
    Bounds.check(path, fitted);
    return fitted;
  }

  private static Object entityValue(String path, String key, Object value) {
    return ValueTypes.fitLike(path, key.equals("name") ? "robot" : Boolean.FALSE, value);
  }

  private static void checkName(String at, String key) {
    if (!NAME.matcher(key).matches()) {
      throw bad(
          at,
          "'" + key + "' cannot be the name of a parameter",
          "use letters, digits and _, and no digit first");
    }
  }

  private static InvalidInputException unknown(
      String at, Shape shape, String key, Map<String, Object> defaults) {
    return bad(
        at + "." + key,
        "'" + shape.func() + "' takes no parameter '" + key + "'",
        NearestNames.remedy(key, defaults.keySet()));
  }

  /** True for a section, and for a scene entity that is left out unless named. */
  private static boolean isSection(Map<String, Object> defaults, String key) {
    return defaults.get(key) instanceof Map<?, ?>
        || (key.endsWith("_cfg") && defaults.containsKey(key));
  }

  private static Map<String, Object> section(Map<String, Object> defaults, String key) {
    if (defaults.get(key) instanceof Map<?, ?> map) {
      return ConfigTree.mapping(map);
    }
    return key.endsWith("_cfg") ? Map.of("name", "robot") : Map.of();
  }

  /** The same with sections ordered by name, so that equal terms have equal text. */
  private static @Nullable Object sorted(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return Literal.plain(value);
    }
    Map<String, Object> ordered = new TreeMap<>();
    map.forEach(
        (key, inner) -> {
          if (inner != null) {
            ordered.put(String.valueOf(key), sorted(inner));
          }
        });
    return ordered;
  }

  private static InvalidInputException bad(String path, String message, String remedy) {
    return new InvalidInputException(message, null, path, remedy);
  }
}
