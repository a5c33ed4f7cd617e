package dev.trotline.analyze.hack;

import static dev.trotline.analyze.hack.Examples.blocking;
import static dev.trotline.analyze.hack.Examples.env;
import static dev.trotline.analyze.hack.Examples.healthyLog;
import static dev.trotline.analyze.hack.Examples.names;
import static dev.trotline.analyze.hack.Examples.seeds;
import static dev.trotline.analyze.hack.Examples.trot;
import static dev.trotline.analyze.hack.Examples.trotBut;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.edit.Tuple;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.SeriesBuilder;
import dev.trotline.study.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExperimentDetectorsTest {

  private static final Objective ERROR = new Objective("velocity_error", true, List.of(), null);

  private static HackInput against(List<RunEvidence> candidate, List<RunEvidence> reference) {
    return new HackInput(candidate, reference, ERROR, Map.of(), List.of());
  }

  private static HackInput asking(Map<String, Object> asked, Map<String, Object> env) {
    var run = Examples.run("exp001/s1", 1, trot(), healthyLog().build(), env);
    return new HackInput(List.of(run), List.of(), ERROR, asked, List.of());
  }

  private static List<String> found(HackInput input) {
    return names(HackDetectors.examine(input));
  }

  @Test
  void halfOfTheSeedsMustShowAFlag() {
    var runs = new ArrayList<>(seeds("exp001", 0.15, 0.15, 0.15));
    runs.add(hop(4));
    assertThat(found(against(runs, List.of()))).isEmpty();

    runs.add(hop(5));
    runs.add(hop(6));
    List<Flag> flags = HackDetectors.examine(against(runs, List.of()));
    assertThat(names(flags)).containsExactly("hopping");
    assertThat(flags.get(0).runs()).containsExactly("exp001/s4", "exp001/s5", "exp001/s6");
  }

  private static RunEvidence hop(int seed) {
    return Examples.run(
        "exp001/s" + seed,
        seed,
        trotBut("contact_sync", 0.8, "flight_share", 0.3),
        healthyLog().build());
  }

  @Test
  void perRunEveryRunIsListed() {
    var runs = new ArrayList<>(seeds("exp001", 0.15));
    runs.add(hop(2));

    Map<String, List<Flag>> all = HackDetectors.perRun(against(runs, List.of()));

    assertThat(all.keySet()).containsExactly("exp001/s1", "exp001/s2");
    assertThat(all.get("exp001/s1")).isEmpty();
    assertThat(names(all.get("exp001/s2"))).containsExactly("hopping");
  }

  @Test
  void whatTheJudgeFindsFollowedIsNoRewardWithoutPerformance() {
    assertThat(found(against(seeds("exp001", 0.15, 0.2), List.of()))).isEmpty();
    var poor = trotBut("velocity_error", 0.55, "speed_slope", 0.1);
    assertThat(names(Examples.judgedAndNeverFollowed(poor)))
        .containsExactly("reward_without_performance");
    // The training's own error went down: it learned, and what it learned is not robust.
    assertThat(names(Examples.judged(poor))).isEmpty();
    // It obeys until it falls.
    var falls = trotBut("velocity_error", 0.5, "alive_share", 0.4, "timeout_share", 0.2);
    assertThat(names(Examples.judged(falls))).isEmpty();
  }

  @Test
  void rewardsOfOneDefinitionAreCompared() {
    var reference = seeds("exp000", 0.15, 0.16, 0.155, 0.152);
    var candidate = new ArrayList<RunEvidence>();
    for (RunEvidence run : seeds("exp001", 0.25, 0.26, 0.255, 0.252)) {
      var logged = new HashMap<>(run.logged());
      logged.merge("mean_reward", 5.0 + run.seed() * 0.01, Double::sum);
      candidate.add(
          new RunEvidence(
              run.name(), run.seed(), run.judged(), logged, run.series(), run.env(), run.agent()));
    }
    assertThat(found(against(candidate, reference))).contains("reward_without_performance");

    var otherwise =
        candidate.stream()
            .map(
                run ->
                    new RunEvidence(
                        run.name(),
                        run.seed(),
                        run.judged(),
                        run.logged(),
                        run.series(),
                        env(Map.of("track_lin_vel_xy_exp", 9.0)),
                        run.agent()))
            .toList();
    assertThat(found(against(otherwise, reference))).isEmpty();
  }

  @Test
  void restingOnSlowCommandsOnlyIsStandingStill() {
    assertThat(
            names(
                Examples.judged(
                    trotBut(
                        "speed_ratio_slow", 0.05, "speed_ratio_fast", 0.85, "idle_share", 0.3))))
        .containsExactly("standing_still");
  }

  @Test
  void anEditThatIsNotInTheDumpWasNotApplied() {
    Map<String, Object> env = env();
    assertThat(found(asking(Map.of("env.rewards.feet_air_time.weight", 0.7), env)))
        .containsExactly("not_applied");
    assertThat(found(asking(Map.of("env.rewards.feet_air_time.weight", 0.5), env))).isEmpty();
    assertThat(found(asking(Map.of("env.episode_length_s", 20), env))).isEmpty();
    assertThat(
            found(
                asking(
                    Map.of(
                        "env.commands.base_velocity.ranges.lin_vel_x", new Tuple(List.of(-1, 1))),
                    env)))
        .isEmpty();
  }

  @Test
  void aTermTakenOutIsGoneWhenTheDumpHasItAsNull() {
    var rewards = new HashMap<String, Object>();
    rewards.put("feet_air_time", null);
    var env = new HashMap<>(env());
    env.put("rewards", rewards);
    var asked = new HashMap<String, Object>();
    asked.put("env.rewards.feet_air_time", null);

    assertThat(found(asking(asked, env))).isEmpty();
    assertThat(found(asking(asked, env()))).containsExactly("not_applied");
  }

  @Test
  void aParameterOfATermOfWeightZeroChangesNothing() {
    Map<String, Object> env = env(Map.of("base_height_l2", 0.0, "track_lin_vel_xy_exp", 1.0));
    List<Flag> flags =
        HackDetectors.examine(asking(Map.of("env.rewards.base_height_l2.params.p", 1), env));

    assertThat(names(flags)).containsExactly("not_applied");
    assertThat(flags.get(0).blocks()).isTrue();
    assertThat(found(asking(Map.of("env.rewards.base_height_l2.weight", 0.0), env))).isEmpty();
  }

  @Test
  void besideAnEditThatWorksAnIdleOneDoesNotBlock() {
    Map<String, Object> env = env(Map.of("base_height_l2", 0.0, "track_lin_vel_xy_exp", 1.5));
    var asked =
        Map.<String, Object>of(
            "env.rewards.base_height_l2.params.p",
            1,
            "env.rewards.track_lin_vel_xy_exp.weight",
            1.5);

    List<Flag> flags = HackDetectors.examine(asking(asked, env));

    assertThat(names(flags)).containsExactly("not_applied");
    assertThat(flags.get(0).blocks()).isFalse();
  }

  @Test
  void anEditedRewardThatNeverPaidIsNamed() {
    SeriesBuilder log = healthyLog();
    log.with("Episode_Reward/feet_air_time", 0);
    var run = Examples.run("exp001/s1", 1, trot(), log.build());
    var asked = Map.<String, Object>of("env.rewards.feet_air_time.weight", 0.5);

    List<Flag> flags =
        HackDetectors.examine(new HackInput(List.of(run), List.of(), ERROR, asked, List.of()));

    assertThat(names(flags)).containsExactly("not_applied");
    assertThat(flags.get(0).blocks()).isFalse();
  }

  @Test
  void theSameCurvesAsTheReferencesMeanTheEditHadNoEffect() {
    var asked = Map.<String, Object>of("env.rewards.feet_air_time.weight", 0.5);
    var input =
        new HackInput(seeds("exp001", 0.15), seeds("exp000", 0.15), ERROR, asked, List.of());
    assertThat(found(input)).containsExactly("not_applied");

    // Nothing asked, nothing missed: an A/A test.
    assertThat(found(against(seeds("exp001", 0.15), seeds("exp000", 0.15)))).isEmpty();
  }

  @Test
  void aFailedIntegrityCheckBlocksAndComesFirst() {
    var runs = new ArrayList<>(seeds("exp001", 0.15));
    runs.add(hop(2));
    var input =
        new HackInput(
            runs, List.of(), ERROR, Map.of(), List.of("exp001/s1: the judgement was changed"));

    Flag flag = HackDetectors.examine(input).get(0);

    assertThat(flag.name()).isEqualTo("evaluation_tampered");
    assertThat(flag.blocks()).isTrue();
    assertThat(flag.runs()).containsExactly("exp001/s1");
  }

  @Test
  void aGainOfOneSeedIsLuck() {
    var reference = seeds("exp000", 0.20, 0.21, 0.19, 0.205, 0.195);
    assertThat(found(against(seeds("exp001", 0.05, 0.20, 0.21, 0.195, 0.2), reference)))
        .containsExactly("lucky_seed");
    assertThat(found(against(seeds("exp001", 0.12, 0.14, 0.13, 0.125, 0.15), reference))).isEmpty();
    assertThat(found(against(seeds("exp001", 0.05), reference))).isEmpty();
  }

  @Test
  void aSeedWithoutAJudgementIsNotLuckyForTheFigureOfItsLog() {
    var reference = seeds("exp000", 0.60, 0.61, 0.59, 0.605, 0.595);
    var candidate = new ArrayList<>(seeds("exp001", 0.60, 0.61, 0.59, 0.605));
    var unjudged = Examples.run("exp001/s5", 5, Map.of(), healthyLog().build());
    assertThat(unjudged.logged().get("velocity_error")).isLessThan(0.4);
    candidate.add(unjudged);

    assertThat(found(against(candidate, reference))).doesNotContain("lucky_seed");
  }

  @Test
  void aReferenceSeedThatFailedDoesNotHideTheLuckyOne() {
    var reference = seeds("exp000", 0.20, 0.21, 0.19, 0.205, 0.195, 0.21, 0.19, 0.4);
    assertThat(found(against(seeds("exp001", 0.05, 0.22, 0.23, 0.225, 0.2), reference)))
        .containsExactly("lucky_seed");
  }

  @Test
  void twoSamplesOfOneThingAreHardlyEverCalledLucky() {
    var random = new SplittableRandom(11);
    int flagged = 0;
    int trials = 400;
    for (int i = 0; i < trials; i++) {
      var reference = seeds("exp000", noise(random, 5));
      var candidate = seeds("exp001", noise(random, 5));
      flagged += new LuckySeed().look(against(candidate, reference)).size();
    }
    assertThat(flagged).isLessThan(trials / 20);
  }

  private static double[] noise(SplittableRandom random, int seeds) {
    double[] values = new double[seeds];
    Arrays.setAll(values, i -> 0.2 + 0.02 * random.nextGaussian());
    return values;
  }

  @Test
  void withoutAJudgeAnEasierTaskBlocks() {
    var easy = new HashMap<>(env());
    easy.put("episode_length_s", 10.0);
    easy.put("terminations", Map.of("time_out", Map.of("time_out", true)));
    var candidate = List.of(Examples.run("exp001/s1", 1, Map.of(), healthyLog().build(), easy));
    var reference = List.of(Examples.run("exp000/s1", 1, Map.of(), healthyLog().build()));

    List<Flag> flags = HackDetectors.examine(against(candidate, reference));

    assertThat(blocking(flags)).containsExactly("easier_task");
    assertThat(flags.get(0).evidence())
        .extracting(Evidence::source)
        .containsExactlyInAnyOrder("env.episode_length_s", "env.terminations.base_contact");
    assertThat(found(against(reference, candidate))).isEmpty();
  }

  @Test
  void withAJudgeAnEasierTaskIsNobodysGain() {
    var easy = new HashMap<>(env());
    easy.put("episode_length_s", 10.0);
    var candidate = List.of(Examples.run("exp001/s1", 1, trot(), healthyLog().build(), easy));
    assertThat(found(against(candidate, seeds("exp000", 0.15)))).isEmpty();
  }

  @Test
  void theDocumentHoldsWhatItPromises() {
    var input =
        new HackInput(seeds("exp001", 0.15), List.of(), ERROR, Map.of(), List.of("exp001/s1: x"));

    Map<String, Object> json = HackDetectors.examine(input).get(0).json();

    assertThat(json.keySet())
        .containsExactly("flag", "blocks", "confidence", "runs", "evidence", "meaning", "remedy");
    assertThat(List.copyOf(((Map<?, ?>) ((List<?>) json.get("evidence")).get(0)).keySet()))
        .isEqualTo(List.of("what", "value", "bound", "source"));
  }

  @Test
  void noFiguresNoFlags() {
    var empty = new RunEvidence("x", -1, Map.of(), Map.of(), RunSeries.empty(), Map.of(), Map.of());
    assertThat(names(empty)).isEmpty();
    assertThat(found(against(List.of(), List.of()))).isEmpty();
    var nothing = new HashMap<String, Double>();
    trot().keySet().forEach(metric -> nothing.put(metric, Double.NaN));
    assertThat(names(Examples.judged(nothing))).isEmpty();
  }
}
