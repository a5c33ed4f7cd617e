package dev.trotline.launch.imports;

import dev.trotline.archive.ImportRow.KnownFile;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.TrotlineException;
import dev.trotline.metrics.event.EventFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what a folder is known by, wherever it lies: its event files, or, where a logger wrote none,
 * its checkpoints or its console. Reads a few bytes of each.
 */
final class Recognition {

  /** Length and its checksum, in front of every record of an event file. */
  private static final int FRAME = 12;

  /**
   * A first record holds the version and the time, some 25 bytes; the rest of a long one is cut.
   */
  private static final int LARGEST_HEAD = 4096;

  private static final List<String> CONSOLES = List.of("console.log", "output.log", "train.log");

  private Recognition() {}

  /**
   * Looks at a folder from the outside.
   *
   * @throws EnvironmentException if it cannot be listed
   */
  static LogFolder look(Path folder) {
    List<String> problems = new ArrayList<>();
    Set<KnownFile> known = new HashSet<>();
    List<Path> files = EventFolder.files(folder);
    for (Path file : files) {
      try {
        known.add(new KnownFile(name(file), firstRecord(file)));
      } catch (IOException e) {
        problems.add(name(file) + " cannot be read: " + reason(e));
      }
    }
    Path console = console(folder);
    if (files.isEmpty()) {
      files = checkpoints(folder);
      for (Path file : files) {
        try {
          known.add(new KnownFile(name(file), ends(file)));
        } catch (IOException e) {
          problems.add(name(file) + " cannot be read: " + reason(e));
        }
      }
    }
    if (files.isEmpty() && console != null) {
      files = List.of(console);
      try {
        known.add(new KnownFile(name(console), beginning(console)));
      } catch (IOException e) {
        problems.add(name(console) + " cannot be read: " + reason(e));
      }
    }
    long bytes = 0;
    Instant written = Instant.EPOCH;
    for (Path file : files) {
      bytes += size(file);
      Instant at = modified(file);
      written = at.isAfter(written) ? at : written;
    }
    return new LogFolder(folder, known, bytes, written, console, problems);
  }

  /** The same, or null if the folder is gone or cannot be read any more. */
  static @Nullable LogFolder lookAgain(Path folder) {
    try {
      return Files.isDirectory(folder) ? look(folder) : null;
    } catch (TrotlineException unreadable) {
      return null;
    }
  }

  private static @Nullable Path console(Path folder) {
    return CONSOLES.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(null);
  }

  /** The newest is left out as long as there are others: it may still be being written. */
  private static List<Path> checkpoints(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> found =
          entries
              .filter(file -> FolderSearch.CHECKPOINT.matcher(name(file)).matches())
              .sorted(Comparator.comparingInt(Recognition::iteration))
              .toList();
      return found.size() > 1 ? found.subList(0, found.size() - 1) : found;
    } catch (IOException e) {
      throw new EnvironmentException(
          "the folder " + folder + " cannot be listed: " + e.getMessage(),
          "check that it may be read",
          e);
    }
  }

  private static int iteration(Path checkpoint) {
    return Integer.parseInt(name(checkpoint).replaceAll("\\D", ""));
  }

  /** Hash of the first record, which holds a wall time; empty while there is no whole one. */
  private static String firstRecord(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      byte[] start = read(channel, 0, FRAME + LARGEST_HEAD);
      if (start.length < FRAME) {
        return "";
      }
      long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
      int wanted = FRAME + (int) Math.max(0, Math.min(length, LARGEST_HEAD));
      return start.length < wanted ? "" : hash(start, wanted);
    }
  }

  /** The end of a checkpoint is the directory of a zip, with the checksums of all weights. */
  private static String ends(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      byte[] end = read(channel, Math.max(0, size - LARGEST_HEAD), LARGEST_HEAD);
      return end.length == 0 ? "" : size + "-" + hash(end, end.length);
    }
  }

  private static String beginning(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      byte[] start = read(channel, 0, LARGEST_HEAD);
      return start.length < LARGEST_HEAD ? "" : hash(start, start.length);
    }
  }

  private static byte[] read(SeekableByteChannel channel, long from, int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(most);
    channel.position(from);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // until full or at the end
    }
    return java.util.Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static String hash(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, length);
      return HexFormat.of().formatHex(digest.digest(), 0, 12);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      return 0;
    }
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException gone) {
      return Instant.EPOCH;
    }
  }

  private static String reason(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
