package dev.trotline.cli.output;

import dev.trotline.chart.Text;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What runs right now, shown while one waits. On a terminal it is a table redrawn in place;
 * elsewhere a line every so often, so that a log file stays readable. Each change of the picture is
 * one write that begins and ends with the cursor visible and at the start of a line, so that
 * nothing flickers and a kill at any instant leaves a usable terminal.
 */
public final class LiveTable {
  private static final Duration LINE_EVERY = Duration.ofSeconds(15);
  private static final Duration REDRAW_EVERY = Duration.ofSeconds(1);
  private static final String HIDE = "\u001b[?25l";
  private static final String SHOW = "\u001b[?25h";
  private static final String ERASE_LINE = "\u001b[K";
  private static final String ERASE_BELOW = "\u001b[J";

  private final PrintStream out;
  private final Style style;
  private final Supplier<Screen> screens;
  private final ZoneId zone;
  // The farewell of an interrupted command comes from another thread.
  private final ReentrantLock turn = new ReentrantLock();
  private List<Frame.Line> drawn = List.of();
  private long lastNanos;
  private boolean ever;
  private volatile boolean closed;

  /**
   * @param out where to draw
   * @param style colours
   * @param screens what can be shown there, asked before every frame
   * @param zone of the times of day
   */
  public LiveTable(PrintStream out, Style style, Supplier<Screen> screens, ZoneId zone) {
    this.out = out;
    this.style = style;
    this.screens = screens;
    this.zone = zone;
  }

  /** A line that stays, above the table. */
  public void say(String line) {
    turn.lock();
    try {
      if (!closed) {
        Screen screen = screens.get();
        if (drawn.isEmpty()) {
          write(screen.text(line) + "\n");
        } else {
          write(HIDE + up(screen) + screen.text(line) + ERASE_LINE + "\n" + text(drawn) + SHOW);
        }
      }
    } finally {
      turn.unlock();
    }
  }

  /** Shows a look, if it is time to; it is not taken otherwise. */
  public void show(Supplier<Look> look, Instant now) {
    turn.lock();
    try {
      if (closed) {
        return;
      }
      Screen screen = screens.get();
      long nanos = System.nanoTime();
      Duration pace = screen.moves() ? REDRAW_EVERY : LINE_EVERY;
      if (ever && nanos - lastNanos < pace.toNanos()) {
        return;
      }
      ever = true;
      lastNanos = nanos;
      Look seen = look.get();
      Frame frame = new Frame(screen, now, zone);
      if (screen.moves()) {
        String back = up(screen);
        drawn = frame.lines(seen);
        write(HIDE + back + text(drawn) + SHOW);
      } else if (!seen.runs().isEmpty() || !seen.queued().isEmpty()) {
        write(frame.log(seen) + "\n");
      }
    } finally {
      turn.unlock();
    }
  }

  /** Takes the table away. */
  public void clear() {
    turn.lock();
    try {
      erase();
    } finally {
      turn.unlock();
    }
  }

  private void erase() {
    if (!drawn.isEmpty()) {
      String back = up(screens.get());
      drawn = List.of();
      write(back + ERASE_BELOW + SHOW);
    }
  }

  /**
   * Leaves the table as it stands and draws no more; whoever is drawing gets half a second to
   * finish, for a terminal may be held by its user.
   */
  public void close() {
    boolean ours = false;
    try {
      ours = turn.tryLock(500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closed = true;
    drawn = List.of();
    if (ours) {
      turn.unlock();
    }
  }

  /** Back to the first line of what is drawn, wherever a resized terminal has folded it. */
  private String up(Screen screen) {
    int rows = drawn.stream().mapToInt(line -> screen.rows(Text.columns(line.text()))).sum();
    int most = Math.min(rows, screen.lines() - 1);
    return most > 0 ? "\u001b[" + most + "A\r" : "\r";
  }

  private String text(List<Frame.Line> lines) {
    StringBuilder text = new StringBuilder();
    for (Frame.Line line : lines) {
      text.append(styled(line)).append(ERASE_LINE).append('\n');
    }
    return text + ERASE_BELOW;
  }

  private String styled(Frame.Line line) {
    return switch (line.weight()) {
      case PLAIN -> line.text();
      case BOLD -> style.bold(line.text());
      case FAINT -> style.faint(line.text());
      case WARNING -> style.error(line.text());
    };
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
    out.flush();
  }

  /** The table as lines that stay. */
  public static List<String> table(
      Look look, Screen screen, Style style, Instant now, ZoneId zone) {
    List<String> lines = new ArrayList<>();
    for (Frame.Line line : new Frame(screen, now, zone).lines(look)) {
      lines.add(line.weight() == Frame.Weight.BOLD ? style.bold(line.text()) : line.text());
    }
    return lines;
  }
}
