package dev.trotline.analyze.compare;

import dev.trotline.analyze.stats.Interval;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How one reward term's contribution changed, and by what. A contribution is weight x share of the
 * episode lived x rate while alive (surface §3.3), so its change is the sum of the parts: by the
 * weight with the reference's behaviour, and by the behaviour at the candidate's weight; the latter
 * of living longer or shorter, and of acting otherwise.
 *
 * @param effect the contribution, weighted, per second of a full episode
 * @param shareBefore of the reference's positive reward, or of its penalties, by sign; NaN if 0
 * @param shareAfter of the candidate's
 * @param weightBefore in the reference, NaN if unknown, absent or changed by a curriculum
 * @param weightAfter in the candidate, likewise
 * @param byWeight what the weight explains; NaN if it cannot be told
 * @param byBehaviour what the behaviour explains; NaN if it cannot be told
 * @param behaviour 95 % interval of what the behaviour explains; unbounded if nothing tells it
 * @param byLiving of that, what longer or shorter lives explain; NaN if it cannot be told
 * @param redefined true if the term's function or parameters changed too, so that what is put down
 *     to behaviour may be the definition
 */
public record TermEffect(
    Effect effect,
    double shareBefore,
    double shareAfter,
    double weightBefore,
    double weightAfter,
    double byWeight,
    double byBehaviour,
    Interval behaviour,
    double byLiving,
    boolean redefined) {

  /**
   * Separates a change.
   *
   * @param behaviour interval of the difference at the candidate's weight
   * @param livedBefore share of a full episode the reference's robots lived, NaN if unknown
   * @param livedAfter the candidate's
   */
  static TermEffect of(
      Effect effect,
      double[] shares,
      double[] weights,
      Interval behaviour,
      double livedBefore,
      double livedAfter,
      boolean redefined) {
    double w0 = weights[0];
    double w1 = weights[1];
    double byWeight = Double.NaN;
    if (w0 == w1) {
      byWeight = 0;
    } else if (w1 == 0) {
      byWeight = effect.difference();
    } else if (Double.isFinite(w1) && Double.isFinite(w0) && w0 != 0) {
      byWeight = (w1 / w0 - 1) * effect.before();
    }
    // Equal unknown weights are no equal weights; but NaN == NaN is false anyway.
    double byBehaviour = effect.difference() - byWeight;
    double byLiving = Double.NaN;
    if (Double.isFinite(byBehaviour) && livedBefore > 0 && livedAfter > 0) {
      double atNewWeight = effect.before() + byWeight;
      byLiving = atNewWeight * (livedAfter / livedBefore - 1);
    }
    return new TermEffect(
        effect,
        shares[0],
        shares[1],
        w0,
        w1,
        byWeight,
        byBehaviour,
        behaviour,
        byLiving,
        redefined);
  }

  /** True if it belongs into a report: it moved, or its weight did. */
  public boolean isTold() {
    return effect.moved()
        || Double.isFinite(weightBefore)
            && Double.isFinite(weightAfter)
            && weightBefore != weightAfter;
  }

  /** True if there is more to say than the figures before and after. */
  boolean isSeparated() {
    if (weightBefore == 0) {
      return Double.isFinite(weightAfter);
    }
    return Double.isFinite(byWeight)
        && (weightBefore != weightAfter
            || redefined
            || Math.abs(byLiving) >= 0.5 * Math.abs(effect.difference()));
  }

  /** The sentence for people. */
  public String line() {
    var line = new StringBuilder();
    line.append(effect.name())
        .append(": ")
        .append(Text.number(effect.before()))
        .append(" -> ")
        .append(Text.number(effect.after()));
    if (Double.isNaN(byWeight)) {
      boolean isNew = weightBefore == 0 && Double.isFinite(weightAfter);
      return line.append(isNew ? ": switched on" : "").toString();
    }
    line.append(": ");
    if (weightBefore != weightAfter) {
      line.append("weight ")
          .append(weightWord())
          .append(" explains ")
          .append(Text.signed(byWeight))
          .append(", ");
    }
    line.append(redefined ? "behaviour and new definition " : "behaviour ")
        .append(Text.signed(byBehaviour));
    if (weightBefore != weightAfter && behaviour.isBounded() && behaviour.contains(0)) {
      return line.append(", within noise").toString();
    }
    if (Double.isFinite(byLiving) && Math.abs(byLiving) >= 0.1 * Math.abs(effect.difference())) {
      line.append(" (")
          .append(Text.signed(byLiving))
          .append(byLiving * effect.before() > 0 ? " by living longer)" : " by living shorter)");
    }
    return line.toString();
  }

  private String weightWord() {
    double ratio = weightAfter / weightBefore;
    if (weightAfter == 0) {
      return "set to 0";
    }
    if (ratio < 0) {
      return "of the other sign";
    }
    if (Math.abs(ratio - 0.5) < 1e-9) {
      return "halved";
    }
    return Math.abs(ratio - 2) < 1e-9
        ? "doubled"
        : String.format(Locale.ROOT, "x %s", Text.number(ratio));
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<>(effect.json());
    json.put("shareBefore", Effect.finite(shareBefore));
    json.put("shareAfter", Effect.finite(shareAfter));
    json.put("weightBefore", Effect.finite(weightBefore));
    json.put("weightAfter", Effect.finite(weightAfter));
    json.put("byWeight", Effect.finite(byWeight));
    json.put("byBehaviour", Effect.finite(byBehaviour));
    json.put("behaviourLow", Effect.finite(behaviour.low()));
    json.put("behaviourHigh", Effect.finite(behaviour.high()));
    json.put("byLiving", Effect.finite(byLiving));
    json.put("redefined", redefined);
    return json;
  }
}
