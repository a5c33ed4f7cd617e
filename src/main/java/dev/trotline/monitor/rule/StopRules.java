package dev.trotline.monitor.rule;

import dev.trotline.study.Limits;
import dev.trotline.study.StopSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The rules of a study: those that are on, in order of precedence, and what there is to say of all.
 */
public final class StopRules {

  private StopRules() {}

  /**
   * One rule as a person sees it.
   *
   * @param name its name in study.yaml
   * @param on true if it may end runs
   * @param tells what ends a run, with its limits
   */
  public record Listed(String name, boolean on, String tells) {}

  /**
   * The rules that may end runs.
   *
   * @param limits what counts as a hang
   * @param settings which are on, and how sure they must be
   * @param objective the metric the study ranks by
   * @param peers the finished runs of the study
   */
  public static List<StopRule> of(
      Limits limits, StopSettings settings, String objective, Supplier<List<Peer>> peers) {
    List<StopRule> all = new ArrayList<>();
    all.add(new NonFinite(settings.nonFiniteIterations()));
    all.add(new Exit());
    all.add(new TeardownHang(limits.teardown()));
    all.add(new NeverStarted(limits.startup()));
    all.add(new NoProgress(limits.noProgress(), limits.startup(), limits.teardown()));
    all.add(new MemoryGrowth(settings.reserveMib()));
    all.add(new Divergence(settings.divergenceIterations()));
    all.add(new DeadPolicy(settings.deadIterations()));
    all.add(new CurriculumStuck(settings.curriculumIterations()));
    all.add(new Hopeless(settings.hopeless(), objective, peers));
    Double hours = settings.runHours();
    if (hours != null) {
      all.add(new RunBudget(hours));
    }
    all.add(new Deadline(settings.checkpointWait()));
    all.add(new Plateau(settings.plateauStretch()));
    all.removeIf(rule -> !settings.isOn(rule.name()));
    return List.copyOf(all);
  }

  /** All rules, those that are off too. */
  public static List<Listed> list(Limits limits, StopSettings settings) {
    List<Listed> rules = new ArrayList<>();
    for (String name : StopSettings.RULES) {
      boolean idle = name.equals("budget") && settings.runHours() == null;
      rules.add(new Listed(name, settings.isOn(name) && !idle, tells(name, limits, settings)));
    }
    return rules;
  }

  private static String tells(String name, Limits limits, StopSettings settings) {
    return switch (name) {
      case "non_finite" ->
          settings.nonFiniteIterations() + " iterations in a row with NaN or infinite figures";
      case "teardown_hang" -> "complete, but no exit within " + Durations.text(limits.teardown());
      case "never_started" -> "no first iteration within " + Durations.text(limits.startup());
      case "no_progress" ->
          "no iteration for " + Durations.text(limits.noProgress()) + " and 5 median iterations";
      case "memory_growth" ->
          "memory that will not last, " + settings.reserveMib() + " MiB kept in reserve";
      case "divergence" ->
          "loss, noise or reward out of all bounds for "
              + settings.divergenceIterations()
              + " iterations";
      case "dead_policy" ->
          "nothing learned in " + settings.deadIterations() + " iterations and half of the run";
      case "curriculum_stuck" ->
          "lowest terrain row after "
              + settings.curriculumIterations()
              + " iterations and half of the run";
      case "hopeless" ->
          String.format(
              Locale.ROOT,
              "chance below %s to reach the %s of %d or more finished experiments",
              Numbers.text(settings.hopeless().risk()),
              settings.hopeless().bar(),
              settings.hopeless().references());
      case "budget" ->
          settings.runHours() == null
              ? "no limit given"
              : "more than " + Numbers.text(settings.runHours()) + " device hours";
      case "deadline" -> "not done before the deadline";
      default ->
          String.format(
              Locale.ROOT,
              "no improvement for %.0f %% of the run",
              100 * settings.plateauStretch());
    };
  }
}
