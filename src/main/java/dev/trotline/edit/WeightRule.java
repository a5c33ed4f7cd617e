package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a weight may be beside its term: a penalty's is not positive, a reward's not negative (the
 * stock weight's sign decides; where it is 0, the names Isaac Lab's terms go by), and none is ten
 * thousand times the stock weight.
 */
final class WeightRule {

  /** The largest steps seen in real mistakes are below 100; this catches a lost exponent. */
  private static final double LARGEST_STEP = 1e4;

  private static final Pattern PENALTY =
      Pattern.compile(
          ".*(_l1|_l2|_limits|penalty|undesired|slide|slip|power|stand_still|is_terminated"
              + "|energy|deviation|smoothness|torque|_acc|variance|contact_forces).*");
  private static final Pattern REWARD =
      Pattern.compile(".*(track_|_exp|air_time|gait|alive|desired_contacts|upright).*");

  private WeightRule() {}

  /**
   * Checks a weight.
   *
   * @param now the term as it is now
   * @param stock the term in the stock task, null if it has none
   * @throws InvalidInputException if the sign or the size is wrong
   */
  static void check(
      String path,
      String term,
      Map<String, Object> now,
      @Nullable Object stock,
      double weight,
      ReferenceConfig reference) {
    if (stock instanceof Map<?, ?> map
        && map.get("weight") instanceof Number stockWeight
        && stockWeight.doubleValue() != 0
        && Math.abs(weight) > LARGEST_STEP * Math.abs(stockWeight.doubleValue())) {
      throw new InvalidInputException(
          "the weight "
              + Literal.format(weight)
              + " of '"
              + term
              + "' is more than 10000 times the stock weight "
              + Literal.format(stockWeight.doubleValue()),
          null,
          path,
          "check the exponent");
    }
    int sign = expected(term, now, stock, reference.rules());
    if (weight == 0 || sign == 0 || Math.signum(weight) == sign) {
      return;
    }
    boolean penalty = sign < 0;
    throw new InvalidInputException(
        "'"
            + term
            + "' is a "
            + (penalty ? "penalty" : "reward")
            + ", so its weight cannot be "
            + Literal.format(weight),
        null,
        path,
        "give a weight " + (penalty ? "below" : "above") + " 0, or 0 to switch it off");
  }

  private static int expected(
      String term, Map<String, Object> now, @Nullable Object stock, OverrideRules rules) {
    boolean weighted =
        stock instanceof Map<?, ?> map
            && map.get("weight") instanceof Number weight
            && weight.doubleValue() != 0;
    String func = String.valueOf(now.get("func"));
    if (!weighted) {
      if (rules.functions().contains(func)) {
        return 0; // its author knows what it returns
      }
      for (KnownTerm known : rules.library().values()) {
        if (NewTerms.same(known.func(), func)) {
          return known.penalty() ? -1 : 1;
        }
      }
    }
    return expected(term, stock == null ? Map.of("func", func) : stock);
  }

  /** -1 for a penalty, 1 for a reward, 0 if unknown. */
  static int expected(String term, @Nullable Object stock) {
    String names = term;
    if (stock instanceof Map<?, ?> map) {
      if (map.get("weight") instanceof Number weight && weight.doubleValue() != 0) {
        return weight.doubleValue() < 0 ? -1 : 1;
      }
      names = term + " " + String.valueOf(map.get("func")).replaceFirst(".*[:.]", "");
    }
    if (names.contains("undesired") || PENALTY.matcher(names).matches()) {
      return -1;
    }
    return REWARD.matcher(names).matches() ? 1 : 0;
  }
}
