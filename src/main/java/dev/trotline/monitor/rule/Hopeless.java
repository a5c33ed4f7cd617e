package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import dev.trotline.study.StopSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A run that will not reach what others of the study reached.
 *
 * <p>Standing low early proves nothing: curricula rise late. So the question is not how others
 * stood at this step. Two questions are asked of those that reached the bar, whenever they were
 * there:
 *
 * <ul>
 *   <li>Pace: how many iterations did they need from such a level to the bar? The run is ended if
 *       fewer are left than the fastest passage of all and than the lower prediction bound. A late
 *       bloomer loses nothing by being late, only by having too little time left.
 *   <li>Standstill: for how long did they gain less than a tenth of what was missing, from so far
 *       below the bar, before they rose after all? The run is ended if it has stood still for
 *       longer than all of them and than the upper prediction bound. In a study of late bloomers
 *       that bound is as late as they are.
 * </ul>
 *
 * <p>The logarithms of both times are taken for normal and bounded by Student's distribution at
 * half the risk allowed each. Runs of one experiment share their reward and their fate, so an
 * experiment counts once, with its most favourable seed. A run that is better than the median of
 * the others in any other figure of the task (further up the terrain, longer on its feet) goes on:
 * its error may be that of harder ground.
 *
 * <p>What is compared is the study's objective as the training logs it, or the reward where its
 * terms and weights are the same; else nothing is said.
 */
public final class Hopeless implements StopRule {

  /** Half a width of smoothing on either side, share of the iterations asked for. */
  private static final double SMOOTH = 0.05;

  /** Spans of iterations a curve is cut into before. */
  private static final int BINS = 100;

  /** The best of this last part of the run counts as where it stands. */
  private static final double STANDING = 0.25;

  /**
   * With less than this left a run may finish: its result is worth more than what it still costs.
   */
  private static final double NEARLY = 0.15;

  /** Other lengths of training have other schedules. */
  private static final double ALIKE = 0.1;

  /** Experiments at least that reached the bar. */
  private static final int REACHED = 3;

  /**
   * No run is given up for standing still for less than this, share of the iterations asked for.
   */
  private static final double LEAST_STAND = 0.15;

  /** A gain worth the name, share of what is missing. */
  private static final double GAIN = 0.1;

  /** Times differ by 15 per cent at the least, however alike those seen are. */
  private static final double LEAST_SPREAD = 0.15;

  private static final int FEWEST_POINTS = 40;

  private final StopSettings.Hopeless settings;
  private final List<TaskMetric> metrics;
  private final Supplier<List<Peer>> peers;

  /**
   * @param settings how sure it must be
   * @param objective the metric the study ranks by
   * @param peers the finished runs of the study
   */
  public Hopeless(StopSettings.Hopeless settings, String objective, Supplier<List<Peer>> peers) {
    this.settings = settings;
    this.metrics = TaskMetric.standingFor(objective);
    this.peers = peers;
  }

  @Override
  public String name() {
    return "hopeless";
  }

  @Override
  public boolean readsCurves() {
    return true;
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    History history = timeline.history();
    int asked = latest.iterationsAsked();
    if (!latest.alive()
        || latest.complete()
        || asked <= 0
        || history.continuesAnother()
        || history.length() < settings.after() * asked
        || asked - history.last() - 1 < NEARLY * asked) {
      return RuleVerdict.carryOn();
    }
    List<Peer> alike =
        peers.get().stream()
            .filter(peer -> Math.abs(peer.asked() - asked) <= ALIKE * asked)
            .filter(peer -> !peer.history().continuesAnother())
            .filter(peer -> peer.history().errorKind().equals(history.errorKind()))
            .toList();
    for (TaskMetric metric : metrics) {
      if (metric.of(history).size() >= FEWEST_POINTS) {
        List<Peer> comparable = comparable(metric, alike, latest.around().task().rewards());
        return judge(metric, history, comparable, alike, asked);
      }
    }
    return RuleVerdict.carryOn();
  }

  private static List<Peer> comparable(TaskMetric metric, List<Peer> alike, String rewards) {
    return alike.stream()
        .filter(peer -> metric.of(peer.history()).size() >= FEWEST_POINTS)
        .filter(
            peer ->
                metric != TaskMetric.MEAN_REWARD
                    || !rewards.isEmpty() && peer.rewards().equals(rewards))
        .toList();
  }

  private RuleVerdict judge(
      TaskMetric metric, History history, List<Peer> comparable, List<Peer> alike, int asked) {
    Map<String, List<Points>> curves = new LinkedHashMap<>();
    for (Peer peer : comparable) {
      curves
          .computeIfAbsent(peer.experiment(), any -> new ArrayList<>())
          .add(smooth(metric.of(peer.history()), asked));
    }
    if (curves.size() < settings.references()) {
      return RuleVerdict.carryOn();
    }
    double bar = bar(curves);
    Points own = smooth(metric.of(history), asked);
    double standing = standing(own, (int) (STANDING * asked));
    int left = asked - history.last() - 1;
    if (!(standing < bar)) {
      return RuleVerdict.carryOn();
    }
    Bound pace = pace(curves, standing, bar);
    Bound still = standstill(curves, standing, bar, asked);
    int stood = standing(own, standing, bar);
    boolean slow = pace != null && left < pace.limit();
    boolean stuck = still != null && stood > still.limit();
    if (!slow && !stuck || betterElsewhere(metric, history, alike, asked) != null) {
      return RuleVerdict.carryOn();
    }
    String why =
        slow && pace != null
            ? pace.say("they needed", "at the fastest", "below which the chance")
            : still == null
                ? ""
                : "no gain of a tenth of what is missing for "
                    + stood
                    + " iterations; "
                    + still.say("they stood still for", "at the longest", "above which the chance");
    return stop(metric, curves.size(), new Place(standing, bar, left), why);
  }

  /**
   * A bound on one more time, from those of others.
   *
   * @param count experiments it rests on
   * @param extreme the most favourable of them, iterations
   * @param limit the bound, iterations
   */
  private record Bound(int count, double extreme, double limit, double risk) {
    String say(String what, String which, String side) {
      return String.format(
          Locale.ROOT,
          "of the others %d reached the bar, %s %.0f iterations %s; limit: %.0f iterations, %s is"
              + " under %s",
          count,
          what,
          extreme,
          which,
          limit,
          side,
          Numbers.text(risk));
    }
  }

  private @Nullable Bound pace(Map<String, List<Points>> curves, double standing, double bar) {
    double[] times = times(curves, seed -> passage(seed, standing, bar), true);
    if (times.length < REACHED) {
      return null;
    }
    double limit = Math.min(times[0], predicted(times, -1));
    return new Bound(times.length, times[0], limit, settings.risk() / 2);
  }

  private @Nullable Bound standstill(
      Map<String, List<Points>> curves, double standing, double bar, int asked) {
    double[] times = times(curves, seed -> longestStand(seed, standing, bar), false);
    if (times.length < REACHED) {
      return null;
    }
    double longest = times[times.length - 1];
    double limit = Math.max(LEAST_STAND * asked, Math.max(longest, predicted(times, 1)));
    return new Bound(times.length, longest, limit, settings.risk() / 2);
  }

  /** One time for each experiment that reached the bar, ascending: its shortest or its longest. */
  private static double[] times(
      Map<String, List<Points>> curves, ToDoubleFunction<Points> time, boolean shortest) {
    return curves.values().stream()
        .map(seeds -> seeds.stream().mapToDouble(time).filter(Double::isFinite))
        .map(found -> shortest ? found.min() : found.max())
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .sorted()
        .toArray();
  }

  private record Place(double standing, double bar, int left) {}

  private static Points smooth(Points points, int asked) {
    return points.binned(Math.max(1, asked / BINS)).smoothed((int) Math.max(2, SMOOTH * asked));
  }

  private double bar(Map<String, List<Points>> curves) {
    double[] ends =
        curves.values().stream()
            .mapToDouble(
                seeds -> seeds.stream().mapToDouble(s -> s.value(s.size() - 1)).average().orElse(0))
            .sorted()
            .toArray();
    return settings.bar().equals("best")
        ? ends[ends.length - 1]
        : (ends[(ends.length - 1) / 2] + ends[ends.length / 2]) / 2;
  }

  /** The best smoothed value of the last part of a run. */
  private static double standing(Points smooth, int window) {
    double best = Double.NEGATIVE_INFINITY;
    int last = smooth.at(smooth.size() - 1);
    for (int i = smooth.size() - 1; i >= 0 && smooth.at(i) > last - window; i--) {
      best = Math.max(best, smooth.value(i));
    }
    return best;
  }

  /**
   * Fewest iterations from a level at or below one to a level at or above another; infinite if the
   * latter was never reached.
   */
  static double passage(Points smooth, double from, double to) {
    double fewest = Double.POSITIVE_INFINITY;
    int below = smooth.at(0);
    for (int i = 0; i < smooth.size(); i++) {
      if (smooth.value(i) <= from) {
        below = smooth.at(i);
      } else if (smooth.value(i) >= to) {
        fewest = Math.min(fewest, smooth.at(i) - below);
      }
    }
    return fewest;
  }

  /**
   * Longest time for which a run that reached a bar gained less than a tenth of what was missing,
   * counted where at least half as much was missing as from a level; NaN if it did not reach it.
   */
  static double longestStand(Points smooth, double level, double bar) {
    double best = Double.NEGATIVE_INFINITY;
    int reached = 0;
    while (reached < smooth.size() && smooth.value(reached) < bar) {
      reached++;
    }
    if (reached == smooth.size()) {
      return Double.NaN;
    }
    double longest = smooth.size() > 1 ? smooth.at(1) - smooth.at(0) : 1;
    for (int i = 0; i < reached; i++) {
      best = Math.max(best, smooth.value(i));
      if (bar - best < 0.5 * (bar - level)) {
        break;
      }
      double next = best + GAIN * (bar - best);
      int j = i + 1;
      while (smooth.value(j) < next) {
        j++;
      }
      longest = Math.max(longest, smooth.at(j) - smooth.at(i));
    }
    return longest;
  }

  /** Iterations since a run first stood nearly where it stands. */
  private static int standing(Points smooth, double level, double bar) {
    double nearly = level - GAIN * (bar - level) / (1 - GAIN);
    int first = 0;
    while (first < smooth.size() - 1 && smooth.value(first) < nearly) {
      first++;
    }
    return smooth.at(smooth.size() - 1) - smooth.at(first);
  }

  /** Prediction bound of one more time, below (-1) or above (1) nearly all. */
  private double predicted(double[] times, int side) {
    double[] logs = Arrays.stream(times).map(time -> Math.log(Math.max(1, time))).toArray();
    int n = logs.length;
    double mean = Arrays.stream(logs).average().orElse(0);
    double square = Arrays.stream(logs).map(l -> (l - mean) * (l - mean)).sum() / (n - 1);
    double spread = Math.max(LEAST_SPREAD, Math.sqrt(square));
    double quantile = StudentT.upper(settings.risk() / 2, n - 1);
    return Math.exp(mean + side * quantile * spread * Math.sqrt(1 + 1.0 / n));
  }

  /** A figure of the task in which the run is ahead of the median of the others; null if none. */
  private static @Nullable String betterElsewhere(
      TaskMetric compared, History history, List<Peer> alike, int asked) {
    for (TaskMetric other :
        List.of(
            TaskMetric.TERRAIN_LEVEL,
            TaskMetric.EPISODE_LENGTH,
            TaskMetric.TIMEOUT_SHARE,
            TaskMetric.SUCCESS_RATE,
            TaskMetric.VELOCITY_ERROR)) {
      Points own = smooth(other.of(history), asked);
      if (other == compared || own.size() < FEWEST_POINTS) {
        continue;
      }
      double[] theirs =
          alike.stream()
              .map(peer -> smooth(other.of(peer.history()).upTo(history.last()), asked))
              .filter(points -> points.size() > 0)
              .mapToDouble(points -> points.value(points.size() - 1))
              .sorted()
              .toArray();
      if (theirs.length > 0 && own.value(own.size() - 1) > theirs[theirs.length / 2]) {
        return other.word();
      }
    }
    return null;
  }

  private RuleVerdict stop(TaskMetric metric, int experiments, Place place, String why) {
    return new RuleVerdict.Stop(
        RunState.HOPELESS,
        "hopeless",
        String.format(
            Locale.ROOT,
            "its %s of %s will not reach %s in the %d iterations left",
            metric.word(),
            Numbers.text(metric.shown(place.standing())),
            Numbers.text(metric.shown(place.bar())),
            place.left()),
        List.of(
            String.format(
                Locale.ROOT,
                "bar: %s of %d experiments, %s = %s",
                settings.bar(),
                experiments,
                metric.word(),
                Numbers.text(metric.shown(place.bar()))),
            why),
        true);
  }
}
