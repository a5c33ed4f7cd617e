package dev.trotline.process;

import dev.trotline.error.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Free space. */
public final class Disk {

  private Disk() {}

  /**
   * Space this user may still write on the file system of a path, in MiB; the path need not exist
   * yet.
   *
   * @throws EnvironmentException if the file system does not answer
   */
  public static long freeMiB(Path path) {
    Path existing = path.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      return Files.getFileStore(existing).getUsableSpace() >> 20;
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot tell the free space at " + path + ": " + e.getMessage(),
          "check that the disk is mounted",
          e);
    }
  }
}
