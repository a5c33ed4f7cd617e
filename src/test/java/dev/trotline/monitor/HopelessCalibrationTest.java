package dev.trotline.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.monitor.rule.History;
import dev.trotline.monitor.rule.Hopeless;
import dev.trotline.monitor.rule.Iteration;
import dev.trotline.monitor.rule.Peer;
import dev.trotline.monitor.rule.Surroundings.TaskFacts;
import dev.trotline.study.StopSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often {@code hopeless} ends a run that would have ended in the upper half of its study, on
 * made-up studies: experiments differ in what they reach, how fast, and when they begin to rise.
 */
class HopelessCalibrationTest {

  private static final int LENGTH = 600;
  private static final int STUDIES = 150;

  /** What differs between the experiments of a study. */
  private record Spread(double end, double bloom, double width, double seed) {}

  @ParameterizedTest
  @CsvSource({
    "alike, 0.03, 0.2, 0.2, 5",
    "usual, 0.1, 0.5, 0.4, 5",
    "usual, 0.1, 0.5, 0.4, 20",
    "late, 0.1, 0.9, 0.6, 5",
    "late, 0.1, 0.9, 0.6, 20",
    "wide, 0.25, 0.7, 0.6, 8",
  })
  void rarelyEndsARunThatWouldHaveBeenGood(
      String name, double end, double bloom, double width, int references) {
    SplittableRandom random = new SplittableRandom(name.hashCode() + references);
    int stopped = 0;
    int good = 0;
    int bad = 0;
    int best = 0;
    int caught = 0;
    double saved = 0;
    for (int study = 0; study < STUDIES; study++) {
      Spread spread = new Spread(end, bloom, width, 0.02);
      List<Peer> peers = new ArrayList<>();
      List<Double> ends = new ArrayList<>();
      for (int i = 0; i < references; i++) {
        Replay peer = run("exp" + i, random.nextInt(8) == 0 ? 2 : 1, spread, random);
        peers.add(peer.peer(LENGTH));
        ends.add(end(peer));
      }
      ends.sort(Double::compare);
      // A third of the runs are failures of the kind that reward edits bring about.
      boolean failure = study % 3 == 0;
      Replay run = run("new", failure ? 2.2 : 1, spread, random);
      double own = end(run);
      int better = (int) ends.stream().filter(other -> other < own).count();
      boolean upper = better < references / 2.0;
      Replay.Stopped found =
          run.show(
              new Hopeless(StopSettings.Hopeless.STANDARD, "velocity_error", () -> peers), LENGTH);
      if (failure) {
        bad++;
        caught += found == null ? 0 : 1;
      }
      if (found != null) {
        stopped++;
        good += upper ? 1 : 0;
        best += better < 0.25 * references ? 1 : 0;
        saved += 1 - found.iteration() / (double) LENGTH;
      }
    }
    System.out.printf(
        "hopeless, %s, %d experiments: %d of %d stopped, of these %d from the upper half, %d from the"
            + " best quarter; %d of the %d failures found, %.0f %% of their iterations saved%n",
        name,
        references,
        stopped,
        STUDIES,
        good,
        best,
        caught,
        bad,
        stopped == 0 ? 0 : 100 * saved / stopped);
    assertThat(good).isLessThanOrEqualTo((int) (0.02 * STUDIES));
  }

  private static double end(Replay run) {
    return new MeanOfLast(run.whole()).value();
  }

  /** The mean error over the last twentieth. */
  private record MeanOfLast(History history) {
    double value() {
      var points = history.velocityError();
      double sum = 0;
      int count = 0;
      for (int i = 0; i < points.size(); i++) {
        if (points.at(i) >= LENGTH - LENGTH / 20) {
          sum += points.value(i);
          count++;
        }
      }
      return sum / count;
    }
  }

  private static Replay run(String name, double worse, Spread spread, SplittableRandom random) {
    double bloom = 0.12 * Math.exp(spread.bloom() * Synthetic.gauss(random));
    double width = 0.04 * Math.exp(spread.width() * Synthetic.gauss(random));
    double slow = 0.15 * random.nextDouble();
    double end = 0.28 * worse * Math.exp(spread.end() * Synthetic.gauss(random));
    double wobble = 0;
    List<Iteration> rows = new ArrayList<>();
    for (int i = 0; i < LENGTH; i++) {
      double t = (double) i / LENGTH;
      double learned = 1 / (1 + Math.exp(-(t - bloom) / width));
      wobble = 0.9 * wobble + spread.seed() * Synthetic.gauss(random);
      double error = end + (0.9 - end) * (1 - learned) + slow * Math.exp(-3 * t) + 0.3 * wobble;
      Map<String, Double> row = new HashMap<>();
      row.put("Metrics/base_velocity/mean_error_vel_xy", error);
      row.put("Train/mean_reward", 20 * learned);
      rows.add(new Iteration(i, null, row));
    }
    return new Replay(
        name, "study", rows, new TaskFacts(1000, 24, 0, 50, "study"), History.empty().with(rows));
  }
}
