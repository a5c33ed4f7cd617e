package dev.trotline.simulator.mujoco;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a log folder. {@code torch.save} writes straight to the final name, so a
 * killed run or a full disk leaves torn ones; those are passed over.
 */
final class Checkpoints {

  private static final Pattern NAME = Pattern.compile("model_(\\d{1,9})\\.pt");

  /** End-of-directory record of a zip file: 22 bytes and a comment of up to 64 KiB. */
  private static final int ZIP_END = 22 + 65_535;

  private static final String ZIP_START = "PK\u0003\u0004";
  private static final String ZIP_DIRECTORY_END = "PK\u0005\u0006";

  private Checkpoints() {}

  /** One checkpoint, saved after the iteration it is named for. */
  record Checkpoint(int iteration, Path file, boolean readable) {}

  /** All of them, newest first. */
  static List<Checkpoint> of(Path logFolder) {
    List<Checkpoint> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(logFolder)) {
      for (Path file : (Iterable<Path>) entries::iterator) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          found.add(new Checkpoint(Integer.parseInt(name.group(1)), file, readable(file)));
        }
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

  /** A torch file is a zip whose directory comes last; older formats are taken if not empty. */
  private static boolean readable(Path file) {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      if (!text(channel, 0, 4).equals(ZIP_START)) {
        return size > 0 && !text(channel, 0, 4).startsWith("\u0000");
      }
      long start = Math.max(0, size - ZIP_END);
      return text(channel, start, (int) (size - start)).contains(ZIP_DIRECTORY_END);
    } catch (IOException unreadable) {
      return false;
    }
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
