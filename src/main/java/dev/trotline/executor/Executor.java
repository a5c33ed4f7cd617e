package dev.trotline.executor;

import dev.trotline.simulator.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Runs programs that outlive Trotline. The truth about a job lies in its folder ({@code pid},
 * {@code exit_code}), so any later Trotline can take over.
 */
public interface Executor {

  /** The devices runs may be given, in a fixed order. */
  List<Device> devices();

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

  /** Starts a job; returns once its identity is on disk. Never called twice for one folder. */
  void start(Job job, Device device);

  /** What the folder says of its job. */
  JobStatus status(Path folder);

  /**
   * Ends a job and everything it started: INT, grace, TERM, grace, KILL on the group, a sweep for
   * the marker, then proof. Does nothing if it is gone.
   */
  KillReport kill(String marker, Path folder, Duration grace);

  /** Markers (run ids) of all processes on this machine that carry one of the study's markers. */
  List<String> liveMarkers(String studyMarker);
}
