package dev.trotline.process;

import static dev.trotline.process.Programs.alive;
import static dev.trotline.process.Programs.await;
import static dev.trotline.process.Programs.awaitEnd;
import static dev.trotline.process.Programs.awaitLine;
import static dev.trotline.process.Programs.python;
import static dev.trotline.process.Programs.shell;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupKillIT {

  private static final Duration GRACE = Duration.ofMillis(150);

  @TempDir Path folder;
  private final String marker = Programs.marker();
  private final GroupKill kill = new GroupKill(InstantSource.system());

  @AfterEach
  void leaveNothingBehind() {
    kill.kill(marker, folder, Duration.ZERO);
    kill.kill(marker + "0", folder, Duration.ZERO);
  }

  @Test
  void letsAProgramThatListensEndByItself() {
    SupervisedProcess.start(
        python(
            marker,
            folder,
            """
            import time
            print('up')
            try:
                time.sleep(60)
            except KeyboardInterrupt:
                print('saved'); raise SystemExit(9)
            """));
    awaitLine(folder, "up");

    var report = kill.kill(marker, folder, Duration.ofSeconds(10));

    assertThat(report.lastSignal()).isEqualTo("INT");
    assertThat(report.survivors()).isEmpty();
    assertThat(awaitEnd(folder).exitCode()).isEqualTo(9);
    assertThat(Programs.console(folder)).contains("saved");
  }

  @Test
  void goesOnToTermForAProgramThatIgnoresInt() {
    SupervisedProcess.start(shell(marker, folder, "trap '' INT; echo up; sleep 60; echo no"));
    awaitLine(folder, "up");

    var report = kill.kill(marker, folder, Duration.ofSeconds(1));

    assertThat(report.lastSignal()).isEqualTo("TERM");
    assertThat(awaitEnd(folder).exitCode()).isEqualTo(143);
    assertThat(alive(marker)).isEmpty();
  }

  @Test
  void goesOnToKillAndWritesTheExitCodeOfAKilledSupervisor() {
    SupervisedProcess.start(shell(marker, folder, "trap '' INT TERM; echo up; sleep 60; echo no"));
    awaitLine(folder, "up");

    var report = kill.kill(marker, folder, GRACE);

    assertThat(report.lastSignal()).isEqualTo("KILL");
    assertThat(report.survivors()).isEmpty();
    assertThat(awaitEnd(folder).exitCode()).isEqualTo(137);
    assertThat(alive(marker)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sleep 301 & echo up; wait",
        "setsid sleep 302 & echo up; wait",
        "(setsid sh -c 'sleep 303 & sleep 304' &) ; echo up; sleep 305",
        "trap '' INT TERM; setsid setsid sh -c 'trap \"\" INT TERM HUP; sleep 306' & echo up; wait",
        "sleep 307 & kill -STOP $! ; echo up; wait",
        "echo up; kill -STOP $$; sleep 308",
        "nohup setsid sleep 309 >/dev/null 2>&1 & echo up; exec sleep 310",
        "for i in 1 2 3 4 5 6 7 8 9 10; do setsid sh -c 'sleep 311 & wait' & done; echo up; wait",
      })
  void leavesNothingOfAFamily(String script) {
    SupervisedProcess.start(shell(marker, folder, script));
    awaitLine(folder, "up");
    Pause.sleep(Duration.ofMillis(100));

    var report = kill.kill(marker, folder, GRACE);

    assertThat(report.survivors()).isEmpty();
    assertThat(alive(marker)).isEmpty();
    assertThat(report.killed()).isNotEmpty();
    assertThat(ProcessFacts.inspect(folder)).isInstanceOf(ProcessFacts.Ended.class);
  }

  @Test
  void findsChildrenThatWipedTheirEnvironment() {
    SupervisedProcess.start(
        shell(
            marker, folder, "env -i sh -c 'sleep 312 & setsid sleep 313 & wait' & echo up; wait"));
    awaitLine(folder, "up");
    Pause.sleep(Duration.ofMillis(200));

    kill.kill(marker, folder, GRACE);

    assertThat(running("sleep 312")).isZero();
    assertThat(running("sleep 313")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"time.sleep(0.002)", "os.setsid(); time.sleep(0.2)"})
  void catchesAProgramThatFleesFromPidToPid(String hop) {
    SupervisedProcess.start(
        python(
            marker,
            folder,
            """
            import os, signal, time
            for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(s, signal.SIG_IGN)
            print('up')
            # What a failed test leaves behind must end by itself: it eats the machine.
            end = time.monotonic() + 45
            while time.monotonic() < end:
                if os.fork():
                    os._exit(0)
                HOP
            """
                .replace("HOP", hop)));
    awaitLine(folder, "up");

    var report = kill.kill(marker, folder, GRACE);

    assertThat(report.survivors()).isEmpty();
    Pause.sleep(Duration.ofMillis(200));
    assertThat(alive(marker)).isEmpty();
  }

  @Test
  void sweepsWhatAnEndedProgramLeftAndKeepsItsExitCode() {
    SupervisedProcess.start(shell(marker, folder, "setsid sleep 60 & exit 4"));
    awaitEnd(folder);
    await("the supervisor's end", () -> alive(marker).size() == 1);

    var report = kill.kill(marker, folder, GRACE);

    assertThat(report.killed()).hasSize(1);
    assertThat(alive(marker)).isEmpty();
    assertThat(awaitEnd(folder).exitCode()).isEqualTo(4);
  }

  @Test
  void doesNotTakeALeavingSupervisorForALeftover() throws Exception {
    for (int round = 0; round < 8; round++) {
      Path job = Files.createDirectory(folder.resolve("r" + round));
      SupervisedProcess.start(shell(marker, job, "exit 0"));
      while (!(ProcessFacts.inspect(job) instanceof ProcessFacts.Ended)) {
        Thread.onSpinWait();
      }
      assertThat(kill.kill(marker, job, GRACE).lastSignal()).isEqualTo("NONE");
    }
  }

  @Test
  void endsAProgramWhoseSupervisorWasKilledAlone() {
    var running = SupervisedProcess.start(shell(marker, folder, "echo up; sleep 60"));
    awaitLine(folder, "up");
    Programs.signal("KILL", running.pid());
    await("the supervisor's death", () -> !alive(marker).contains(running.pid()));
    assertThat(ProcessFacts.inspect(folder)).isInstanceOf(ProcessFacts.Running.class);

    kill.kill(marker, folder, GRACE);

    assertThat(alive(marker)).isEmpty();
    assertThat(awaitEnd(folder).exitCode()).isEqualTo(137);
  }

  @Test
  void finishesItsWorkEvenWhenInterrupted() {
    SupervisedProcess.start(shell(marker, folder, "trap '' INT TERM; echo up; sleep 60; sleep 60"));
    awaitLine(folder, "up");
    Thread.currentThread().interrupt();

    var report = kill.kill(marker, folder, GRACE);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.survivors()).isEmpty();
    assertThat(awaitEnd(folder).exitCode()).isEqualTo(137);
  }

  @Test
  void doesNothingIfNothingIsLeft() {
    assertThat(kill.kill(marker, folder, GRACE).lastSignal()).isEqualTo("NONE");
    assertThat(folder).isEmptyDirectory();

    SupervisedProcess.start(shell(marker, folder, "exit 5"));
    awaitEnd(folder);
    await("the supervisor's end", () -> alive(marker).isEmpty());

    assertThat(kill.kill(marker, folder, GRACE))
        .isEqualTo(new GroupKill.Report("NONE", List.of(), List.of()));
    assertThat(awaitEnd(folder).exitCode()).isEqualTo(5);
  }

  @Test
  void finishesAKillThatAnotherTrotlineBegan() throws Exception {
    SupervisedProcess.start(
        shell(marker, folder, "trap '' INT TERM; echo up; setsid sleep 61 & sleep 60"));
    awaitLine(folder, "up");
    Process first =
        Programs.java(KillerMain.class, folder.toString(), marker, Long.toString(60_000));
    Pause.sleep(Duration.ofMillis(700));
    first.destroyForcibly().waitFor();
    assertThat(alive(marker)).isNotEmpty();

    var report = kill.kill(marker, folder, GRACE);

    assertThat(report.survivors()).isEmpty();
    assertThat(alive(marker)).isEmpty();
    assertThat(awaitEnd(folder).exitCode()).isEqualTo(137);
    assertThat(ProcessFacts.ran(folder)).as("whatever the clock says").isPresent();
  }

  @Test
  void sparesANeighbourWhoseMarkerOnlyBeginsTheSame() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    var neighbour = SupervisedProcess.start(shell(marker + "0", other, "echo up; sleep 60"));
    SupervisedProcess.start(shell(marker, folder, "echo up; sleep 60"));
    awaitLine(other, "up");

    kill.kill(marker, folder, GRACE);

    assertThat(ProcessFacts.inspect(other)).isEqualTo(neighbour);
    kill.kill(marker + "0", other, Duration.ZERO);
  }

  @Test
  void sparesAForeignProcessThatWasGivenTheOldPid() throws Exception {
    Process foreign = new ProcessBuilder("setsid", "sleep", "60").start();
    await(
        "its session", () -> ProcStat.read(foreign.pid()).orElseThrow().session() == foreign.pid());
    long ticks = ProcStat.read(foreign.pid()).orElseThrow().startTicks();
    String boot = Identity.currentBoot();
    for (String forged :
        List.of(
            foreign.pid() + " " + (ticks - 1) + " " + boot + " " + marker,
            foreign.pid() + " " + ticks + " another-boot " + marker,
            foreign.pid() + " " + (ticks + 100) + " " + boot)) {
      Files.writeString(folder.resolve("pid"), forged + "\n");
      assertThat(ProcessFacts.inspect(folder)).isEqualTo(new ProcessFacts.Vanished());
      assertThat(kill.kill(marker, folder, Duration.ZERO).lastSignal()).isEqualTo("NONE");
      assertThat(foreign.isAlive()).isTrue();
    }
    assertThat(folder.resolve("exit_code")).doesNotExist();
    foreign.destroyForcibly().waitFor();
  }

  @Test
  void leavesAFullDiskAsItIs() throws Exception {
    try (var disk = TinyDisk.mount(folder.resolve("disk"))) {
      Path job = Files.createDirectory(disk.path().resolve("job"));
      SupervisedProcess.start(shell(marker, job, "trap '' INT TERM; echo up; sleep 60; sleep 60"));
      awaitLine(job, "up");
      disk.fill();

      var report = kill.kill(marker, job, Duration.ZERO);

      assertThat(report.survivors()).isEmpty();
      assertThat(ProcessFacts.inspect(job)).isEqualTo(new ProcessFacts.Vanished());
    }
  }

  private static long running(String command) {
    return ProcTable.read().alive().stream()
        .filter(
            stat ->
                Programs.read(Path.of("/proc/" + stat.pid() + "/cmdline"))
                    .replace('\0', ' ')
                    .strip()
                    .equals(command))
        .count();
  }
}
