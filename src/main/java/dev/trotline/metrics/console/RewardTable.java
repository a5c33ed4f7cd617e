package dev.trotline.metrics.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table {@code Active Reward Terms} the reward manager prints at its start: the cheapest proof
 * of the weights in effect (surface §3.1).
 *
 * @param weights by term, in the order of the table
 */
public record RewardTable(Map<String, Double> weights) {

  /** Start-up output of Kit can be long; the table comes before the first iteration. */
  private static final int BYTES = 4 * 1024 * 1024;

  private static final Pattern START = Pattern.compile("Reward Manager");
  private static final Pattern ROW =
      Pattern.compile("^\\s*\\|\\s*\\d+\\s*\\|\\s*([^|\\s]+)\\s*\\|\\s*([-+.0-9eE]+)\\s*\\|\\s*$");
  private static final Pattern END = Pattern.compile("Learning iteration|\\w+ Manager");

  public RewardTable {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /** Finds it in a console log; empty if it was not printed, or not yet to its end. */
  public static Optional<RewardTable> read(Path log) {
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(BYTES, channel.size()));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until full or at the end
      }
      return parse(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  static Optional<RewardTable> parse(String text) {
    Map<String, Double> weights = new LinkedHashMap<>();
    boolean inside = false;
    boolean rows = false;
    for (String line : text.split("\\R")) {
      if (START.matcher(line).find()) {
        inside = true;
        rows = false;
        weights.clear();
      } else if (inside) {
        Matcher row = ROW.matcher(line);
        if (row.matches()) {
          rows = true;
          weights.put(row.group(1), Double.valueOf(row.group(2)));
        } else if (rows && line.strip().startsWith("+")) {
          return Optional.of(new RewardTable(weights));
        } else if (END.matcher(line).find()) {
          inside = false;
        }
      }
    }
    return Optional.empty();
  }
}
