package dev.trotline.process;

import dev.trotline.error.EnvironmentException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Says in words why a file could not be written. */
final class WriteFailure {

  private WriteFailure() {}

  static EnvironmentException of(Path file, IOException cause) {
    String text = String.valueOf(cause.getMessage());
    boolean full = text.contains("No space left on device");
    if (full || text.contains("quota exceeded")) {
      return EnvironmentException.passing(
          sentence(file, full ? "the disk is full" : "your disk quota is used up"),
          "free some space, then repeat the command",
          cause);
    }
    if (text.contains("Read-only file system")) {
      return failure(
          file, "the file system is read-only", "use a folder on a writable disk", cause);
    }
    if (cause instanceof AccessDeniedException || text.contains("(Permission denied)")) {
      return failure(
          file, "access is denied", "check the owner and the permissions of its folder", cause);
    }
    if (cause instanceof NoSuchFileException
        || cause instanceof NotDirectoryException
        || text.contains("(No such file or directory)")
        || text.contains("(Not a directory)")) {
      return failure(file, "its folder does not exist", "check the path", cause);
    }
    return failure(file, text, "check the disk and the permissions of its folder", cause);
  }

  static EnvironmentException notAFile(Path file, boolean folder) {
    return new EnvironmentException(
        "cannot write " + file + ": it is a " + (folder ? "folder" : "device or a pipe"),
        "name a file");
  }

  private static EnvironmentException failure(
      Path file, String reason, String remedy, IOException cause) {
    return new EnvironmentException(sentence(file, reason), remedy, cause);
  }

  private static String sentence(Path file, String reason) {
    return "cannot write " + file + ": " + reason;
  }
}
