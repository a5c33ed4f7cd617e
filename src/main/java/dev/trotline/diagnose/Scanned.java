package dev.trotline.diagnose;

import dev.trotline.diagnose.signature.LogLine;
import dev.trotline.diagnose.signature.LogScan;
import dev.trotline.diagnose.signature.LogStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The logs of one run, read one after the other into one scan, so that a clue in one may explain an
 * error in another. Lines are numbered through; {@link #quote} gives them their own file and number
 * back.
 */
final class Scanned {

  private final LogReader reader;
  private final LogStream logs;
  private final List<Part> parts = new ArrayList<>();

  Scanned(LogReader reader) {
    this.reader = reader;
    logs = reader.begin();
  }

  /** Adds a file; {@code shown} is what evidence calls it. */
  void add(Path log, String shown) {
    begin(shown);
    reader.read(log, logs);
  }

  /** Adds a stream; does not close it. */
  void add(InputStream stream, String shown) throws IOException {
    begin(shown);
    reader.read(stream, shown, logs);
  }

  private void begin(String shown) {
    parts.add(new Part(shown, logs.lines()));
  }

  /** Ends the reading; once ended, it stays so. */
  LogScan finish() {
    return logs.finish();
  }

  EvidenceLine quote(LogLine line) {
    Part part = parts.get(0);
    for (Part next : parts) {
      if (line.number() > next.before()) {
        part = next;
      }
    }
    return EvidenceLine.quote(part.shown(), line.number() - part.before(), line.shown());
  }

  /**
   * One file of the reading.
   *
   * @param shown its name
   * @param before lines read before it
   */
  private record Part(String shown, int before) {}
}
