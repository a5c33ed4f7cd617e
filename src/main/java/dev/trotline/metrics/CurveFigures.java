package dev.trotline.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A curve in figures. None of them is a single noisy point: all but {@code lastPoint} are made of
 * means over windows. A window of w iterations at iteration s covers s-w+1 to s (trailing) or s-w/2
 * to s+(w-1)/2 (centred); only windows that lie wholly within the curve count, and of their points
 * at least half must be finite, so that edges and NaN make no figure out of less data than stated.
 *
 * @param window iterations of a window: as asked, or fewer where the curve is shorter
 * @param lastPoint the last finite value, as a reader of the log sees it; noisy, not for comparing
 * @param last mean of the last window, the figure runs are compared by
 * @param best best window's mean by the metric's direction, null if it has none
 * @param area mean over the iterations of {@code areaFrom} to {@code areaTo}: area under the curve
 *     by trapezoids, divided by its length
 * @param areaFrom first finite point of the area
 * @param areaTo last finite point of the area
 * @param reached when the threshold was passed for good, null if none was asked for or it was not
 */
public record CurveFigures(
    int window,
    double lastPoint,
    double last,
    @Nullable Best best,
    double area,
    long areaFrom,
    long areaTo,
    @Nullable Reached reached) {

  /** A window and its mean. */
  public record Best(double value, long from, long to) {}

  /**
   * A moment of the training.
   *
   * @param iteration first iteration whose window lies beyond the threshold, and every later one
   *     for at least a window's length, too
   * @param environmentSteps steps of all environments up to and with it, counted from iteration 0;
   *     NaN if unknown
   * @param seconds of training since the curve's first iteration
   */
  public record Reached(long iteration, double environmentSteps, double seconds) {}

  /** Where a window lies about its iteration. */
  public enum Smoothing {
    /** It ends there: says nothing that was not known at the time. */
    TRAILING,
    /** It has it in the middle: does not lag. */
    CENTRED
  }

  /**
   * What to compute.
   *
   * @param window iterations
   * @param smoothing where windows lie
   * @param areaFrom first iteration of the area
   * @param areaTo last iteration of the area
   * @param threshold to be passed in the metric's direction, downwards if it has none; null: none
   */
  public record Settings(
      int window, Smoothing smoothing, long areaFrom, long areaTo, @Nullable Double threshold) {

    /** Trailing windows of 50 iterations (surface §3.3), the whole curve, no threshold. */
    public static final Settings USUAL =
        new Settings(50, Smoothing.TRAILING, Long.MIN_VALUE, Long.MAX_VALUE, null);

    public Settings {
      if (window < 1 || areaTo < areaFrom) {
        throw new IllegalArgumentException("no window of " + window + " iterations, or no area");
      }
    }

    /** The same with a threshold. */
    public Settings until(double value) {
      return new Settings(window, smoothing, areaFrom, areaTo, value);
    }
  }

  /** The figures of a curve; NaN and null where it has no point. */
  public static CurveFigures of(Curve curve, Settings settings) {
    if (curve.isEmpty()) {
      return new CurveFigures(
          settings.window(), Double.NaN, Double.NaN, null, Double.NaN, -1, -1, null);
    }
    long length = curve.last() - curve.first() + 1;
    int window = (int) Math.min(settings.window(), length);
    double[] smooth = smoothed(curve, window, settings.smoothing());
    long[] area = areaEnds(curve, settings);
    return new CurveFigures(
        window,
        lastFinite(curve),
        curve.mean(curve.last() - window + 1, curve.last()),
        best(curve, smooth, window, settings.smoothing()),
        area(curve, area[0], area[1]),
        area[0],
        area[1],
        reached(curve, smooth, window, settings));
  }

  /**
   * Means over windows, one for each point of the curve; NaN where the window reaches beyond the
   * curve or holds too little.
   */
  public static double[] smoothed(Curve curve, int window, Smoothing smoothing) {
    double[] smooth = new double[curve.size()];
    for (int i = 0; i < smooth.length; i++) {
      long from = from(curve.step(i), window, smoothing);
      long to = from + window - 1;
      smooth[i] = from < curve.first() || to > curve.last() ? Double.NaN : curve.mean(from, to);
    }
    return smooth;
  }

  private static long from(long step, int window, Smoothing smoothing) {
    return smoothing == Smoothing.TRAILING ? step - window + 1 : step - window / 2;
  }

  private static double lastFinite(Curve curve) {
    for (int i = curve.size() - 1; i >= 0; i--) {
      if (Double.isFinite(curve.value(i))) {
        return curve.value(i);
      }
    }
    return Double.NaN;
  }

  private static @Nullable Best best(
      Curve curve, double[] smooth, int window, Smoothing smoothing) {
    MetricKind.Direction direction = curve.provenance().direction();
    if (direction == MetricKind.Direction.NEITHER) {
      return null;
    }
    int at = -1;
    for (int i = 0; i < smooth.length; i++) {
      boolean better =
          at < 0
              || (direction == MetricKind.Direction.LESS
                  ? smooth[i] < smooth[at]
                  : smooth[i] > smooth[at]);
      at = Double.isFinite(smooth[i]) && better ? i : at;
    }
    if (at < 0) {
      return null;
    }
    long from = from(curve.step(at), window, smoothing);
    return new Best(smooth[at], from, from + window - 1);
  }

  private static long[] areaEnds(Curve curve, Settings settings) {
    long first = -1;
    long last = -1;
    for (int i = curve.indexFrom(settings.areaFrom());
        i < curve.size() && curve.step(i) <= settings.areaTo();
        i++) {
      if (Double.isFinite(curve.value(i))) {
        first = first < 0 ? curve.step(i) : first;
        last = curve.step(i);
      }
    }
    return new long[] {first, last};
  }

  private static double area(Curve curve, long from, long to) {
    if (from < 0) {
      return Double.NaN;
    }
    if (from == to) {
      return curve.value(curve.indexFrom(from));
    }
    double area = 0;
    int before = curve.indexFrom(from);
    for (int i = before + 1; i < curve.size() && curve.step(i) <= to; i++) {
      if (Double.isFinite(curve.value(i))) {
        double width = curve.step(i) - curve.step(before);
        area += width * (curve.value(i) + curve.value(before)) / 2;
        before = i;
      }
    }
    return area / (to - from);
  }

  private static @Nullable Reached reached(
      Curve curve, double[] smooth, int window, Settings settings) {
    Double threshold = settings.threshold();
    if (threshold == null) {
      return null;
    }
    boolean up = curve.provenance().direction() == MetricKind.Direction.MORE;
    int since = -1;
    for (int i = 0; i < smooth.length; i++) {
      if (Double.isNaN(smooth[i])) {
        continue;
      }
      boolean beyond = up ? smooth[i] >= threshold : smooth[i] <= threshold;
      if (!beyond) {
        since = -1;
        continue;
      }
      since = since < 0 ? i : since;
      if (curve.step(i) - curve.step(since) >= window) {
        long at = curve.step(since);
        return new Reached(at, (at + 1) * curve.transitions(), curve.seconds(since));
      }
    }
    return null;
  }

  /** The part of a JSON document; what is not finite is null. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("window", window);
    json.put("last_point", finite(lastPoint));
    json.put("last", finite(last));
    json.put("best", best == null ? null : finite(best.value()));
    json.put("best_from", best == null ? null : best.from());
    json.put("best_to", best == null ? null : best.to());
    json.put("area", finite(area));
    json.put("area_from", areaFrom);
    json.put("area_to", areaTo);
    if (reached != null) {
      var when = new LinkedHashMap<String, Object>();
      when.put("iteration", reached.iteration());
      when.put("environment_steps", finite(reached.environmentSteps()));
      when.put("seconds", finite(reached.seconds()));
      json.put("reached", when);
    }
    return json;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }
}
