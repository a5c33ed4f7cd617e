package dev.trotline.simulator.rslrl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the end of a console log tells.
 *
 * @param iterationsDone iterations printed as done, 0 if none
 * @param lastIteration the number after the slash, 0 if none
 * @param saidDone true if the trainer printed its training time
 * @param traceback true if a Python traceback follows the last iteration
 */
record ConsoleTail(int iterationsDone, int lastIteration, boolean saidDone, boolean traceback) {

  /** An iteration's block takes about 3 KiB; this holds dozens, and any traceback. */
  private static final int BYTES = 256 * 1024;

  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");
  private static final Pattern ITERATION = Pattern.compile("Learning iteration\\s+(\\d+)/(\\d+)");
  private static final Pattern DONE =
      Pattern.compile("(?m)^\\s*Training time:\\s*[0-9.]+\\s*seconds");
  private static final String TRACEBACK = "Traceback (most recent call last)";

  /** Reads the end of a log; nothing known if it is not there. */
  static ConsoleTail read(Path log) {
    String text = COLOUR.matcher(tail(log)).replaceAll("");
    int done = 0;
    int last = 0;
    int at = 0;
    Matcher iteration = ITERATION.matcher(text);
    while (iteration.find()) {
      done = number(iteration.group(1)) + 1;
      last = number(iteration.group(2));
      at = iteration.end();
    }
    return new ConsoleTail(done, last, DONE.matcher(text).find(), text.indexOf(TRACEBACK, at) >= 0);
  }

  private static int number(String digits) {
    return digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }

  private static String tail(Path log) {
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      channel.position(Math.max(0, channel.size() - BYTES));
      ByteBuffer bytes = ByteBuffer.allocate(BYTES);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until full or at the end
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException absent) {
      return "";
    }
  }
}
