package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a run at one look.
 *
 * @param reading a monotonic clock's reading ({@code System.nanoTime}), any origin; never the wall
 *     clock, which jumps
 * @param state the run's state before this look
 * @param alive true if the run's process exists
 * @param exitCode its exit code, or null if there is none (yet)
 * @param iterationsDone iterations completed so far, 0 if none
 * @param iterationsAsked iterations the run was asked for, 0 if unknown
 * @param complete true if the artefacts say the training reached its end
 * @param finished iterations finished since the previous look, oldest first; repeats are ignored
 * @param around what is known besides
 */
public record Observation(
    Duration reading,
    RunState state,
    boolean alive,
    @Nullable Integer exitCode,
    int iterationsDone,
    int iterationsAsked,
    boolean complete,
    List<Iteration> finished,
    Surroundings around) {

  /** A look that knows nothing of what is around. */
  public Observation(
      Duration reading,
      RunState state,
      boolean alive,
      @Nullable Integer exitCode,
      int iterationsDone,
      int iterationsAsked,
      boolean complete,
      List<Iteration> finished) {
    this(
        reading,
        state,
        alive,
        exitCode,
        iterationsDone,
        iterationsAsked,
        complete,
        finished,
        Surroundings.UNKNOWN);
  }

  public Observation {
    Objects.requireNonNull(reading);
    Objects.requireNonNull(state);
    Objects.requireNonNull(around);
    if (iterationsDone < 0 || iterationsAsked < 0) {
      throw new IllegalArgumentException("iterations are not negative");
    }
    finished = List.copyOf(finished);
  }
}
