package dev.trotline.launch;

import dev.trotline.metrics.event.EventBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Log folders as rsl_rl's runner leaves them, for tests of the import. */
public final class LogTree {

  /** When all of them were written. */
  public static final Instant LONG_AGO = Instant.parse("2025-05-01T12:00:00Z");

  private LogTree() {}

  /** A run folder with settings and an event file of some iterations. */
  public static Path run(Path folder, int seed, double weight, int iterations, int asked) {
    params(folder, seed, weight, asked);
    events(folder, "events.out.tfevents.1700000000." + folder.getFileName() + ".1.0", iterations);
    return folder;
  }

  public static void params(Path folder, int seed, double weight, int asked) {
    write(
        folder.resolve("params/env.yaml"),
        """
        seed: %d
        log_dir: %s
        rewards:
          alive:
            func: f
            params: {}
            weight: %s
        """
            .formatted(seed, folder, weight));
    write(
        folder.resolve("params/agent.yaml"),
        """
        seed: %d
        max_iterations: %d
        run_name: %s
        resume: false
        """
            .formatted(seed, asked, folder.getFileName()));
  }

  public static Path events(Path folder, String name, int iterations) {
    return events(folder, name, 0, iterations);
  }

  public static Path events(Path folder, String name, int first, int iterations) {
    EventBytes bytes = EventBytes.version2();
    for (int i = first; i < first + iterations; i++) {
      bytes.scalar("Perf/total_fps", i, 1000).scalar("Train/mean_reward", i, i);
    }
    return write(folder.resolve(name), bytes.bytes());
  }

  public static Path write(Path file, String text) {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  public static Path write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          write(target, Files.readAllBytes(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes links away, so that a temporary folder can be deleted without a word about them. */
  public static void unlink(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        if (Files.isSymbolicLink(path)) {
          Files.delete(path);
        }
      }
    }
  }

  /** Path, size and time of everything below a folder. */
  public static Map<String, String> listing(Path root) {
    Map<String, String> listing = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        listing.put(
            path.toString(),
            Files.isDirectory(path)
                ? "folder " + Files.getLastModifiedTime(path)
                : Files.size(path) + " " + Files.getLastModifiedTime(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return listing;
  }
}
