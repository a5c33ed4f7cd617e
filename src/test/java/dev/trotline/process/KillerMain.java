package dev.trotline.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Ends a job from another process, so that a test can end that one in the middle of it. */
final class KillerMain {

  private KillerMain() {}

  public static void main(String[] args) {
    new GroupKill(InstantSource.system())
        .kill(args[1], Path.of(args[0]), Duration.ofMillis(Long.parseLong(args[2])));
  }
}
