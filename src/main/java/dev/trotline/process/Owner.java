package dev.trotline.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Says in a file who wrote it, so that others can tell whether he still lives. */
public final class Owner {

  private Owner() {}

  /** This process: pid, start ticks, boot id. */
  public static String self() {
    long pid = ProcessHandle.current().pid();
    long ticks = ProcStat.read(pid).map(ProcStat::startTicks).orElse(0L);
    return pid + " " + ticks + " " + Identity.currentBoot();
  }

  /** This process's id. */
  public static long pid() {
    return ProcessHandle.current().pid();
  }

  /** True while the process that {@link #self} described runs or is stopped. */
  public static boolean lives(String owner) {
    Optional<Identity> identity = Identity.parse(owner);
    return identity.isPresent() && identity.get().isAlive();
  }

  /**
   * Milliseconds since the machine was started: the same for all processes, and no clock that is
   * set moves it. 0 if the kernel does not say.
   */
  public static long uptimeMillis() {
    try {
      String text = Files.readString(Path.of("/proc/uptime"));
      return Math.round(Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1000);
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return 0;
    }
  }
}
