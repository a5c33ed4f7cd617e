package dev.trotline.diagnose.signature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log of any size into a {@link LogScan}, in constant memory and as bytes: a line becomes
 * text only if one of the pieces is in it without which nothing takes notice of a line, and what a
 * line says is worked out once for all lines that are the same but for digits. The result is
 * exactly that of handing every line to {@link LogScan#accept}.
 */
public final class LogStream {

  private static final int READ = 1 << 20;
  private static final int TAIL = 12;
  private static final byte[][] NOBODY = {};

  private final Senses senses;
  private final LogScan scan;
  private final @Nullable LiteralSearch gate;
  private final int[] table;
  private final int row;

  /** For each byte its column in the table; -1 for what is no part of a text. */
  private final short[] columns = new short[256];

  private final LineMemo shapes = new LineMemo(true);
  private final LineMemo texts = new LineMemo(false);
  private final Supplier<LogLine> source = this::get;
  private byte[] stripped = new byte[LineBytes.LONGEST];
  private byte[] bytes = new byte[0];
  private int end;
  private int number = 1;
  private boolean finished;

  /** Ranks whose tracebacks are open; all lines, if one of them is nobody's in particular. */
  private byte[][] watched = NOBODY;

  private boolean watchAll;
  private int watchedChanges;

  /** True if the gate stopped at the line at hand: then it need not be asked again. */
  private boolean met;

  /** The line at hand. */
  private int from;

  private int to;
  private @Nullable LogLine line;

  /** Begins to read one log or several of the same run, one after the other. */
  public LogStream(Senses senses) {
    this.senses = senses;
    scan = new LogScan(senses);
    gate = senses.gate();
    table = gate == null ? new int[0] : gate.table();
    row = gate == null ? 0 : gate.row();
    for (int i = 0; i < 256; i++) {
      boolean control = i < ' ' && i != '\t' || i == 0x7f;
      columns[i] = (short) (control ? -1 : gate == null ? 0 : gate.letter(i));
    }
  }

  /** Reads a log to its end; does not close the stream. */
  public void add(InputStream stream) throws IOException {
    add(stream, READ);
  }

  /** The same, so many bytes at a time. */
  void add(InputStream stream, int readSize) throws IOException {
    // Lines are numbered through: what follows a last line without an end is a new one.
    number = scan.lines() + 1;
    new LogBlocks(stream, readSize).forEach(this::block);
  }

  /** Number of lines so far. */
  public int lines() {
    return scan.lines();
  }

  /** Ends the reading; once ended, it stays so. */
  public LogScan finish() {
    if (!finished) {
      finished = true;
      scan.finish();
    }
    return scan;
  }

  private void block(byte[] block, int blockEnd) {
    bytes = block;
    end = blockEnd;
    int at = 0;
    while (at < end) {
      watch();
      at = pass(at);
      if (at < end) {
        at = one(at, scan.tracing());
      }
    }
    int last = bytes[end - 1] == '\n' ? number - 1 : number;
    scan.reached(last);
    tail(last);
  }

  /** Passes over lines that nothing takes notice of; where the next other one begins. */
  private int pass(int begin) {
    met = false;
    if (gate == null || watchAll) {
      return begin;
    }
    byte[] b = bytes;
    boolean watching = watched.length > 0;
    int[] steps = table;
    short[] letters = columns;
    int mask = row;
    int limit = end;
    int begun = begin;
    int at = begin;
    int state = 0;
    while (at < limit) {
      int letter = letters[b[at] & 0xff];
      if (letter >= 0) {
        state = steps[(state & mask) + letter];
        if ((state & 1) != 0) {
          met = true;
          return begun;
        }
        at++;
        continue;
      }
      int stop = at;
      if (b[at] != '\n' && b[at] != '\r') {
        stop = LineBytes.end(b, at, limit);
        if (watching || mayMatter(begun, stop)) {
          return begun;
        }
      } else if (watching && hasWatched(begun, stop)) {
        return begun;
      }
      if (stop - begun > LineBytes.LONGEST) {
        // Only its ends are text.
        return begun;
      }
      begun = next(stop);
      at = begun;
      state = 0;
    }
    boolean last = begun < limit && (watching || limit - begun > LineBytes.LONGEST);
    return last ? begun : limit;
  }

  /** Where the next line begins after one that ends here; counts the line if it is one. */
  private int next(int stop) {
    int at = stop;
    if (at + 1 < end && bytes[at] == '\r' && bytes[at + 1] == '\n') {
      at++;
    }
    if (at < end && bytes[at] == '\n') {
      number++;
    }
    return Math.min(end, at + 1);
  }

  /** Finds out whose lines may belong to an open traceback. */
  private void watch() {
    if (scan.tracingChanges() == watchedChanges) {
      return;
    }
    watchedChanges = scan.tracingChanges();
    watchAll = false;
    Set<String> ranks = scan.tracedRanks();
    watched = new byte[ranks.size()][];
    int i = 0;
    for (String rank : ranks) {
      watched[i++] = rank.getBytes(StandardCharsets.UTF_8);
      watchAll |= rank.isEmpty() || rank.chars().anyMatch(c -> c >= 0x80);
    }
  }

  /** False if the line at hand cannot belong to an open traceback. */
  private boolean mayBeTraced() {
    return watchAll || hasControls(from, to) || hasWatched(from, to);
  }

  private boolean hasControls(int begin, int stop) {
    for (int i = begin; i < stop; i++) {
      if (columns[bytes[i] & 0xff] < 0) {
        return true;
      }
    }
    return false;
  }

  /** True if the name of a watched rank is in this line, which has no terminal codes. */
  private boolean hasWatched(int begin, int stop) {
    byte[] b = bytes;
    for (int i = begin; i < stop; i++) {
      // Names of ranks stand in brackets, see LogLines.
      if ((b[i] == '[' || b[i] == '(') && isWatched(i + 1, stop)) {
        return true;
      }
    }
    return false;
  }

  private boolean isWatched(int at, int stop) {
    for (byte[] name : watched) {
      int to = at + name.length;
      // Ranks differ in their last digit.
      boolean likely = to <= stop && bytes[to - 1] == name[name.length - 1];
      if (likely && Arrays.equals(bytes, at, to, name, 0, name.length)) {
        return true;
      }
    }
    return false;
  }

  /** True unless nothing takes notice of this line. */
  private boolean mayMatter(int begin, int stop) {
    if (gate == null) {
      return true;
    }
    int length = strip(begin, stop);
    return length < 0 || gate.mayGate(stripped, 0, length);
  }

  private int strip(int begin, int stop) {
    if (stripped.length < stop - begin) {
      stripped = new byte[stop - begin];
    }
    return LineBytes.strip(bytes, begin, stop, stripped);
  }

  /** Takes in the line that begins here; where the next one begins. */
  private int one(int begin, boolean tracing) {
    from = begin;
    to = LineBytes.end(bytes, begin, end);
    line = null;
    boolean offered = tracing && mayBeTraced();
    if (offered && scan.traced(get())) {
      return next(to);
    }
    // The gate has not seen lines that came here for the traceback's sake.
    boolean known = met || !tracing || to - from > LineBytes.LONGEST;
    if (known || mayMatter(from, to)) {
      LineSense sense = sense();
      if (offered || !sense.traceback() || !scan.traced(get())) {
        scan.take(sense, number, source);
      }
    }
    return next(to);
  }

  private LineSense sense() {
    if (to - from > LineMemo.LONGEST) {
      return senses.line(get().text());
    }
    LineSense sense = shapes.get(bytes, from, to);
    if (sense == null) {
      int length = strip(from, to);
      if (length < 0) {
        sense = senses.line(get().text());
      } else {
        BitSet seen = senses.seen(stripped, 0, length);
        sense = senses.mayMatter(seen) ? senses.line(get().text(), seen) : LineSense.IDLE;
      }
      shapes.put(bytes, from, to, sense);
      return sense;
    }
    if (!sense.digitBound()) {
      return sense;
    }
    LineSense exact = texts.get(bytes, from, to);
    if (exact == null) {
      exact = senses.line(get().text());
      texts.put(bytes, from, to, exact);
    }
    return exact;
  }

  /** The line at hand, as text. */
  private LogLine get() {
    LogLine known = line;
    if (known == null) {
      known = LogLines.clean(number, LineBytes.text(bytes, from, to));
      line = known;
    }
    return known;
  }

  /** Hands over the last lines of the block that are not blank, found from behind. */
  private void tail(int lastNumber) {
    Deque<LogLine> latest = new ArrayDeque<>();
    int high = end;
    int count = lastNumber;
    boolean terminated = bytes[end - 1] == '\n' || bytes[end - 1] == '\r';
    while (high > 0 && latest.size() < TAIL) {
      int stop = high;
      if (terminated) {
        stop--;
        if (bytes[stop] == '\n' && stop > 0 && bytes[stop - 1] == '\r') {
          stop--;
        }
      }
      terminated = true;
      int low = stop;
      while (low > 0 && bytes[low - 1] != '\n' && bytes[low - 1] != '\r') {
        low--;
      }
      if (!blank(low, stop)) {
        LogLine text = LogLines.clean(count, LineBytes.text(bytes, low, stop));
        if (!text.text().isBlank()) {
          latest.addFirst(text);
        }
      }
      if (low > 0 && bytes[low - 1] == '\n') {
        count--;
      }
      high = low;
    }
    scan.tail(List.copyOf(latest));
  }

  private boolean blank(int low, int high) {
    for (int i = low; i < high; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t') {
        return false;
      }
    }
    return true;
  }
}
