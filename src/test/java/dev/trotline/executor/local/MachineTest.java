package dev.trotline.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.executor.Turn;
import dev.trotline.executor.TurnRequest;
import dev.trotline.process.Owner;
import dev.trotline.process.StudyLock;
import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

  /** A pid that Linux never gives. */
  private static final String DEAD = "4194999 1 -";

  @TempDir Path folder;
  private Machine machine;

  @BeforeEach
  void makeTheFolder() {
    machine = machine();
    machine.lock().orElseThrow().close();
  }

  private Machine machine() {
    return Machine.of(Map.of(Machine.VARIABLE, folder.toString()));
  }

  @Test
  void aTurnGivesWhatNobodyHoldsAndBooksItUntilItIsClosed() {
    Turn first = executor(2).turn(request("t1", 1));
    try (Turn second = executor(2).turn(request("t2", 5))) {
      assertThat(first.devices()).extracting(Device::name).containsExactly("cpu0");
      assertThat(second.devices()).extracting(Device::name).containsExactly("cpu1");
      assertThat(second.report().get(0).holder()).startsWith("a run that is just being started");
    }
    first.close();
    // Nothing was started on it, so it is free again.
    try (Turn third = executor(2).turn(request("t3", 1))) {
      // The second study got less than it wanted and waits longer than the third.
      assertThat(third.devices()).isEmpty();
    }
    executor(2).rest("t2");
    try (Turn fourth = executor(2).turn(request("t3", 1))) {
      assertThat(fourth.devices()).hasSize(1);
    }
  }

  @Test
  void aDeadStudysWishHoldsNobodyBack() {
    machine.write(claim("t1", DEAD, Owner.uptimeMillis(), Set.of("cpu0", "cpu1"), List.of()));

    try (Turn turn = executor(2).turn(request("t2", 2))) {
      assertThat(turn.devices()).hasSize(2);
    }
    assertThat(machine.folder().resolve("t1.claim")).doesNotExist();
  }

  @Test
  void theWishOfAStudyThatHasStoppedLookingHoldsNobodyBack() {
    long longAgo = Owner.uptimeMillis() - 60_000;
    machine.write(claim("t1", Owner.self(), longAgo, Set.of("cpu0", "cpu1"), List.of()));

    try (Turn turn = executor(2).turn(request("t2", 2))) {
      assertThat(turn.devices()).hasSize(2);
    }
  }

  @Test
  void theWishOfALivingStudyThatHoldsLessComesFirst() {
    machine.write(claim("t1", Owner.self(), Owner.uptimeMillis(), Set.of("cpu0"), List.of()));

    try (Turn turn = executor(2).turn(request("t2", 2))) {
      assertThat(turn.devices()).extracting(Device::name).containsExactly("cpu1");
    }
  }

  @Test
  void whatADeadTrotlineWasAboutToStartOnIsBelievedForAMoment() throws Exception {
    Occupant booking = new Occupant("", "t1:", "cpu0", List.of(), 1, 0);
    machine.write(claim("t1", DEAD, Owner.uptimeMillis(), Set.of(), List.of(booking)));

    try (Turn turn = executor(1).turn(request("t2", 1))) {
      assertThat(turn.devices()).isEmpty();
    }
    Thread.sleep(2200);
    try (Turn turn = executor(1).turn(request("t2", 1))) {
      assertThat(turn.devices()).hasSize(1);
    }
  }

  @Test
  void aTornFileIsPassedOver() throws IOException {
    Files.writeString(machine.folder().resolve("t1.claim"), "study t1\nowner 1 2 3\nwish cpu0\n");

    try (Turn turn = executor(1).turn(request("t2", 1))) {
      assertThat(turn.devices()).hasSize(1);
    }
  }

  @Test
  void whoCannotHaveTheLockGetsNothingAndGoesOn() {
    try (StudyLock lock = machine.lock().orElseThrow();
        Turn turn = executor(1).turn(request("t2", 1))) {
      assertThat(lock.isHeld()).isTrue();
      assertThat(turn.devices()).isEmpty();
      assertThat(turn.problems()).isEmpty();
    }
  }

  @Test
  void aFolderThatCannotBeUsedIsToldOf() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    LocalExecutor executor =
        LocalExecutor.shared(
            new ExecutorSettings("local", 1, 1),
            Map.of(Machine.VARIABLE, file.toString(), "PATH", "/nowhere"),
            InstantSource.system());

    try (Turn turn = executor.turn(request("t2", 1))) {
      assertThat(turn.devices()).isEmpty();
      assertThat(turn.problems()).singleElement().asString().contains(file.toString());
    }
  }

  @Test
  void aClaimIsReadBackAsItWasWritten() {
    Occupant booking =
        new Occupant("x", "t1:", "gpu0+1", List.of("GPU-a", "MIG-b/1/0"), 3, 9000, "/a b/c");
    Claim claim = claim("t1", Owner.self(), 17, Set.of("cpu0", "GPU-a"), List.of(booking));

    assertThat(Claim.parse(claim.text())).hasValue(claim);
    assertThat(Claim.parse(claim.text().substring(0, 60))).isEmpty();
    assertThat(Occupant.parse("t1:exp000/s1", "2;;cpu0;;1;0;;new")).isEmpty();
    assertThat(Occupant.parse("t1:exp000/s1", ";;;;;;")).isEmpty();
  }

  @Test
  void choosingTakesMilliseconds() {
    LocalExecutor executor = executor(300);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long start = System.nanoTime();
      executor.turn(request("t1", 300)).close();
      best = Math.min(best, System.nanoTime() - start);
    }
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(50));
  }

  private static Claim claim(
      String study, String owner, long at, Set<String> wish, List<Occupant> booked) {
    return new Claim(study, "/" + study, owner, at, Math.max(1, at - 1000), 1, 0, wish, booked);
  }

  private static TurnRequest request(String study, int wanted) {
    return new TurnRequest(study, Path.of("/" + study), Set.of(), wanted);
  }

  private LocalExecutor executor(int slots) {
    return new LocalExecutor(
        new ExecutorSettings("local", slots, 1),
        Map.of(),
        InstantSource.system(),
        GpuState::absent,
        machine());
  }
}
