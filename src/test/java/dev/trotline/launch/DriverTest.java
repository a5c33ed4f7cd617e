package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.archive.Archive;
import dev.trotline.archive.DriverRow;
import dev.trotline.error.RefusedException;
import dev.trotline.process.Host;
import dev.trotline.study.Author;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two machines are two archives of one file here, and two lock files, as where the locks of a
 * network file system do not reach the other machine.
 */
class DriverTest {

  private static final Driver.Pace QUICK =
      new Driver.Pace(Duration.ofMillis(40), Duration.ofMillis(900), Duration.ofMillis(20));

  @TempDir Path folder;

  private Study here() {
    return Studies.in(folder);
  }

  private Archive open() {
    return Archive.open(here().archive(), InstantSource.system());
  }

  private Study elsewhere() throws Exception {
    return Studies.in(Files.createDirectories(folder.resolve("mounted-elsewhere")));
  }

  @Test
  void isRefusedWhileTheOtherMachinesHeartBeats() throws Exception {
    try (Archive first = open();
        Archive second = open();
        Driver driver = Driver.take(elsewhere(), first, "trotline loop", "other-boot", QUICK)) {
      assertThatThrownBy(() -> Driver.take(here(), second, "trotline launch", "boot", QUICK))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("trotline loop on " + Host.name());
      assertThat(first.driver()).map(DriverRow::who).contains("trotline loop");
    }
  }

  @Test
  void takesOverFromTheDeadAfterItsPatience() {
    DriverRow dead = new DriverRow("t", "trotline loop", "gone", "other-boot", 1, 7);
    try (Archive archive = open()) {
      assertThat(archive.drive(dead, Optional.empty())).isTrue();
    }
    try (Archive archive = open()) {
      long start = System.nanoTime();
      try (Driver driver = Driver.take(here(), archive, "trotline launch", "boot", QUICK)) {
        assertThat(archive.driver()).map(DriverRow::who).contains("trotline launch");
      }
      assertThat(System.nanoTime() - start).isGreaterThan(QUICK.patience().toNanos());
      assertThat(archive.driver()).isEmpty();
    }
  }

  @Test
  void doesNotWaitForADriverThatDiedOnThisVeryKernel() {
    DriverRow dead = new DriverRow("t", "trotline loop", "container", "boot", 1, 7);
    try (Archive archive = open()) {
      archive.drive(dead, Optional.empty());
    }
    Driver.Pace forEver =
        new Driver.Pace(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
    try (Archive archive = open();
        Driver driver = Driver.take(here(), archive, "trotline launch", "boot", forEver)) {
      assertThat(archive.driver()).map(DriverRow::beat).contains(0L);
    }
  }

  @Test
  void aDriverThatSleptAndLostItsPlaceWritesNothingAnyMore() throws Exception {
    Driver.Pace asleep =
        new Driver.Pace(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(20));
    RunId run = RunId.parse("exp000/s1");
    try (Archive first = open();
        Archive second = open()) {
      first.recordExperiment(Studies.experiment(0), "yaml", "hash");
      first.enqueue(run, 0, "manual");
      try (Driver sleeper = Driver.take(elsewhere(), first, "trotline loop", "other-boot", asleep);
          Driver quick = Driver.take(here(), second, "trotline launch", "boot", QUICK)) {
        assertThatThrownBy(() -> first.claim(run, "cpu0"))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("taken over by trotline launch");
        assertThatThrownBy(() -> first.decide(Author.system("x"), "k", "s", "r", "e"))
            .isInstanceOf(RefusedException.class);
        assertThat(second.claim(run, "cpu0")).isTrue();
      }
      assertThat(second.driver()).isEmpty();
    }
  }

  @Test
  void ofTwoThatWaitForTheDeadOnlyOneGetsIt() {
    DriverRow dead = new DriverRow("t", "trotline loop", "gone", "other-boot", 1, 7);
    try (Archive archive = open()) {
      archive.drive(dead, Optional.empty());
    }
    try (Archive first = open();
        Archive second = open()) {
      var one = CompletableFuture.supplyAsync(() -> attempt(first, "boot-a", here()));
      var two = CompletableFuture.supplyAsync(() -> attempt(second, "boot-b", elsewhereQuietly()));
      Optional<Driver> a = one.join();
      Optional<Driver> b = two.join();
      assertThat(a.isPresent()).isNotEqualTo(b.isPresent());
      a.or(() -> b).ifPresent(Driver::close);
    }
  }

  private Study elsewhereQuietly() {
    try {
      return elsewhere();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<Driver> attempt(Archive archive, String boot, Study study) {
    try {
      return Optional.of(Driver.take(study, archive, "trotline loop", boot, QUICK));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  @Test
  void aCommandThatOnlyQueuesNeedsNoDriver() {
    try (Archive first = open();
        Archive second = open();
        Driver driver = Driver.take(here(), first, "trotline loop", "boot", QUICK)) {
      second.recordExperiment(Studies.experiment(0), "yaml", "hash");
      assertThat(second.enqueue(RunId.parse("exp000/s1"), 0, "manual")).isTrue();
    }
  }
}
