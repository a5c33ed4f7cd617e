package dev.trotline.executor;

import dev.trotline.simulator.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs programs that outlive Trotline. The truth about a job lies in its folder ({@code pid},
 * {@code exit_code}), so any later Trotline can take over.
 */
public interface Executor {

  /** The devices runs may be given, in a fixed order. */
  List<Device> devices();

  /**
   * Why nothing can be started at present, one sentence; empty if nothing is known against it. Runs
   * then stay in the queue.
   */
  default Optional<String> closed() {
    return Optional.empty();
  }

  /**
   * Opens a turn to start something; whoever opens it closes it soon, and opens no second before.
   * Where machines are shared, only devices of an open turn may be started on.
   */
  default Turn turn(TurnRequest request) {
    return Turn.of(
        devices().stream().filter(device -> !request.taken().contains(device.name())).toList());
  }

  /** Tells the others on the machine that a study waits for no device (any more). */
  default void rest(String study) {}

  /**
   * Starts a job; returns once its identity is on disk. Called again for a folder only while {@link
   * #status} says that nothing was started there.
   *
   * @throws dev.trotline.error.RefusedException if the folder is taken, or nothing can be started
   *     for now, in which case {@link #status} still says so
   * @throws dev.trotline.error.EnvironmentException if it cannot be started
   */
  void start(Job job, Device device);

  /** What the folder says of its job. */
  JobStatus status(Path folder);

  /**
   * Ends a job and everything it started: INT, grace, TERM, grace, KILL on the group, a sweep for
   * the marker, then proof. Does nothing if it is gone. A scheduler's own way of ending it counts.
   */
  KillReport kill(String marker, Path folder, Duration grace);

  /**
   * What outside the program ended the job of this folder; empty if nobody says that anything did.
   * Asked before what is left of the job is ended.
   */
  default Optional<Interruption> interruption(String marker, Path folder) {
    return Optional.empty();
  }

  /** Markers (run ids) of all processes on this machine that carry one of the study's markers. */
  List<String> liveMarkers(String studyMarker);
}
