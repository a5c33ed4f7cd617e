package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import dev.trotline.study.StopSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run that stands so low that too few iterations are left to reach what others of the study
 * reached.
 *
 * <p>Standing low early proves nothing: curricula rise late. So the question is not how others
 * stood at this step but how long they needed from such a level to the bar, whenever they were
 * there: the fastest passage of each finished experiment. A late bloomer loses nothing by being
 * late, only by having too little time left for the fastest passage anybody made. The logarithms of
 * the fastest passages are taken for normal; the run is ended if fewer iterations are left than
 * both the fastest of them all and their lower prediction bound at the risk allowed. Runs of one
 * experiment share their reward and their fate, so an experiment counts once, with its fastest
 * seed. A run that is better than the median of the others in any other figure of the task (further
 * up the terrain, longer on its feet) goes on: its error may be that of harder ground.
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

  /** Other lengths of training have other schedules. */
  private static final double ALIKE = 0.1;

  /** Experiments at least that reached the bar. */
  private static final int REACHED = 3;

  /** Passages differ by 15 per cent at the least, however alike those seen are. */
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
        || history.length() < settings.after() * asked) {
      return RuleVerdict.carryOn();
    }
    List<Peer> alike =
        peers.get().stream()
            .filter(peer -> Math.abs(peer.asked() - asked) <= ALIKE * asked)
            .filter(peer -> !peer.history().continuesAnother())
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
    double[] passages =
        curves.values().stream()
            .mapToDouble(
                seeds ->
                    seeds.stream()
                        .mapToDouble(seed -> passage(seed, standing, bar))
                        .min()
                        .orElse(Double.POSITIVE_INFINITY))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (!(standing < bar) || passages.length < REACHED) {
      return RuleVerdict.carryOn();
    }
    double bound = Math.min(passages[0], predicted(passages));
    if (left >= bound) {
      return RuleVerdict.carryOn();
    }
    String better = betterElsewhere(metric, history, alike, asked);
    if (better != null) {
      return RuleVerdict.carryOn();
    }
    return stop(metric, curves.size(), passages, new Place(standing, bar, left, bound));
  }

  private record Place(double standing, double bar, int left, double bound) {}

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

  /** Lower prediction bound of one more passage. */
  private double predicted(double[] passages) {
    double[] logs = Arrays.stream(passages).map(p -> Math.log(Math.max(1, p))).toArray();
    int n = logs.length;
    double mean = Arrays.stream(logs).average().orElse(0);
    double square = Arrays.stream(logs).map(l -> (l - mean) * (l - mean)).sum() / (n - 1);
    double spread = Math.max(LEAST_SPREAD, Math.sqrt(square));
    double quantile = StudentT.upper(settings.risk(), n - 1);
    return Math.exp(mean - quantile * spread * Math.sqrt(1 + 1.0 / n));
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

  private RuleVerdict stop(TaskMetric metric, int experiments, double[] passages, Place place) {
    return new RuleVerdict.Stop(
        RunState.HOPELESS,
        "hopeless",
        String.format(
            Locale.ROOT,
            "its %s of %s cannot reach %s in the %d iterations left",
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
            String.format(
                Locale.ROOT,
                "from such a level %d of them reached it, in %.0f iterations at the fastest",
                passages.length,
                passages[0]),
            String.format(
                Locale.ROOT,
                "limit: %.0f iterations, below which the chance is under %s",
                place.bound(),
                Numbers.text(settings.risk()))),
        true);
  }
}
