package dev.trotline.metrics;

/**
 * What the figures in a training log mean. The tags are the same in all versions, the definitions
 * are not (surface §5.1, §5.2).
 *
 * @param velocity how {@code error_vel_xy} and {@code error_vel_yaw} were formed
 * @param terminations what {@code Episode_Termination/*} are
 * @param source who says so, such as {@code Isaac Lab 2.3.2}; empty if nobody does
 */
public record LogMeaning(Velocity velocity, Terminations terminations, String source) {

  /** How the velocity errors of an episode were formed. */
  public enum Velocity {
    /**
     * Sum over the episode, divided by the steps of one command: twice the error in stock tasks.
     */
    ACCUMULATED,
    /** Mean over the episode, m/s. */
    MEAN,
    /** To be told from the log itself. */
    UNKNOWN
  }

  /** What a termination's figure is. */
  public enum Terminations {
    /** Environments of a step's reset that ended this way. */
    COUNTS,
    /** Share of all environments whose last episode ended this way. */
    SHARES,
    /** To be told from the log itself. */
    UNKNOWN
  }

  /** Nothing is known but the log. */
  public static LogMeaning unknown() {
    return new LogMeaning(Velocity.UNKNOWN, Terminations.UNKNOWN, "");
  }
}
