package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.util.List;
import java.util.Locale;

/** A run that takes more device hours than one run may. The study's own budget is the loop's. */
public final class RunBudget implements StopRule {

  private final double hours;

  /**
   * @param hours device hours one run may take
   */
  public RunBudget(double hours) {
    this.hours = hours;
  }

  @Override
  public String name() {
    return "budget";
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    double spent = latest.around().deviceTime().toMillis() / 3.6e6;
    if (!latest.alive() || latest.complete() || spent <= hours) {
      return RuleVerdict.carryOn();
    }
    return new RuleVerdict.Stop(
        RunState.CANCELLED,
        "budget",
        String.format(Locale.ROOT, "it has used up the %.4g device hours of one run", hours),
        List.of(
            String.format(Locale.ROOT, "%.4g device hours spent", spent),
            timeline.iterationsDone() + " of " + latest.iterationsAsked() + " iterations done"),
        true,
        true);
  }
}
