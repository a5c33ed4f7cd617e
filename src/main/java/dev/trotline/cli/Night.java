package dev.trotline.cli;

import dev.trotline.error.InvalidInputException;
import dev.trotline.error.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a session is to be over. Times of day are those of the wall: where clocks are put forward, a
 * time that is left out is the moment of the change; where they are put back, a time that comes
 * twice ends the session the first time and opens a night the first time.
 */
final class Night {

  /**
   * A time of day that passed less than this ago is taken for missed: by a machine that was off, a
   * scheduler that was late. The next one would be most of a day away.
   */
  private static final Duration MISSED = Duration.ofHours(4);

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

  private Night() {}

  /** What {@code --until} says: a time of day, or a day with it. */
  sealed interface Until {

    /** The next such time. */
    record TimeOfDay(LocalTime time) implements Until {}

    /** This moment and no other. */
    record Moment(LocalDateTime moment) implements Until {}
  }

  /**
   * The deadline of a session that begins now.
   *
   * @param until what was asked for, or null for no deadline
   * @param from time of day from which sessions may run, or null if at any time
   * @throws RefusedException if it is not the time for a session
   */
  static @Nullable Instant deadline(
      @Nullable Until until, @Nullable LocalTime from, Instant now, ZoneId zone) {
    if (until == null) {
      if (from != null) {
        throw new InvalidInputException(
            "'--from' stands alone", null, "--from", "say how long the night is with --until");
      }
      return null;
    }
    if (until instanceof Until.Moment moment) {
      Instant end = first(moment.moment(), zone);
      if (!end.isAfter(now)) {
        throw new RefusedException(moment.moment() + " has passed", "name a moment to come");
      }
      return end;
    }
    LocalTime end = ((Until.TimeOfDay) until).time();
    return from == null ? open(end, now, zone) : within(from, end, now, zone);
  }

  private static Instant open(LocalTime end, Instant now, ZoneId zone) {
    Instant next = next(end, now, zone);
    Instant missed = last(end, now, zone);
    if (Duration.between(missed, now).compareTo(MISSED) < 0) {
      throw new RefusedException(
          "it is "
              + CLOCK.format(now.atZone(zone))
              + " and "
              + CLOCK.format(end)
              + " has just passed, the next one is "
              + Duration.between(now, next).toHours()
              + " hours away",
          "name the day, --until " + next.atZone(zone).toLocalDateTime().withNano(0));
    }
    return next;
  }

  private static Instant within(LocalTime from, LocalTime end, Instant now, ZoneId zone) {
    Instant began = last(from, now, zone);
    Instant ends = next(end, began, zone);
    if (!ends.isAfter(now)) {
      throw new RefusedException(
          "it is "
              + CLOCK.format(now.atZone(zone))
              + ", outside the night from "
              + CLOCK.format(from)
              + " to "
              + CLOCK.format(end),
          "leave --from and --until out to start now");
    }
    return ends;
  }

  /** The first such time after a moment. */
  static Instant next(LocalTime time, Instant after, ZoneId zone) {
    return around(time, after, zone).stream()
        .filter(at -> at.isAfter(after))
        .findFirst()
        .orElseThrow();
  }

  /** The last such time up to a moment; of one that comes twice, the first. */
  private static Instant last(LocalTime time, Instant upTo, ZoneId zone) {
    List<Instant> before =
        around(time, upTo, zone).stream().filter(at -> !at.isAfter(upTo)).toList();
    return before.get(before.size() - 1);
  }

  /** That time of the days about a moment, in order; once a day. */
  private static List<Instant> around(LocalTime time, Instant at, ZoneId zone) {
    LocalDate day = at.atZone(zone).toLocalDate();
    List<Instant> times = new ArrayList<>();
    for (int days = -2; days <= 2; days++) {
      times.add(first(day.plusDays(days).atTime(time), zone));
    }
    return times;
  }

  private static Instant first(LocalDateTime local, ZoneId zone) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    return offsets.isEmpty()
        ? zone.getRules().getTransition(local).getInstant()
        : local.toInstant(offsets.get(0));
  }
}
