package dev.trotline.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A small file system in memory; tests that need one are skipped where it cannot be mounted. */
public record TinyDisk(Path path) implements AutoCloseable {

  /** One of 256 KiB. */
  static TinyDisk mount(Path path) throws IOException {
    return mount(path, 256);
  }

  /** One of so many KiB. */
  public static TinyDisk mount(Path path, int kib) throws IOException {
    Files.createDirectories(path);
    var result =
        ShortCommand.run(
            List.of("mount", "-t", "tmpfs", "-o", "size=" + kib + "k", "tmpfs", path.toString()),
            Map.of(),
            null,
            Duration.ofSeconds(10));
    assumeTrue(result.ok(), "cannot mount a tmpfs here (needs root): " + result.err());
    return new TinyDisk(path);
  }

  /** Takes all that is left but so many KiB. */
  public void fillUpTo(int kib) throws IOException {
    long left = Files.getFileStore(path).getUsableSpace() / 1024;
    try (OutputStream out = Files.newOutputStream(path.resolve("filler"))) {
      for (long written = 0; written + 4 <= left - kib; written += 4) {
        out.write(new byte[4096]);
      }
    }
  }

  /** Gives it back. */
  public void free() throws IOException {
    Files.delete(path.resolve("filler"));
  }

  void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(path.resolve("filler"))) {
      for (int i = 0; i < 1000; i++) {
        out.write(new byte[4096]);
      }
    } catch (IOException e) {
      return;
    }
    throw new IOException("the tiny disk does not get full");
  }

  @Override
  public void close() {
    ShortCommand.run(
        List.of("umount", "-l", path.toString()), Map.of(), null, Duration.ofSeconds(10));
  }
}
