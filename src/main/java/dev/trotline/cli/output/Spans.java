package dev.trotline.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the table shows them; nothing wraps at 24 hours. */
public final class Spans {
  private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter THIS_WEEK =
      DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT);
  private static final DateTimeFormatter LATER = DateTimeFormatter.ofPattern("MM-dd HH:mm");

  private Spans() {}

  /** A time span: {@code 0:12:05}, {@code 23:59:59}, {@code 1 d 03:12}. */
  public static String span(Duration time) {
    long s = Math.max(0, time.toSeconds());
    return s < 86_400
        ? String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
        : String.format(Locale.ROOT, "%d d %02d:%02d", s / 86_400, s / 3600 % 24, s / 60 % 60);
  }

  /** A moment to come: with its day if that is another one, with its date if it is far off. */
  public static String moment(Instant at, Instant now, ZoneId zone) {
    ZonedDateTime there = at.atZone(zone);
    ZonedDateTime here = now.atZone(zone);
    if (there.toLocalDate().equals(here.toLocalDate())) {
      return TODAY.format(there);
    }
    return (there.isBefore(here.plusDays(6)) ? THIS_WEEK : LATER).format(there);
  }
}
