package dev.trotline.process;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.RefusedException;
import dev.trotline.error.StoppedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock on a file. The kernel takes it back when the holder dies, however it dies, so a
 * lock is never stale; the file itself stays and only says who holds it.
 */
public final class StudyLock implements AutoCloseable {

  /**
   * Locks this process holds. Needed because the kernel drops a process's lock as soon as the
   * process closes any descriptor of the file, even one opened just to try again.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;
  private final FileLock lock;

  private StudyLock(Path file, FileChannel channel, FileLock lock) {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock or says at once who has it.
   *
   * @param lockFile made if absent; never delete it
   * @param who shown to whoever is refused, one line
   * @throws RefusedException if it is taken, naming the holder and its pid
   * @throws EnvironmentException if the file cannot be made or the file system has no locks
   */
  public static StudyLock acquire(Path lockFile, String who) {
    Path file = canonical(lockFile);
    if (!HELD.add(file)) {
      throw new RefusedException(file + " is locked by this very process", null);
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new RefusedException(
            "already locked by " + holder(channel) + " (" + lockFile + ")",
            "wait for it, or stop it, then repeat the command");
      }
      var held = new StudyLock(file, channel, lock);
      sign(channel, who);
      return held;
    } catch (ClosedByInterruptException | FileLockInterruptionException e) {
      release(file, channel);
      Thread.currentThread().interrupt();
      throw new StoppedException("interrupted while locking " + lockFile, null, e);
    } catch (IOException e) {
      release(file, channel);
      throw new EnvironmentException(
          "cannot lock " + lockFile + ": " + e.getMessage(),
          "keep the study on a disk with file locks and free space",
          e);
    } catch (RefusedException e) {
      release(file, channel);
      throw e;
    }
  }

  /** True until it is closed. */
  public boolean isHeld() {
    return lock.isValid();
  }

  /** Gives the lock back. Closing twice does nothing. */
  @Override
  public void close() {
    if (lock.isValid()) {
      release(file, channel);
    }
  }

  private static void sign(FileChannel channel, String who) throws IOException {
    String line = who.replaceAll("\\s+", " ") + ", pid " + ProcessHandle.current().pid() + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), 0);
  }

  private static String holder(FileChannel channel) throws IOException {
    var buffer = ByteBuffer.allocate(400);
    int count = channel.read(buffer, 0);
    String text =
        count <= 0 ? "" : new String(buffer.array(), 0, count, StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? "another process" : text;
  }

  private static Path canonical(Path lockFile) {
    Path absolute = lockFile.toAbsolutePath();
    Path folder = absolute.getParent();
    try {
      Files.createDirectories(folder);
      return folder.toRealPath().resolve(absolute.getFileName());
    } catch (IOException e) {
      throw WriteFailure.of(lockFile, e);
    }
  }

  private static void release(Path file, @Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The kernel releases the lock in any case once the descriptor is gone.
      return;
    } finally {
      HELD.remove(file);
    }
  }
}
