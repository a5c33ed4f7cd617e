package dev.trotline.simulator.rslrl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a log folder. {@code torch.save} writes straight to the final name, so a
 * killed run or a full disk leaves torn ones; those are passed over.
 */
public final class Checkpoints {

  private static final Pattern NAME = Pattern.compile("model_(\\d{1,9})\\.pt");

  /** End-of-directory record of a zip file: 22 bytes and a comment of up to 64 KiB. */
  private static final int ZIP_END = 22 + 65_535;

  private static final String ZIP_START = "PK\u0003\u0004";
  private static final String ZIP_DIRECTORY_END = "PK\u0005\u0006";

  /** First line of a checkpoint of the embedded trainer's test double. */
  private static final String FAKE = "TROTLINE-FAKE\n";

  private Checkpoints() {}

  /** One checkpoint, saved after the iteration it is named for. */
  record Checkpoint(int iteration, Path file, boolean readable) {}

  /** The iteration a checkpoint was saved after, by its name; empty for any other file. */
  public static OptionalInt iteration(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches() ? OptionalInt.of(Integer.parseInt(name.group(1))) : OptionalInt.empty();
  }

  /** All of them, newest first. */
  static List<Checkpoint> of(Path logFolder) {
    List<Checkpoint> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(logFolder)) {
      for (Path file : (Iterable<Path>) entries::iterator) {
        iteration(file).ifPresent(saved -> found.add(new Checkpoint(saved, file, readable(file))));
      }
    } catch (IOException absent) {
      return List.of();
    }
    found.sort(Comparator.comparingInt(Checkpoint::iteration).reversed());
    return found;
  }

  /** The newest whole one. */
  static Optional<Checkpoint> newestReadable(List<Checkpoint> newestFirst) {
    return newestFirst.stream().filter(Checkpoint::readable).findFirst();
  }

  /**
   * A torch file is a zip whose directory comes last; the pretended training's is a marked line of
   * JSON; older formats are taken as they are.
   */
  private static boolean readable(Path file) {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      String start = text(channel, 0, FAKE.length());
      if (start.startsWith(ZIP_START)) {
        long from = Math.max(0, size - ZIP_END);
        return endsWhole(text(channel, from, (int) (size - from)));
      }
      if (start.equals(FAKE)) {
        return text(channel, size - 2, 2).equals("}\n");
      }
      // A file that was allocated but never written reads as zeros.
      boolean cut = FAKE.startsWith(start) || ZIP_START.startsWith(start);
      return !cut && !start.startsWith("\u0000");
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** The record's own length, a comment included, must end where the file ends. */
  private static boolean endsWhole(String end) {
    int record = end.lastIndexOf(ZIP_DIRECTORY_END);
    if (record < 0 || record + 22 > end.length()) {
      return false;
    }
    int comment = end.charAt(record + 20) + 256 * end.charAt(record + 21);
    return record + 22 + comment == end.length();
  }

  private static String text(SeekableByteChannel channel, long from, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    channel.position(from);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // until full or at the end
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
  }
}
