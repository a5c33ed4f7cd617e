package dev.trotline.launch.imports;

import dev.trotline.archive.ImportRow.KnownFile;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.TrotlineException;
import dev.trotline.metrics.event.EventFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what a folder is known by, wherever it lies: its event files, or, where a logger wrote none,
 * its checkpoints or its console. Reads a few bytes of each, all of the console and of the
 * settings.
 */
final class Recognition {

  /** Length and its checksum, in front of every record of an event file. */
  private static final int FRAME = 12;

  /**
   * A first record holds the version and the time, some 25 bytes; the rest of a long one is cut.
   */
  private static final int LARGEST_HEAD = 4096;

  /** The name that stands for all settings of a folder among what it is known by. */
  static final String SETTINGS = "params/*.yaml";

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
    Path console = Console.in(folder);
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
        known.add(new KnownFile(name(console), Console.head(console)));
      } catch (IOException e) {
        problems.add(name(console) + " cannot be read: " + reason(e));
      }
    }
    String settings = known.isEmpty() ? "" : settings(folder);
    if (!settings.isEmpty()) {
      known.add(new KnownFile(SETTINGS, settings));
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

  /** Hash of the dumped settings, in params/ or beside the rest; empty if there are none. */
  private static String settings(Path folder) {
    StringBuilder all = new StringBuilder();
    for (Path place : List.of(folder.resolve("params"), folder)) {
      if (all.isEmpty() && Files.isDirectory(place)) {
        try (Stream<Path> entries = Files.list(place)) {
          entries
              .filter(file -> name(file).endsWith(".yaml") && Files.isRegularFile(file))
              .sorted(Comparator.comparing(Recognition::name))
              .forEach(file -> all.append(name(file)).append(' ').append(whole(file)).append('\n'));
        } catch (IOException | UncheckedIOException unreadable) {
          all.append("unreadable\n");
        }
      }
    }
    byte[] text = all.toString().getBytes(StandardCharsets.UTF_8);
    return text.length == 0 ? "" : Hash.of(text, text.length);
  }

  private static String whole(Path file) {
    try {
      return Hash.of(file, Hash.MOST);
    } catch (IOException e) {
      return "unreadable";
    }
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
      return start.length < wanted ? "" : Hash.of(start, wanted);
    }
  }

  /** The end of a checkpoint is the directory of a zip, with the checksums of all weights. */
  private static String ends(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      byte[] end = read(channel, Math.max(0, size - LARGEST_HEAD), LARGEST_HEAD);
      return end.length == 0 ? "" : size + "-" + Hash.of(end, end.length);
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
