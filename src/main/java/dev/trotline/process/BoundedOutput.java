package dev.trotline.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.exec.ExecuteStreamHandler;

/**
 * Reads a command's two outputs, keeps the beginning of each and throws the rest away. Unlike the
 * library's own pump it does not wait for children of the command that keep the pipes open.
 */
final class BoundedOutput implements ExecuteStreamHandler {

  /**
   * After the command's end its own words are in the pipe already; reading them takes no longer.
   */
  private static final long DRAIN_MILLISECONDS = 500;

  private final int limit;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Runnable> pumps = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  BoundedOutput(int limit) {
    this.limit = limit;
  }

  @Override
  public void setProcessInputStream(OutputStream input) throws IOException {
    input.close();
  }

  @Override
  public void setProcessOutputStream(InputStream stream) {
    pumps.add(() -> pump(stream, out));
  }

  @Override
  public void setProcessErrorStream(InputStream stream) {
    pumps.add(() -> pump(stream, err));
  }

  @Override
  public void start() {
    for (Runnable pump : pumps) {
      var thread = new Thread(pump, "short-command-output");
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  @Override
  public void stop() {
    long start = System.nanoTime();
    for (Thread thread : threads) {
      long left = DRAIN_MILLISECONDS - (System.nanoTime() - start) / 1_000_000;
      try {
        thread.join(Math.max(1, left));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Standard output so far. */
  String out() {
    return text(out);
  }

  /** Standard error so far. */
  String err() {
    return text(err);
  }

  private void pump(InputStream stream, ByteArrayOutputStream target) {
    var buffer = new byte[8192];
    try (stream) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        synchronized (target) {
          target.write(buffer, 0, Math.min(count, Math.max(0, limit - target.size())));
        }
      }
    } catch (IOException e) {
      // The command was killed and its pipe closed under us; what was read is what there is.
      return;
    }
  }

  private static String text(ByteArrayOutputStream target) {
    synchronized (target) {
      return target.toString(StandardCharsets.UTF_8);
    }
  }
}
