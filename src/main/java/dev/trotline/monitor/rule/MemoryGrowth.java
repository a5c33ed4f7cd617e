package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A run whose memory grows so steadily that the machine is full before the run is done. It is ended
 * in time for a last checkpoint and before the kernel picks a victim, which may be another run.
 * Until that is near it trains: a leak costs nothing as long as there is room.
 */
public final class MemoryGrowth implements StopRule {

  private static final int FEWEST_SAMPLES = 12;
  private static final int FEWEST_ITERATIONS = 100;

  /** Start-up, compiled kernels and filling buffers are no leak. */
  private static final double WARM_UP = 0.25;

  /** Growth that is below this is nothing, MiB and share of the whole. */
  private static final double LEAST_MIB = 64;

  private static final double LEAST_SHARE = 0.02;

  /** Pairs of samples of which the later one is larger. */
  private static final double STEADY = 0.8;

  /** The second half grows at least so fast as the first: it does not level off. */
  private static final double LEVEL = 0.5;

  /** A run that is responsible for less of the machine's loss of memory is not the one to end. */
  private static final double GUILTY = 0.2;

  /** Time set aside to act where iterations are short. */
  private static final Duration LEAD = Duration.ofMinutes(5);

  private static final int MOST = 64;

  private final double reserveMib;

  /**
   * @param reserveMib memory that must stay free, MiB
   */
  public MemoryGrowth(double reserveMib) {
    this.reserveMib = reserveMib;
  }

  @Override
  public String name() {
    return "memory_growth";
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    List<MemoryTrack.Sample> all = timeline.memory().samples();
    List<MemoryTrack.Sample> samples = all.subList((int) (WARM_UP * all.size()), all.size());
    if (!latest.alive() || latest.complete() || samples.size() < FEWEST_SAMPLES) {
      return RuleVerdict.carryOn();
    }
    MemoryTrack.Sample start = samples.get(0);
    MemoryTrack.Sample end = samples.get(samples.size() - 1);
    if (end.watched() < timeline.watched().toMillis() / 1000.0) {
      // Nothing new since the last look.
      return RuleVerdict.carryOn();
    }
    double grown = end.residentMib() - start.residentMib();
    if (end.iteration() - start.iteration() < FEWEST_ITERATIONS
        || grown < Math.max(LEAST_MIB, LEAST_SHARE * start.residentMib())) {
      return RuleVerdict.carryOn();
    }
    double own = slope(samples, 1);
    int half = samples.size() / 2;
    double before = slope(samples.subList(0, half), 1);
    double after = slope(samples.subList(half, samples.size()), 1);
    double host = -slope(samples, -1);
    boolean steady = own > 0 && before > 0 && after >= LEVEL * before && rising(samples) >= STEADY;
    if (!steady || !(host > 0) || own < GUILTY * host) {
      return RuleVerdict.carryOn();
    }
    double room = end.freeMib() - reserveMib;
    double lasts = room / host;
    int asked = latest.iterationsAsked();
    double missing = asked > 0 ? asked - timeline.iterationsDone() : Double.POSITIVE_INFINITY;
    double lead = lead(timeline, latest);
    if (lasts >= missing || lasts > lead) {
      return RuleVerdict.carryOn();
    }
    return new RuleVerdict.Stop(
        RunState.OUT_OF_MEMORY,
        "host_memory_exhausted",
        String.format(
            Locale.ROOT,
            "its memory grows by %.4g MiB in 100 iterations and would be full at iteration %d",
            100 * own,
            timeline.iterationsDone() + (long) Math.max(0, lasts)),
        List.of(
            String.format(
                Locale.ROOT,
                "resident memory went from %.0f MiB at iteration %d to %.0f MiB at %d",
                start.residentMib(),
                start.iteration(),
                end.residentMib(),
                end.iteration()),
            String.format(
                Locale.ROOT,
                "%.0f MiB are free, %.0f are kept in reserve, the machine loses %.4g in 100"
                    + " iterations",
                end.freeMib(),
                reserveMib,
                100 * host),
            String.format(
                Locale.ROOT,
                "%s iterations are missing; limit: %.0f iterations before it is full",
                asked > 0 ? String.valueOf((long) missing) : "an unknown number of",
                lead)),
        true,
        true);
  }

  /** Iterations before the end of memory at which to act: two checkpoints, or five minutes. */
  private static double lead(Timeline timeline, Observation latest) {
    double seconds = timeline.medianIteration().toMillis() / 1000.0;
    double byTime = seconds > 0 ? LEAD.toSeconds() / seconds : FEWEST_ITERATIONS;
    return Math.max(byTime, 2.0 * latest.around().task().saveEvery());
  }

  /** Median slope of all pairs (Theil and Sen), MiB per iteration; of free memory for sign -1. */
  private static double slope(List<MemoryTrack.Sample> samples, int sign) {
    List<MemoryTrack.Sample> few = thin(samples);
    double[] slopes = new double[few.size() * (few.size() - 1) / 2];
    int count = 0;
    for (int i = 0; i < few.size(); i++) {
      for (int j = i + 1; j < few.size(); j++) {
        int passed = few.get(j).iteration() - few.get(i).iteration();
        if (passed > 0) {
          slopes[count++] = (value(few.get(j), sign) - value(few.get(i), sign)) / passed;
        }
      }
    }
    if (count == 0) {
      return 0;
    }
    double[] sorted = Arrays.copyOf(slopes, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }

  private static double value(MemoryTrack.Sample sample, int sign) {
    return sign > 0 ? sample.residentMib() : sample.freeMib();
  }

  private static double rising(List<MemoryTrack.Sample> samples) {
    List<MemoryTrack.Sample> few = thin(samples);
    int up = 0;
    int pairs = 0;
    for (int i = 0; i < few.size(); i++) {
      for (int j = i + 1; j < few.size(); j++) {
        up += few.get(j).residentMib() > few.get(i).residentMib() ? 1 : 0;
        pairs++;
      }
    }
    return pairs == 0 ? 0 : (double) up / pairs;
  }

  private static List<MemoryTrack.Sample> thin(List<MemoryTrack.Sample> samples) {
    if (samples.size() <= MOST) {
      return samples;
    }
    List<MemoryTrack.Sample> few = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      few.add(samples.get((int) ((long) i * (samples.size() - 1) / (MOST - 1))));
    }
    return few;
  }
}
