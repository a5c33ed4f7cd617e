package dev.trotline.executor.local;

import dev.trotline.process.MarkerSweep;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who holds a device. All processes of a run carry this in {@code TROTLINE_DEVICE}, so the
 * process table itself says what is taken, and nothing has to be given back.
 *
 * @param space which machine's devices these are, empty for those of the real one
 * @param marker {@code TROTLINE_RUN}: the study's marker, a colon, the run
 * @param device name of the device
 * @param gpus identities of its GPUs; empty for a CPU
 * @param runsPerGpu how many runs its study suffers on one GPU
 * @param memoryMiB memory it needs on each GPU, 0 if nobody says
 * @param place its folder, for people; empty for a booking
 */
record Occupant(
    String space,
    String marker,
    String device,
    List<String> gpus,
    int runsPerGpu,
    long memoryMiB,
    String place) {

  private static final String VERSION = "1";

  /** A booking, or one whose folder nobody asks for. */
  Occupant(
      String space,
      String marker,
      String device,
      List<String> gpus,
      int runsPerGpu,
      long memoryMiB) {
    this(space, marker, device, gpus, runsPerGpu, memoryMiB, "");
  }

  Occupant {
    gpus = List.copyOf(gpus);
  }

  /** The study's part of the marker. */
  String study() {
    int colon = marker.indexOf(':');
    return colon < 0 ? marker : marker.substring(0, colon);
  }

  /** The run's part of the marker, empty for a booking. */
  String run() {
    return marker.substring(Math.min(marker.length(), study().length() + 1));
  }

  /** Devices it takes, in device time. */
  int count() {
    return Math.max(1, gpus.size());
  }

  /** What is held: its GPUs, or the slot of a CPU. */
  List<String> keys() {
    return gpus.isEmpty() ? List.of(device) : gpus;
  }

  /** As it goes into the environment. */
  String text() {
    return String.join(
        ";",
        VERSION,
        space,
        device,
        String.join(",", gpus),
        Integer.toString(runsPerGpu),
        Long.toString(memoryMiB),
        place.replaceAll("[;\\p{Cntrl}]", "_"));
  }

  /** Reads {@link #text}; nothing if another Trotline wrote something else. */
  static Optional<Occupant> parse(String marker, String text) {
    String[] parts = text.split(";", -1);
    if (parts.length != 7
        || !parts[0].equals(VERSION)
        || !parts[4].matches("\\d{1,4}")
        || !parts[5].matches("\\d{1,9}")) {
      return Optional.empty();
    }
    return Optional.of(
        new Occupant(
            parts[1],
            marker,
            parts[2],
            parts[3].isEmpty() ? List.of() : List.of(parts[3].split(",")),
            Integer.parseInt(parts[4]),
            Long.parseLong(parts[5]),
            parts[6]));
  }

  /** What a process holds. */
  static Optional<Occupant> of(MarkerSweep.Holder holder) {
    return parse(holder.marker(), holder.device());
  }
}
