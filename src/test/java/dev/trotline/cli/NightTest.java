package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.InvalidInputException;
import dev.trotline.error.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** When a session ends, on common days and on those that clocks are changed. */
class NightTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static Instant at(String local) {
    return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
  }

  private static Night.Until until(String time) {
    return new Night.Until.TimeOfDay(LocalTime.parse(time));
  }

  private static Instant deadline(String now, String from, String until) {
    return Night.deadline(
        until(until), from == null ? null : LocalTime.parse(from), at(now), BERLIN);
  }

  @Test
  void anEveningsUntilIsTheNextMorning() {
    assertThat(deadline("2026-11-22T20:00", null, "07:00")).isEqualTo(at("2026-11-23T07:00"));
    assertThat(deadline("2026-11-23T01:00", null, "07:00")).isEqualTo(at("2026-11-23T07:00"));
    assertThat(deadline("2026-11-22T12:00", null, "07:00")).isNotNull();
  }

  @Test
  void aTimeThatHasJustPassedIsNotTakenForTomorrows() {
    for (String late : new String[] {"07:00", "07:01", "08:30", "10:59"}) {
      assertThatThrownBy(() -> deadline("2026-11-23T" + late, null, "07:00"))
          .as(late)
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("07:00 has just passed");
    }
    assertThat(deadline("2026-11-23T11:00", null, "07:00")).isEqualTo(at("2026-11-24T07:00"));
  }

  @Test
  void insideTheNightALateStartKeepsItsEndAndOutsideItIsRefused() {
    assertThat(deadline("2026-11-22T20:00", "20:00", "07:00")).isEqualTo(at("2026-11-23T07:00"));
    assertThat(deadline("2026-11-23T06:59", "20:00", "07:00")).isEqualTo(at("2026-11-23T07:00"));
    for (String out :
        new String[] {"2026-11-23T07:00", "2026-11-23T12:00", "2026-11-22T19:59:59"}) {
      assertThatThrownBy(() -> deadline(out, "20:00", "07:00"))
          .as(out)
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("outside the night from 20:00 to 07:00");
    }
    assertThat(deadline("2026-11-22T12:30", "12:00", "13:00")).isEqualTo(at("2026-11-22T13:00"));
  }

  @Test
  void aDayAndTimeMeansThatMoment() {
    Night.Until moment = new Night.Until.Moment(LocalDateTime.parse("2026-11-25T07:00"));
    assertThat(Night.deadline(moment, null, at("2026-11-22T08:00"), BERLIN))
        .isEqualTo(at("2026-11-25T07:00"));
    assertThatThrownBy(() -> Night.deadline(moment, null, at("2026-11-25T07:00"), BERLIN))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(
            () -> Night.deadline(null, LocalTime.of(20, 0), at("2026-11-22T20:00"), BERLIN))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void inSpringATimeThatIsLeftOutIsTheMomentOfTheChange() {
    // 2026-03-29: 02:00 becomes 03:00.
    assertThat(deadline("2026-03-28T20:00", null, "02:30"))
        .isEqualTo(Instant.parse("2026-03-29T01:00:00Z"));
    assertThat(
            Duration.between(at("2026-03-28T20:00"), deadline("2026-03-28T20:00", null, "07:00")))
        .isEqualTo(Duration.ofHours(10));
    assertThat(deadline("2026-03-29T20:00", null, "02:30")).isEqualTo(at("2026-03-30T02:30"));
  }

  @Test
  void inAutumnATimeThatComesTwiceEndsTheNightTheFirstTime() {
    // 2026-10-25: 03:00 becomes 02:00; the first 02:30 is 00:30 UTC, the second 01:30 UTC.
    assertThat(deadline("2026-10-24T20:00", null, "02:30"))
        .isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
    assertThat(
            Duration.between(at("2026-10-24T20:00"), deadline("2026-10-24T20:00", null, "07:00")))
        .isEqualTo(Duration.ofHours(12));
    Instant between = Instant.parse("2026-10-25T01:00:00Z");
    assertThatThrownBy(() -> Night.deadline(until("02:30"), null, between, BERLIN))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> Night.deadline(until("02:30"), LocalTime.of(20, 0), between, BERLIN))
        .isInstanceOf(RefusedException.class);
    // A night that begins at a time that comes twice begins the first time.
    assertThat(Night.deadline(until("07:00"), LocalTime.of(2, 30), between, BERLIN))
        .isEqualTo(at("2026-10-25T07:00"));
  }

  @Test
  void anyDeadlineLiesAheadAndWithinADayAndAnHour() {
    SplittableRandom random = new SplittableRandom(20261122L);
    for (String zone :
        new String[] {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"}) {
      for (int trial = 0; trial < 3000; trial++) {
        ZoneId there = ZoneId.of(zone);
        Instant now = Instant.ofEpochSecond(1_780_000_000L + random.nextLong(3_000_000_00L));
        LocalTime end = LocalTime.ofSecondOfDay(60L * random.nextInt(1440));
        LocalTime begin = LocalTime.ofSecondOfDay(60L * random.nextInt(1440));
        Instant next = Night.next(end, now, there);
        assertThat(next).isAfter(now).isBeforeOrEqualTo(now.plus(Duration.ofHours(25)));
        try {
          Instant chosen = Night.deadline(new Night.Until.TimeOfDay(end), begin, now, there);
          assertThat(chosen).isAfter(now).isBeforeOrEqualTo(now.plus(Duration.ofHours(26)));
        } catch (RefusedException outside) {
          assertThat(outside.getMessage()).contains("outside the night");
        }
      }
    }
  }
}
