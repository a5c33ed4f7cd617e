package dev.trotline.monitor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How fast a run goes, and so when it will be over; times are a monotonic clock's nanoseconds. */
final class Pace {
  /** Readings the speed is taken from: a run that slows down is to be believed soon. */
  private static final int WINDOW = 32;

  /** Points of a curve kept; beyond, every second one is dropped. */
  private static final int POINTS = 64;

  private record Reading(long iteration, long nanos) {}

  private final Deque<Reading> readings = new ArrayDeque<>();
  private final List<Double> errors = new ArrayList<>();
  private boolean settled;
  private int stride = 1;
  private double told = Double.NaN;
  private double steps = Double.NaN;
  private long last;

  /** The trainer has reported an iteration, with these figures. */
  void at(long iteration, Map<String, Double> scalars, double error, long nanos) {
    readings.addLast(new Reading(iteration, nanos));
    if (!settled && readings.size() > 2) {
      // The first was read at some time after it was written.
      readings.removeFirst();
      settled = true;
    }
    if (readings.size() > WINDOW) {
      readings.removeFirst();
    }
    last = nanos;
    told = figure(scalars, "Iteration time", "Perf/iteration_time");
    steps = figure(scalars, "Perf/total_fps");
    if (Double.isFinite(error) && iteration % stride == 0) {
      errors.add(error);
      if (errors.size() > POINTS) {
        for (int i = errors.size() - 1; i > 0; i -= 2) {
          errors.remove(i);
        }
        stride *= 2;
      }
    }
  }

  private static double figure(Map<String, Double> scalars, String... names) {
    for (String name : names) {
      Double value = scalars.get(name);
      if (value != null && Double.isFinite(value) && value > 0) {
        return value;
      }
    }
    return Double.NaN;
  }

  /** Iterations per second, as observed or else as the trainer says; NaN while unknown. */
  double iterationsPerSecond() {
    if (readings.size() > 1) {
      Reading first = readings.getFirst();
      Reading latest = readings.getLast();
      long iterations = latest.iteration() - first.iteration();
      if (iterations > 0 && latest.nanos() > first.nanos()) {
        return iterations * 1e9 / (latest.nanos() - first.nanos());
      }
    }
    return 1 / told;
  }

  /** Control steps per second over all environments, as the trainer says; NaN while unknown. */
  double stepsPerSecond() {
    return steps;
  }

  /** The tracking error so far, oldest first, thinned. */
  List<Double> errors() {
    return errors;
  }

  /** Time for so many more iterations, what has passed since the last one counted in. */
  @Nullable Duration left(int iterations, boolean known, long nanos) {
    double speed = iterationsPerSecond();
    if (!known || !Double.isFinite(speed) || speed <= 0) {
      return null;
    }
    double perIteration = 1e9 / speed;
    double since = Math.min(perIteration, Math.max(0, nanos - last));
    return Duration.ofNanos(
        Math.round(Math.max(0, perIteration * Math.max(0, iterations) - since)));
  }
}
