package dev.trotline.monitor.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What has been seen of a run so far, in watched time: time during which Trotline itself was awake
 * and looking. A look that comes late (Trotline was stopped, the machine was paused, a clock
 * jumped) counts as one poll interval, so that a gap in watching is never taken for a gap in the
 * run's progress. Immutable.
 *
 * @param poll the interval at which runs are looked at
 * @param reading the clock at the latest look
 * @param gap the time between the two latest looks as the clock has it
 * @param watched watched time since the first look
 * @param sinceProgress watched time since iterations were last seen to advance, or since the first
 *     look
 * @param gapped true if some of the time since then was not watched
 * @param sinceComplete watched time since the run was first seen complete, zero until then
 * @param iterationsDone iterations completed
 * @param recent durations of the latest iterations, oldest first, at most 50
 * @param nonFinite number of latest iterations in a row that reported a number that is not finite
 * @param nonFiniteSign the first such number of the row, {@code tag = value}, or empty
 * @param lastNumber number of the latest iteration taken into account, -1 if none
 * @param history the figures of all iterations
 * @param memory the memory it used so far
 */
public record Timeline(
    Duration poll,
    Duration reading,
    Duration gap,
    Duration watched,
    Duration sinceProgress,
    boolean gapped,
    Duration sinceComplete,
    int iterationsDone,
    List<Duration> recent,
    int nonFinite,
    String nonFiniteSign,
    int lastNumber,
    History history,
    MemoryTrack memory) {

  private static final int KEPT = 50;
  private static final int FEW = 5;

  /** A look later than this many intervals is a gap in watching. */
  private static final int LATE = 2;

  /**
   * However slow Trotline itself has become, one look never counts for more intervals than this.
   */
  private static final int MOST = 5;

  public Timeline {
    if (poll.isZero() || poll.isNegative()) {
      throw new IllegalArgumentException("the poll interval is positive, not " + poll);
    }
    recent = List.copyOf(recent);
  }

  /** The first look at a run, or the first after Trotline was started again. */
  public static Timeline begin(Observation first, Duration poll) {
    Timeline empty =
        new Timeline(
            poll,
            first.reading(),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            true,
            Duration.ZERO,
            first.iterationsDone(),
            List.of(),
            0,
            "",
            -1,
            History.empty(),
            MemoryTrack.EMPTY);
    return empty.with(first, Duration.ZERO, Duration.ZERO);
  }

  /** The next look. */
  public Timeline advance(Observation next) {
    Duration raw = next.reading().minus(reading);
    return with(next, raw, counted(raw));
  }

  /**
   * Median of the recent iterations' durations, zero if none is known; of fewer than five the
   * longest, for the median of so few says little.
   */
  public Duration medianIteration() {
    if (recent.size() < FEW) {
      return recent.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }
    // Two windows: when iterations grow slower (curriculum, longer episodes) the last few tell.
    Duration all = median(recent);
    Duration latest = median(recent.subList(Math.max(0, recent.size() - FEW), recent.size()));
    return all.compareTo(latest) >= 0 ? all : latest;
  }

  private Duration counted(Duration raw) {
    if (raw.isNegative()) {
      return Duration.ZERO;
    }
    if (raw.compareTo(poll.multipliedBy(LATE)) <= 0) {
      return raw;
    }
    // One late look is a gap in watching. Late looks in a row mean that Trotline is slow: then the
    // shorter of the two is believed, up to a bound.
    Duration believed = min(min(raw, gap), poll.multipliedBy(MOST));
    return believed.compareTo(poll) > 0 ? believed : poll;
  }

  private Timeline with(Observation next, Duration raw, Duration counted) {
    int done = Math.max(iterationsDone, next.iterationsDone());
    int advanced = done - iterationsDone;
    Duration idle = sinceProgress.plus(counted);
    List<Duration> times = new ArrayList<>(recent);
    int row = nonFinite;
    String sign = nonFiniteSign;
    int last = lastNumber;
    boolean told = false;
    History read = next.around().curves();
    List<Iteration> fresh = new ArrayList<>();
    for (Iteration iteration : next.finished()) {
      if (iteration.number() <= last) {
        continue;
      }
      if (iteration.number() > history.last()) {
        fresh.add(iteration);
      }
      last = iteration.number();
      if (iteration.took() != null) {
        times.add(iteration.took());
        told = true;
      }
      String spoilt = NonFiniteScalars.first(iteration);
      sign = spoilt.isEmpty() ? "" : sign.isEmpty() ? spoilt : sign;
      row = spoilt.isEmpty() ? 0 : row + 1;
    }
    // An iteration's duration is known only if both its ends were seen in time.
    boolean late = raw.compareTo(counted) != 0;
    boolean unseen = gapped || late;
    if (!told && advanced > 0 && !unseen) {
      times.add(idle.dividedBy(advanced));
    } else if (!told && advanced >= FEW && iterationsDone > 0) {
      // Across a gap only the average over several iterations is to be trusted.
      Duration average = sinceProgress.plus(raw).dividedBy(advanced);
      times.addAll(Collections.nCopies(FEW, average));
    }
    return new Timeline(
        poll,
        next.reading(),
        raw,
        watched.plus(counted),
        advanced > 0 ? Duration.ZERO : idle,
        advanced > 0 ? late : unseen,
        next.complete() ? sinceComplete.plus(counted) : Duration.ZERO,
        done,
        times.subList(Math.max(0, times.size() - KEPT), times.size()),
        row,
        sign,
        last,
        read == null ? history.with(fresh) : read,
        memory.with(next.around().memory(), watched.plus(counted), done));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration median(List<Duration> times) {
    if (times.isEmpty()) {
      return Duration.ZERO;
    }
    return times.stream().sorted().toList().get(times.size() / 2);
  }
}
