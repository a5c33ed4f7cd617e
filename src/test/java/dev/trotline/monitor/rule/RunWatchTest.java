package dev.trotline.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.study.Limits;
import dev.trotline.study.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunWatchTest {

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Limits LIMITS =
      new Limits(
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(90),
          100);

  private final RunWatch watch = new RunWatch(LIMITS, POLL);
  private double clock;

  @Test
  void stopsARunWithoutAFirstIteration() {
    RuleVerdict verdict = idle(0, 295);
    assertThat(verdict.stops()).isFalse();

    assertStop(idle(0, 10), RunState.HUNG, "startup_hang");
  }

  @Test
  void stopsARunWhoseIterationsCeaseAfterTheFixedLimit() {
    train(1, 20, 1.0);
    assertThat(idle(20, 58).stops()).isFalse();

    assertStop(idle(20, 6), RunState.HUNG, "training_stalled");
  }

  @Test
  void waitsFiveMedianIterationsWhereTheseAreLong() {
    train(1, 10, 40);
    assertThat(idle(10, 195).stops()).isFalse();

    assertStop(idle(10, 10), RunState.HUNG, "training_stalled");
  }

  @Test
  void noticesAHangInTimeWhateverTheIterationsTake() {
    for (double seconds : new double[] {0.1, 1, 10, 30, 120}) {
      RunWatch fresh = new RunWatch(LIMITS, POLL);
      double now = 0;
      int done = 0;
      for (double t = 0; t < Math.max(30, seconds * 30); t += POLL.toSeconds()) {
        now = t;
        done = (int) (t / seconds);
        assertThat(fresh.observe(seen(now, done, true, null, false, List.of())).stops()).isFalse();
      }
      double bar = Math.max(60, 5 * seconds) + seconds + 2 * POLL.toSeconds();
      RuleVerdict verdict = RuleVerdict.carryOn();
      double stopped = now;
      while (!verdict.stops() && stopped < now + 2 * bar) {
        stopped += POLL.toSeconds();
        verdict = fresh.observe(seen(stopped, done, true, null, false, List.of()));
      }
      assertThat(verdict.stops()).isTrue();
      assertThat(stopped - now).isLessThanOrEqualTo(bar);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void neverKillsARunThatIsSlowButAlive(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double base = Math.exp(random.nextDouble(Math.log(0.05), Math.log(100)));
    double growth = random.nextBoolean() ? 1 : 1 + random.nextDouble(0.01);
    double spread = random.nextDouble(0.5);
    double now = random.nextDouble(280) - 2.5 * base;
    int iterations = 150;
    double[] ends = new double[iterations];
    double t = now;
    for (int i = 0; i < iterations; i++) {
      double took = base * Math.pow(growth, i) * (1 + spread * random.nextDouble(-1, 1));
      // Saving, evaluating or filming now and then.
      if (random.nextInt(20) == 0) {
        took = Math.max(base * Math.pow(growth, i) * 2.5, 50);
      }
      t += took;
      ends[i] = Math.max(1, t);
    }
    double at = 0;
    int done = 0;
    while (done < iterations) {
      double step = POLL.toSeconds() * (0.8 + random.nextDouble(0.5));
      if (random.nextInt(200) == 0) {
        step = random.nextDouble(4000); // Trotline was stopped, or the machine slept
      }
      at += step;
      while (done < iterations && ends[done] <= at) {
        done++;
      }
      RuleVerdict verdict = watch.observe(seen(at, done, true, null, false, List.of()));
      assertThat(verdict.stops()).as("seed %d at %s s: %s", seed, at, verdict).isFalse();
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @Test
  void aStoppedTrotlineOrAJumpingClockKillsNothing() {
    train(1, 20, 1.0);
    clock += 100_000;
    assertThat(idle(20, 2).stops()).isFalse();
    clock -= 50_000;
    assertThat(idle(20, 2).stops()).isFalse();
    clock += 1e7;
    assertThat(idle(20, 2).stops()).isFalse();
  }

  @Test
  void stillNoticesAHangWhenEveryLookComesLate() {
    train(1, 20, 1.0);
    RuleVerdict verdict = RuleVerdict.carryOn();
    double begun = clock;
    while (!verdict.stops() && clock < begun + 1000) {
      clock += 7;
      verdict = watch.observe(seen(clock, 20, true, null, false, List.of()));
    }
    assertThat(clock - begun).isLessThan(80);
  }

  @Test
  void aFreshWatchKnowsNoIterationTimeAndIsAsPatientAsAtAStart() {
    clock = 1e6;
    assertThat(idle(20, 298).stops()).isFalse();
    assertStop(idle(20, 6), RunState.HUNG, "training_stalled");
  }

  @Test
  void aFreshWatchThatIsToldHowLongIterationsTookIsAsQuickAsAnOldOne() {
    clock = 1e6;
    Iteration told = new Iteration(19, Duration.ofSeconds(2), Map.of());
    watch.observe(seen(clock, 20, true, null, false, List.of(told)));
    assertThat(idle(20, 58).stops()).isFalse();
    assertStop(idle(20, 6), RunState.HUNG, "training_stalled");
  }

  @Test
  void stopsARunWhoseLossStaysNotFinite() {
    train(1, 5, 1.0);
    RuleVerdict verdict = RuleVerdict.carryOn();
    for (int i = 6; i <= 8; i++) {
      clock += 2;
      verdict =
          watch.observe(
              seen(clock, i, true, null, false, List.of(iteration(i, "Loss/value_function"))));
    }
    assertStop(verdict, RunState.DIVERGED, "value_loss_nonfinite");
  }

  @Test
  void letsASingleInfiniteLossPass() {
    for (int i = 1; i < 50; i++) {
      clock += 2;
      Iteration one =
          i % 3 == 0
              ? iteration(i, "Mean value_function loss")
              : new Iteration(i, null, Map.of("Mean value_function loss", 1.0));
      assertThat(watch.observe(seen(clock, i, true, null, false, List.of(one))).stops()).isFalse();
    }
  }

  @Test
  void ignoresEpisodeMeansThatAreNotANumberBeforeAnyEpisodeEnds() {
    for (int i = 1; i < 50; i++) {
      clock += 2;
      Iteration one = iteration(i, "Episode_Reward/track_lin_vel_xy_exp");
      assertThat(watch.observe(seen(clock, i, true, null, false, List.of(one))).stops()).isFalse();
    }
  }

  @Test
  void namesTheActionNoiseAsTheCauseWhereItGoesFirst() {
    clock += 2;
    RuleVerdict verdict =
        watch.observe(
            seen(
                clock,
                3,
                true,
                null,
                false,
                List.of(
                    iteration(0, "Policy/mean_noise_std"),
                    iteration(1, "Policy/mean_noise_std"),
                    iteration(2, "Policy/mean_noise_std"))));
    assertStop(verdict, RunState.DIVERGED, "policy_std_invalid");
  }

  @Test
  void endsACompleteRunThatDoesNotExitAsFinished() {
    train(1, 100, 1.0);
    RuleVerdict verdict = RuleVerdict.carryOn();
    double begun = clock;
    while (!verdict.stops() && clock < begun + 1000) {
      clock += 2;
      verdict = watch.observe(seen(clock, 100, true, null, true, List.of()));
    }
    assertStop(verdict, RunState.FINISHED, "shutdown_hang");
    assertThat(clock - begun).isBetween(90.0, 96.0);
  }

  @Test
  void givesTheLastCheckpointTimeToBeWritten() {
    train(1, 100, 1.0);
    assertThat(idle(100, 88).stops()).isFalse();
    assertStop(idle(100, 6), RunState.HUNG, "training_stalled");
  }

  @Test
  void judgesAnEndByArtefactsAndNotByTheExitCode() {
    assertThat(end(true, 0)).isEqualTo("FINISHED none");
    assertThat(end(true, 139)).isEqualTo("FINISHED shutdown_crash");
    assertThat(end(false, 0)).isEqualTo("CRASHED unknown");
    assertThat(end(false, 1)).isEqualTo("CRASHED unknown");
    assertThat(end(false, 137)).isEqualTo("CRASHED killed_sigkill");
    assertThat(end(false, 143)).isEqualTo("CRASHED terminated_by_signal");
    assertThat(end(false, null)).isEqualTo("LOST unknown");
  }

  private String end(boolean complete, Integer code) {
    RuleVerdict verdict =
        new RunWatch(LIMITS, POLL).observe(seen(9, 50, false, code, complete, List.of()));
    RuleVerdict.Stop stop = (RuleVerdict.Stop) verdict;
    assertThat(stop.kill()).isFalse();
    return stop.state() + " " + stop.cause();
  }

  private void train(int from, int to, double seconds) {
    for (int done = from; done <= to; done++) {
      for (double t = 0; t < seconds; t += POLL.toSeconds()) {
        clock += Math.min(POLL.toSeconds(), seconds - t);
        int now = t + POLL.toSeconds() >= seconds ? done : done - 1;
        assertThat(watch.observe(seen(clock, now, true, null, false, List.of())).stops()).isFalse();
      }
    }
  }

  private RuleVerdict idle(int done, double seconds) {
    RuleVerdict verdict = RuleVerdict.carryOn();
    for (double t = 0; t < seconds && !verdict.stops(); t += POLL.toSeconds()) {
      clock += POLL.toSeconds();
      verdict = watch.observe(seen(clock, done, true, null, false, List.of()));
    }
    return verdict;
  }

  private static Iteration iteration(int number, String spoilt) {
    return new Iteration(number, null, Map.of(spoilt, Double.NaN));
  }

  private static Observation seen(
      double at,
      int done,
      boolean alive,
      Integer exitCode,
      boolean complete,
      List<Iteration> finished) {
    return new Observation(
        Duration.ofMillis((long) (at * 1000)),
        RunState.TRAINING,
        alive,
        exitCode,
        done,
        done > 100 ? 0 : 100,
        complete,
        finished);
  }

  private static void assertStop(RuleVerdict verdict, RunState state, String cause) {
    assertThat(verdict).isInstanceOf(RuleVerdict.Stop.class);
    RuleVerdict.Stop stop = (RuleVerdict.Stop) verdict;
    assertThat(stop.state()).isEqualTo(state);
    assertThat(stop.cause()).isEqualTo(cause);
  }
}
