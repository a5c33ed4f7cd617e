package dev.trotline.analyze;

import dev.trotline.metrics.CurveFigures;
import dev.trotline.study.Constraint;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How curves become figures.
 *
 * @param window iterations a window averages over
 * @param until bounds whose first lasting passing is asked for
 */
public record CurveSettings(int window, List<Constraint> until) {

  /** Windows as wide as those of the normalised metrics, no bound. */
  public static final CurveSettings USUAL =
      new CurveSettings(CurveFigures.Settings.USUAL.window(), List.of());

  public CurveSettings {
    until = List.copyOf(until);
  }

  /** The metrics bounds are asked of. */
  public Set<String> asked() {
    return until.stream().map(Constraint::metric).collect(Collectors.toUnmodifiableSet());
  }

  CurveFigures.Settings of(String metric) {
    var usual = CurveFigures.Settings.USUAL;
    var settings =
        new CurveFigures.Settings(
            window, usual.smoothing(), usual.areaFrom(), usual.areaTo(), null);
    for (Constraint bound : until) {
      if (bound.metric().equals(metric)) {
        return settings.until(bound.bound());
      }
    }
    return settings;
  }
}
