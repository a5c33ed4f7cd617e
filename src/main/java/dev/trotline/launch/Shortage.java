package dev.trotline.launch;

import dev.trotline.archive.RunRecord;
import dev.trotline.error.EnvironmentException;
import dev.trotline.process.Disk;
import dev.trotline.process.Memory;
import dev.trotline.study.Limits;
import dev.trotline.study.Study;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches over disk and memory while runs train. Below half of what must be free for a start it
 * says so; below a tenth it names the youngest run to be ended, so that the others can finish
 * instead of all dying of a full disk, or of the kernel's choice. The last one is left alone.
 */
final class Shortage {

  /** Looking takes two system calls and some small files. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /** What a run gave back shows after a moment only. */
  private static final Duration END_EVERY = Duration.ofSeconds(60);

  private final Limits limits;
  private final LongSupplier disk;
  private final LongSupplier memory;
  private final LongSupplier nanos;
  private @Nullable Long lookedAt;
  private @Nullable Long endedAt;
  private Found found = new Found(null, null);

  Shortage(Study study) {
    this(
        study.config().limits(),
        () -> diskOf(study),
        study.config().executor().here() ? Memory::availableMiB : () -> -1,
        System::nanoTime);
  }

  /**
   * @param disk free MiB
   * @param memory available MiB
   * @param nanos a monotonic clock
   */
  Shortage(Limits limits, LongSupplier disk, LongSupplier memory, LongSupplier nanos) {
    this.limits = limits;
    this.disk = disk;
    this.memory = memory;
    this.nanos = nanos;
  }

  private static long diskOf(Study study) {
    try {
      return Disk.freeMiB(study.root());
    } catch (EnvironmentException e) {
      // A disk that does not answer is told of by those who need it.
      return Long.MAX_VALUE;
    }
  }

  /**
   * What is short.
   *
   * @param warning one sentence, or null
   * @param emergency what is so short that a run must go, {@code disk_full} or {@code memory_full},
   *     or null
   */
  private record Found(@Nullable String warning, @Nullable String emergency) {}

  /**
   * A run to end.
   *
   * @param run the youngest
   * @param cause {@code disk_full} or {@code memory_full}
   * @param note one sentence
   */
  record Victim(RunRecord run, String cause, String note) {}

  /** Looks; says what is short in the log, and who must go. */
  Optional<Victim> look(List<RunRecord> live, TickLog log) {
    if (live.isEmpty()) {
      return Optional.empty();
    }
    long now = nanos.getAsLong();
    boolean fresh = lookedAt == null || now - lookedAt >= LOOK_EVERY.toNanos();
    if (fresh) {
      found = measure();
      lookedAt = now;
    }
    String warning = found.warning();
    if (warning != null) {
      log.problem(warning);
    }
    String emergency = found.emergency();
    boolean patient = endedAt != null && now - endedAt < END_EVERY.toNanos();
    if (!fresh || emergency == null || patient || live.size() < 2) {
      return Optional.empty();
    }
    endedAt = now;
    RunRecord youngest =
        live.stream()
            .max(
                Comparator.comparing(
                    run -> Objects.requireNonNullElse(run.startedAt(), run.queuedAt())))
            .orElseThrow();
    String note =
        "ended as the youngest of "
            + live.size()
            + " runs, so that the others can finish: "
            + warning
            + "; 'trotline launch --resume' carries it on";
    return Optional.of(new Victim(youngest, emergency, note));
  }

  private Found measure() {
    long room = disk.getAsLong();
    long least = limits.freeDiskMiB();
    if (room < least / 2) {
      String text = "the disk of the study has only " + room + " MiB left while runs train";
      return new Found(text, room < least / 10 ? "disk_full" : null);
    }
    long available = memory.getAsLong();
    long needed = limits.freeMemoryMiB();
    if (available >= 0 && available < needed / 2) {
      String text = "only " + available + " MiB of memory are available while runs train";
      return new Found(text, available < needed / 10 ? "memory_full" : null);
    }
    return new Found(null, null);
  }
}
