package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.error.EnvironmentException;
import dev.trotline.launch.FakeMachine.LateSupervisor;
import dev.trotline.process.TinyDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs one Trotline after the other on a real disk that is full after every possible number of
 * blocks, and lets the next one carry on once there is room: nothing may be lost, started twice or
 * half-written. Needs root for its file system in memory.
 */
class FullDiskIT {

  private static final int DISK_KIB = 4096;

  @TempDir Path folder;

  @Test
  void carriesOnWhereverTheDiskWasFull() throws IOException {
    TreeSet<String> messages = new TreeSet<>();
    int stopped = 0;
    int free = 0;
    boolean full = true;
    while (full) {
      try (TinyDisk disk = TinyDisk.mount(folder.resolve("disk" + free), DISK_KIB)) {
        FakeNight night = new FakeNight(disk.path().resolve("study"), LateSupervisor.DIES);
        disk.fillUpTo(free);
        try {
          night.life();
          full = false;
        } catch (EnvironmentException e) {
          stopped++;
          messages.add(e.getMessage().replace(disk.path().toString(), ""));
          assertThat(e.passing()).as(e.getMessage()).isTrue();
        }
        disk.free();
        // Even if it came to its end: what did not fit, the next one writes.
        night.life();
        night.check();
      }
      free += 4;
    }
    System.out.println(stopped + " full disks, up to " + free + " KiB free: " + messages);
    assertThat(stopped).isGreaterThan(20);
    assertThat(messages).allSatisfy(message -> assertThat(message).contains("the disk is full"));
  }
}
