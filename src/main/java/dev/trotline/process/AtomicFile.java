package dev.trotline.process;

import dev.trotline.error.EnvironmentException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes files that are, at every instant and after a power cut, either the old content or the new.
 */
public final class AtomicFile {

  private static final AtomicLong COUNTER = new AtomicLong();
  private static final String SUFFIX = ".tmp";

  private AtomicFile() {}

  /**
   * Replaces the file's content with the text as UTF-8.
   *
   * @throws EnvironmentException naming the file, if it cannot be written; the old content stands
   */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Replaces the file's content: a temporary file beside it, fsync, rename, fsync of the folder. A
   * link is followed; an existing file's permissions are kept.
   *
   * @throws EnvironmentException naming the file, if it cannot be written; the old content stands
   */
  public static void write(Path file, byte[] content) {
    replace(file, temporary -> fill(temporary, content));
  }

  /** Writes a whole file under the name it is given. */
  @FunctionalInterface
  public interface Filling {
    /** Makes and fills the file. */
    void fill(Path temporary) throws IOException;
  }

  /**
   * The same for content that does not fit into memory, or that only a library can write.
   *
   * @throws EnvironmentException naming the file, if it cannot be written; the old content stands
   */
  public static void place(Path file, Filling filling) {
    replace(
        file,
        temporary -> {
          filling.fill(temporary);
          force(temporary);
        });
  }

  private static void replace(Path file, Filling filling) {
    try {
      Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
      // A rename would put a plain file in the place of /dev/null.
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        throw WriteFailure.notAFile(file, Files.isDirectory(target));
      }
      Path temporary = temporaryFor(target);
      try {
        filling.fill(temporary);
        if (Files.exists(target)) {
          Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(target));
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      force(target.getParent());
    } catch (IOException e) {
      throw WriteFailure.of(file, e);
    }
  }

  /**
   * Makes a file that does not exist yet, complete at the instant it appears.
   *
   * @return false, with nothing changed, if the file exists
   * @throws EnvironmentException naming the file, if it cannot be written
   */
  public static boolean create(Path file, String text) {
    Path target = file.toAbsolutePath();
    Path temporary = temporaryFor(target);
    try {
      try {
        fill(temporary, text.getBytes(StandardCharsets.UTF_8));
        Files.createLink(target, temporary);
      } catch (FileAlreadyExistsException e) {
        return false;
      } finally {
        Files.deleteIfExists(temporary);
      }
      force(target.getParent());
      return true;
    } catch (IOException e) {
      throw WriteFailure.of(file, e);
    }
  }

  /** Makes a file others have written, and its name, survive a power cut. */
  static void sync(Path file) {
    try {
      force(file);
      force(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw WriteFailure.of(file, e);
    }
  }

  /**
   * Deletes the temporary files that writers killed in the act have left in a folder (not below
   * it). Those of living processes stay.
   *
   * @return how many were deleted
   */
  public static int sweep(Path folder) {
    int deleted = 0;
    try (var files = Files.newDirectoryStream(folder, ".*" + SUFFIX)) {
      for (Path file : files) {
        String[] parts = file.getFileName().toString().split("\\.");
        String pid = parts.length < 4 ? "" : parts[parts.length - 3];
        if (pid.matches("\\d{1,10}")
            && ProcStat.read(Long.parseLong(pid)).isEmpty()
            && Files.deleteIfExists(file)) {
          deleted++;
        }
      }
    } catch (IOException e) {
      throw WriteFailure.of(folder, e);
    }
    return deleted;
  }

  private static Path temporaryFor(Path target) {
    return target.resolveSibling(
        "."
            + target.getFileName()
            + "."
            + ProcessHandle.current().pid()
            + "."
            + COUNTER.incrementAndGet()
            + SUFFIX);
  }

  private static void fill(Path temporary, byte[] content) throws IOException {
    // No channel: an interrupt (Ctrl-C) would close it, and the last words would be lost.
    try (var stream = new FileOutputStream(temporary.toFile())) {
      stream.write(content);
      stream.getFD().sync();
    }
  }

  /** Brings a file or a folder to the disk, even if this thread is interrupted meanwhile. */
  private static void force(Path path) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
