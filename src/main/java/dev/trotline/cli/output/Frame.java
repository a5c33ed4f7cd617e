package dev.trotline.cli.output;

import dev.trotline.monitor.LiveRun;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays one look out for a screen: no line is wider than it, and not more lines than it has. */
final class Frame {
  private static final int DECISIONS = 4;
  private static final int PROBLEMS = 3;

  /** Runs named on a line of a log; a machine with more has a terminal to look at them. */
  private static final int NAMED = 8;

  /** How a line is to look. */
  enum Weight {
    PLAIN,
    BOLD,
    FAINT,
    WARNING
  }

  /**
   * A line of the frame.
   *
   * @param text what it says, without control characters
   * @param weight how it is to look
   */
  record Line(String text, Weight weight) {}

  private final Screen screen;
  private final Instant now;
  private final ZoneId zone;
  // One column stays free: some terminals wrap when the last one is written.
  private final int columns;

  Frame(Screen screen, Instant now, ZoneId zone) {
    this.screen = screen;
    this.now = now;
    this.zone = zone;
    this.columns = Math.max(1, screen.columns() - 1);
  }

  /** The frame; one line of the screen stays free for the cursor. */
  List<Line> lines(Look look) {
    int room = Math.max(1, screen.lines() - 1);
    int runs = look.runs().isEmpty() ? 0 : look.runs().size() + 1;
    int fixed = (look.standing().isEmpty() ? 0 : 1) + (look.queued().isEmpty() ? 0 : 1);
    int least = Math.min(runs, 3);
    int problems = clamp(look.problems().size(), PROBLEMS, room - least - fixed);
    int decisions = clamp(look.decisions().size(), DECISIONS, room - runs - fixed - problems);
    List<Line> lines = new ArrayList<>(runs(look, room - fixed - problems - decisions));
    if (!look.queued().isEmpty()) {
      lines.add(line(queue(look.queued()), Weight.FAINT));
    }
    if (!look.standing().isEmpty()) {
      lines.add(line(look.standing(), Weight.FAINT));
    }
    look.problems().stream()
        .limit(problems)
        .forEach(problem -> lines.add(line("! " + problem, Weight.WARNING)));
    look.decisions().stream()
        .skip(look.decisions().size() - decisions)
        .forEach(decision -> lines.add(line(decision, Weight.FAINT)));
    return lines.size() <= room ? lines : lines.subList(0, room);
  }

  private static int clamp(int wanted, int most, int room) {
    return Math.max(0, Math.min(Math.min(wanted, most), room));
  }

  private List<Line> runs(Look look, int room) {
    List<LiveRun> all = look.runs();
    if (all.isEmpty()) {
      return List.of();
    }
    int fit = Math.max(1, room - 1);
    int shown = all.size() <= fit ? all.size() : Math.max(1, fit - 1);
    List<Line> lines = new ArrayList<>();
    for (String text : new RunColumns(screen, now, zone).lines(all.subList(0, shown), columns)) {
      lines.add(new Line(text, lines.isEmpty() ? Weight.BOLD : Weight.PLAIN));
    }
    if (shown < all.size()) {
      lines.add(line("… " + (all.size() - shown) + " more", Weight.FAINT));
    }
    return lines;
  }

  private Line line(String text, Weight weight) {
    return new Line(screen.cut(text, columns), weight);
  }

  private static String queue(List<String> queued) {
    int named = Math.min(queued.size(), NAMED);
    return queued.size()
        + " queued: "
        + String.join(", ", queued.subList(0, named))
        + (named < queued.size() ? ", …" : "");
  }

  /** The same as one line of a log. */
  String log(Look look) {
    StringBuilder text = new StringBuilder(Spans.moment(now, now, zone));
    look.runs().stream().limit(NAMED).forEach(run -> text.append("  ").append(log(run)));
    if (look.runs().size() > NAMED) {
      text.append("  … ").append(look.runs().size() - NAMED).append(" more");
    }
    if (!look.queued().isEmpty()) {
      text.append("  +").append(look.queued().size()).append(" queued");
    }
    look.problems().stream().limit(1).forEach(problem -> text.append("  ! ").append(problem));
    return screen.text(text.toString());
  }

  private static String log(LiveRun run) {
    StringBuilder text = new StringBuilder(run.id().toString()).append(' ');
    if (run.asked() == 0 || run.iteration() == 0) {
      text.append(run.state().word());
    } else {
      text.append(run.iteration()).append('/').append(run.asked());
      if (run.left() != null) {
        text.append(" left ").append(Spans.span(run.left()));
      }
    }
    if (!Double.isNaN(run.metric())) {
      text.append(String.format(Locale.ROOT, " error %.3f", run.metric()));
    }
    return text.toString();
  }
}
