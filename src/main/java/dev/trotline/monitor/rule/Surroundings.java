package dev.trotline.monitor.rule;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run besides its own figures.
 *
 * @param memory the memory it uses, or null where nobody can look
 * @param untilDeadline time left until nothing may run any more, or null without a deadline; may be
 *     negative
 * @param deviceTime time it has held a device
 * @param task what its dumped configuration says
 * @param curves its figures as its files tell them; null to go by the iterations seen
 */
public record Surroundings(
    @Nullable Memory memory,
    @Nullable Duration untilDeadline,
    Duration deviceTime,
    TaskFacts task,
    @Nullable History curves) {

  /** Nothing is known. */
  public static final Surroundings UNKNOWN =
      new Surroundings(null, null, Duration.ZERO, TaskFacts.UNKNOWN, null);

  /**
   * Memory at one look.
   *
   * @param residentMib resident memory of the run's process group, MiB
   * @param freeMib what may still be used before the machine or the run's control group is full,
   *     MiB
   */
  public record Memory(double residentMib, double freeMib) {}

  /**
   * What the configuration of a training says.
   *
   * @param episodeSteps control steps of a full episode, NaN if unknown
   * @param stepsPerIteration control steps of an iteration in each environment
   * @param terrainRows rows of the terrain curriculum, 0 if unknown
   * @param saveEvery iterations from one checkpoint to the next, 0 if unknown
   * @param rewards stands for the definition of all reward terms with their weights; empty if
   *     unknown
   */
  public record TaskFacts(
      double episodeSteps, int stepsPerIteration, int terrainRows, int saveEvery, String rewards) {

    /** Isaac Lab's and rsl_rl's stock value. */
    public static final int STOCK_STEPS = 24;

    /** Nothing is known. */
    public static final TaskFacts UNKNOWN = new TaskFacts(Double.NaN, STOCK_STEPS, 0, 0, "");
  }
}
