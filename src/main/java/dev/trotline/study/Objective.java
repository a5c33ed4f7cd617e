package dev.trotline.study;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the study is after. The metric comes from the judge, never from the reward (design §6).
 *
 * @param metric the metric that decides
 * @param minimize true if less is better
 * @param constraints what must hold besides
 * @param target the value at which the study is done, or null
 */
public record Objective(
    String metric, boolean minimize, List<Constraint> constraints, @Nullable Constraint target) {

  public Objective {
    constraints = List.copyOf(constraints);
  }

  /** True if {@code a} is better than {@code b}. */
  public boolean isBetter(double a, double b) {
    return minimize ? a < b : a > b;
  }
}
