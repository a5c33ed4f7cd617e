package dev.trotline.executor;

import dev.trotline.simulator.Device;
import java.util.List;

/**
 * A study's turn to start something. The devices it gives are the study's own until the turn is
 * closed; from then on they are held by what was started on them, or by nobody.
 */
public interface Turn extends AutoCloseable {

  /** Devices that may be given something now, in the order in which they should be. */
  List<Device> devices();

  /** All devices, with whoever holds them and why one is not used. */
  List<DeviceReport> report();

  /** What keeps devices from being used that somebody should look at, one sentence each. */
  List<String> problems();

  @Override
  void close();

  /** A turn on a machine that is shared with nobody. */
  static Turn of(List<Device> free) {
    return of(free, List.of());
  }

  /** A turn without a device. */
  static Turn refused(String problem) {
    return of(List.of(), List.of(problem));
  }

  private static Turn of(List<Device> free, List<String> wrong) {
    List<Device> copy = List.copyOf(free);
    return new Turn() {
      @Override
      public List<Device> devices() {
        return copy;
      }

      @Override
      public List<DeviceReport> report() {
        return List.of();
      }

      @Override
      public List<String> problems() {
        return wrong;
      }

      @Override
      public void close() {}
    };
  }
}
