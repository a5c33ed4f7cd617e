package dev.trotline.process;

import dev.trotline.error.TrotlineException;
import java.nio.file.Path;
import java.time.Duration;

/** Takes a lock from another process and holds it, or prints why not. */
final class LockMain {

  private LockMain() {}

  public static void main(String[] args) {
    try (var lock = StudyLock.acquire(Path.of(args[0]), args[1])) {
      System.out.println("held");
      Pause.sleep(Duration.ofMillis(Long.parseLong(args[2])));
    } catch (TrotlineException e) {
      System.out.println(e.kind() + " " + e.getMessage());
    }
  }
}
