package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The type rules of an override: those of Isaac Lab 2.3.2 ({@code update_class_from_dict}: no
 * scalar onto null, no int for a float unless written so), and stricter where it would take
 * anything (lists of another shape, null for a number).
 */
final class ValueTypes {

  /** Lists that may have any length; others keep the stock task's. */
  private static final Pattern ANY_LENGTH = Pattern.compile(".*(_dims|_names|_names_expr|_groups)");

  /** Single values the simulator's own classes declare as optional, so null switches them off. */
  private static final Pattern OPTIONAL =
      Pattern.compile(
          "agent\\.clip_actions|agent\\.algorithm\\.(desired_kl|learning_rate_final)"
              + "|env\\.observations\\..+\\.(clip|scale)"
              + "|env\\.scene\\.terrain\\.(max_init_terrain_level|terrain_generator\\.seed)");

  /** Names of bodies, joints and the like: one expression or a list of them. */
  private static final Pattern NAMES = Pattern.compile(".*_names");

  /** Declared as floats, but often written without a dot. */
  private static final Pattern DECLARED_FLOAT =
      Pattern.compile("env\\.rewards\\.[^.]+\\.(weight|params\\.(std|(.+_)?threshold))");

  /** Pairs written without dots that a simulator takes as floats. */
  private static final Pattern RANGE =
      Pattern.compile(".*(range[^.]*|ranges\\.[^.]+|range\\.[^.]+)");

  private final OverrideRules rules;

  private ValueTypes(OverrideRules rules) {
    this.rules = rules;
  }

  /**
   * The value in the stock value's type: an int widened to float where a float is wanted, a list
   * made a tuple where there was one.
   *
   * @param path the dotted path, for messages
   * @param stock the stock task's value
   * @param current the value before this edit
   * @param value the value asked for, in plain types
   * @param reference the task and what its simulator lets an edit do
   */
  static @Nullable Object fit(
      String path,
      @Nullable Object stock,
      @Nullable Object current,
      @Nullable Object value,
      ReferenceConfig reference) {
    if (stock == null) {
      return onNull(path, value, reference);
    }
    if (value == null) {
      return nulled(path, stock, current, reference);
    }
    return new ValueTypes(reference.rules()).like(path, stock, value);
  }

  /** The value in the type of an example, by the rules of a simulator that takes any length. */
  static Object fitLike(String path, Object example, Object value) {
    return new ValueTypes(OverrideRules.plain()).like(path, example, value);
  }

  /**
   * The value in the type of a function's default. A default written as a whole number where a
   * fraction makes sense takes fractions too, because Python does.
   */
  static Object fitDeclared(String path, Object like, Object value, OverrideRules rules) {
    Object example =
        like instanceof Long whole && value instanceof Double ? whole.doubleValue() : like;
    return new ValueTypes(rules).like(path, example, value);
  }

  /**
   * Checks a value of which nothing else is known.
   *
   * @throws InvalidInputException if it is not finite or not plain text
   */
  static void checkSound(String path, @Nullable Object value) {
    if (value instanceof Double number && !Double.isFinite(number)) {
      throw wrong(path, "must be finite, not " + Literal.format(number), "give a finite number");
    }
    if (value instanceof String text) {
      checkText(path, text);
    }
    if (value instanceof List<?> list) {
      list.forEach(element -> checkSound(path, element));
    }
  }

  private Object like(String path, Object stock, Object value) {
    if (stock instanceof Map<?, ?> map) {
      throw wrong(
          path,
          map.isEmpty() ? "has no value of its own in the stock task" : "is a section, not a value",
          map.isEmpty()
              ? "it cannot be set by an override"
              : "set one of its keys: " + String.join(", ", ConfigTree.mapping(map).keySet()));
    }
    if (stock instanceof List<?> list) {
      return list(path, list, value);
    }
    return scalar(path, stock, value);
  }

  private static @Nullable Object onNull(
      String path, @Nullable Object value, ReferenceConfig reference) {
    if (value == null) {
      return null;
    }
    if (reference.rules().valuesOntoNull()) {
      return OptionalValues.fit(path, value, reference);
    }
    throw wrong(
        path,
        "is null in the stock task, and a value cannot replace null",
        "Isaac Lab refuses it too; choose a key that has a value");
  }

  private static @Nullable Object nulled(
      String path, Object stock, @Nullable Object current, ReferenceConfig reference) {
    OverrideRules rules = reference.rules();
    boolean optional =
        OPTIONAL.matcher(path).matches() || (!rules.isPlain() && OptionalValues.mayBeNull(path));
    boolean section =
        stock instanceof Map<?, ?> map
            && (map.containsKey("func") || (!rules.isPlain() && Sections.mayBeTakenOut(path)));
    if (section && !rules.termsRemovable()) {
      throw wrong(
          path, "cannot be taken out with " + rules.simulator(), Sections.insteadOfTakingOut(path));
    }
    if (!optional && !section) {
      throw wrong(
          path,
          "cannot be null",
          stock instanceof Map<?, ?>
              ? "only a term (a section with func) can be taken out"
              : "give " + kind(stock) + ", such as " + Literal.format(stock));
    }
    if (current == null) {
      throw wrong(path, "is already taken out", "take this edit out");
    }
    return null;
  }

  private List<Object> list(String path, List<?> stock, Object value) {
    if (!(value instanceof List<?> given)) {
      throw mismatch(path, stock, value);
    }
    boolean open = anyLength(path, stock);
    boolean free = open && rules.anyListLength();
    if (free ? given.isEmpty() : given.size() != stock.size()) {
      String why =
          open && !free
              ? ": " + rules.simulator() + " takes no other length here (\"Incorrect length\")"
              : "";
      throw wrong(
          path,
          free ? "cannot be empty" : "has " + stock.size() + " elements, not " + given.size() + why,
          "give a list such as " + Literal.format(stock));
    }
    boolean fractions =
        !rules.isPlain()
            && (RANGE.matcher(path).matches() || stock.stream().anyMatch(Double.class::isInstance));
    List<Object> fitted = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      Object like = stock.isEmpty() ? null : stock.get(Math.min(i, stock.size() - 1));
      Object example =
          fractions && like instanceof Long whole ? (Object) whole.doubleValue() : like;
      fitted.add(element(path + "[" + i + "]", example, given.get(i)));
    }
    return stock instanceof Tuple ? new Tuple(fitted) : fitted;
  }

  private boolean anyLength(String path, List<?> stock) {
    if (!ANY_LENGTH.matcher(path).matches()) {
      return false;
    }
    boolean flat = stock.stream().noneMatch(List.class::isInstance);
    return !(stock instanceof Tuple) || (!rules.isPlain() && flat && !stock.isEmpty());
  }

  private Object element(String path, @Nullable Object like, @Nullable Object value) {
    if (like == null || value == null || like instanceof Map<?, ?>) {
      throw wrong(path, "cannot be set by an override", "choose another key");
    }
    return like instanceof List<?> inner ? list(path, inner, value) : scalar(path, like, value);
  }

  private Object scalar(String path, Object stock, Object value) {
    if (value.equals(stock)) {
      return value;
    }
    if (value instanceof List<?> names && namesForOne(path, stock)) {
      return list(path, List.of(stock), names);
    }
    boolean fraction = stock instanceof Long && value instanceof Double;
    if (fraction && rules.valuesOntoNull() && DECLARED_FLOAT.matcher(path).matches()) {
      return scalar(path, ((Long) stock).doubleValue(), value);
    }
    if (stock instanceof Double && value instanceof Long whole) {
      return whole.doubleValue();
    }
    if (stock.getClass() != value.getClass()) {
      throw mismatch(path, stock, value);
    }
    if (value instanceof Double number && !Double.isFinite(number)) {
      throw wrong(path, "must be finite, not " + Literal.format(number), "give a finite number");
    }
    if (value instanceof String text) {
      checkText(path, text);
    }
    return value;
  }

  /** One expression may become a list of them where lists are taken as they come. */
  private boolean namesForOne(String path, Object stock) {
    return !rules.isPlain()
        && rules.anyListLength()
        && stock instanceof String
        && NAMES.matcher(path).matches();
  }

  /**
   * Text that the override grammar, a log line or Hydra's interpolation would garble is refused.
   */
  static void checkText(String path, String text) {
    boolean unsafe =
        text.isBlank()
            || text.chars().anyMatch(c -> Character.isISOControl(c))
            || text.contains("${")
            || text.contains("\\\\")
            || text.endsWith("\\")
            || text.indexOf('\'') >= 0
            || text.length() > 500;
    if (unsafe) {
      throw wrong(
          path,
          "cannot take the text '" + text.strip().replaceAll("\\p{Cntrl}", " ") + "'",
          "give plain text without quotes, ${, double backslashes or control characters");
    }
  }

  private static InvalidInputException mismatch(String path, Object stock, Object value) {
    return wrong(
        path,
        "needs " + kind(stock) + ", not " + kind(value) + " (" + Literal.format(value) + ")",
        "give a value such as " + Literal.format(stock));
  }

  private static String kind(@Nullable Object value) {
    if (value instanceof Boolean) {
      return "true or false";
    }
    if (value instanceof Long) {
      return "a whole number";
    }
    if (value instanceof Double) {
      return "a number";
    }
    return value instanceof String ? "text" : value instanceof List<?> ? "a list" : "a section";
  }

  private static InvalidInputException wrong(String path, String what, String remedy) {
    return new InvalidInputException("'" + path + "' " + what, null, path, remedy);
  }
}
