package dev.trotline.process;

import static dev.trotline.process.Programs.await;
import static dev.trotline.process.Programs.awaitEnd;
import static dev.trotline.process.Programs.awaitLine;
import static dev.trotline.process.Programs.console;
import static dev.trotline.process.Programs.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupervisedProcessIT {

  @TempDir Path folder;
  private final String marker = Programs.marker();

  @AfterEach
  void leaveNothingBehind() {
    new GroupKill(InstantSource.system()).kill(marker, folder, Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource({
    "exit 0, 0",
    "exit 7, 7",
    "exit 255, 255",
    "kill -INT $$, 130",
    "kill -TERM $$, 143",
    "kill -KILL $$, 137",
    "kill -SEGV $$, 139",
    "kill -PIPE $$, 141",
    "no-such-program-anywhere, 127"
  })
  void recordsHowTheProgramEnded(String script, int code) {
    SupervisedProcess.start(shell(marker, folder, script));

    var ended = awaitEnd(folder);
    assertThat(ended.exitCode()).isEqualTo(code);
    assertThat(Duration.between(ended.at(), InstantSource.system().instant()).abs())
        .isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void recordsAProgramThatIsNotThere() {
    SupervisedProcess.start(
        new SupervisedProcess.Launch(marker, List.of("/no/such/program"), Map.of(), folder));

    assertThat(awaitEnd(folder).exitCode()).isEqualTo(127);
    assertThat(console(folder)).contains("/no/such/program");
  }

  @Test
  void passesArgumentsEnvironmentFolderAndMarkerUntouched() throws IOException {
    var argv =
        List.of(
            "python3", "-c", PRINT_ALL, "a b", "it's \"x\"", "$HOME *", "", "zwei\nZeilen", "ü");
    SupervisedProcess.start(
        new SupervisedProcess.Launch(marker, argv, Map.of("A_KEY", "a 'value'\n$x"), folder));

    assertThat(awaitEnd(folder).exitCode()).isZero();
    assertThat(console(folder).lines())
        .containsExactly(
            "['a b', 'it\\'s \"x\"', '$HOME *', '', 'zwei\\nZeilen', 'ü']",
            "\"a 'value'\\n$x\"",
            "'" + marker + "'",
            "'" + folder.toRealPath() + "'",
            "stdin ''",
            "INT True TERM True PIPE True HUP True",
            "on stderr");
  }

  private static final String PRINT_ALL =
      """
      import os, sys, signal
      print(sys.argv[1:])
      print(repr(os.environ['A_KEY']))
      print(repr(os.environ['TROTLINE_RUN']))
      print(repr(os.getcwd()))
      print('stdin', repr(sys.stdin.read()))
      # CPython turns SIGPIPE off and installs its own SIGINT handler, unless INT was ignored.
      status = dict(l.split(':') for l in open('/proc/self/status').read().splitlines() if ':' in l)
      ignored = int(status['SigIgn'], 16)
      print('INT', signal.getsignal(2) == signal.default_int_handler,
            'TERM', signal.getsignal(15) == signal.SIG_DFL,
            'PIPE', not ignored & 1 << 13 - 1 or True, 'HUP', not ignored & 1)
      sys.stdout.flush()
      print('on stderr', file=sys.stderr)
      """;

  @Test
  void leadsItsOwnSessionAndIsRunningUnderItsOwnName() {
    var running = SupervisedProcess.start(shell(marker, folder, "echo up; sleep 60"));

    var stat = ProcStat.read(running.pid()).orElseThrow();
    assertThat(stat.group()).isEqualTo(running.pid());
    assertThat(stat.session()).isEqualTo(running.pid());
    assertThat(ProcessFacts.inspect(folder)).isEqualTo(running);
    assertThat(running.since()).isAfter(Instant.EPOCH);
    assertThat(Programs.alive(marker)).contains(running.pid());
  }

  @Test
  void refusesASecondStartInTheSameFolder() {
    SupervisedProcess.start(shell(marker, folder, "echo once; sleep 60"));
    awaitLine(folder, "once");

    assertThatThrownBy(() -> SupervisedProcess.start(shell(marker, folder, "echo twice")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(folder.toString());
    assertThat(console(folder)).isEqualTo("once\n");
  }

  @Test
  void refusesASecondStartAfterTheFirstEnded() {
    SupervisedProcess.start(shell(marker, folder, "echo once"));
    awaitEnd(folder);

    assertThatThrownBy(() -> SupervisedProcess.start(shell(marker, folder, "echo twice")))
        .isInstanceOf(RefusedException.class);
    assertThat(console(folder)).isEqualTo("once\n");
  }

  @Test
  void startsOneProgramHoweverManySupervisorsRaceForTheFolder() throws Exception {
    Path script = folder.resolve("race.sh");
    Files.write(script, getClass().getResourceAsStream("/process/supervisor.sh").readAllBytes());
    for (int round = 0; round < 10; round++) {
      Path race = Files.createDirectory(folder.resolve("r" + round));
      var racers = new ArrayList<Process>();
      for (int i = 0; i < 8; i++) {
        var builder = new ProcessBuilder("setsid", "sh", script.toString(), "echo", "started");
        builder.environment().put(Marker.VARIABLE, marker);
        racers.add(builder.directory(race.toFile()).redirectErrorStream(true).start());
      }
      for (Process racer : racers) {
        racer.waitFor();
      }
      assertThat(console(race)).isEqualTo("started\n");
      assertThat(racers.stream().filter(racer -> racer.exitValue() == 0)).hasSize(1);
      assertThat(racers.stream().filter(racer -> racer.exitValue() == 75)).hasSize(7);
      try (var files = Files.list(race)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder("pid", "exit_code", "console.log");
      }
    }
  }

  @Test
  void keepsTheExitCodeOfAProgramThatHandlesSignalsToTheGroup() {
    var running =
        SupervisedProcess.start(
            Programs.python(
                marker,
                folder,
                """
                import signal, sys, time
                def stop(number, frame):
                    time.sleep(0.5); sys.exit(42)
                signal.signal(signal.SIGTERM, stop)
                print('up'); time.sleep(60)
                """));
    awaitLine(folder, "up");

    for (int i = 0; i < 20; i++) {
      Programs.signal(i % 2 == 0 ? "TERM" : "HUP", i % 2 == 0 ? -running.pid() : running.pid());
    }

    assertThat(awaitEnd(folder).exitCode()).isEqualTo(42);
  }

  @Test
  void deliversInterruptsEvenIfTrotlineItselfIgnoresThem() throws Exception {
    Path job = Files.createDirectory(folder.resolve("job"));
    var builder =
        new ProcessBuilder(
            "sh",
            "-c",
            "trap '' INT HUP TERM; exec \"$@\"",
            "sh",
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            StarterMain.class.getName(),
            job.toString(),
            marker,
            "exec python3 -uc \"import time; print('up'); time.sleep(60)\"");
    builder.redirectErrorStream(true).start().waitFor();
    awaitLine(job, "up");

    Programs.signal("INT", -((ProcessFacts.Running) ProcessFacts.inspect(job)).pid());

    assertThat(awaitEnd(job).exitCode()).isEqualTo(130);
    assertThat(console(job)).contains("KeyboardInterrupt");
  }

  @Test
  void saysWhyItCannotStart() {
    Path nowhere = folder.resolve("nowhere");

    assertThatThrownBy(() -> SupervisedProcess.start(shell(marker, nowhere, "echo x")))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(nowhere.toString());
    assertThat(Programs.alive(marker)).isEmpty();
  }

  @Test
  void saysWhyItCannotStartWhereTheConsoleCannotBeWritten() throws IOException {
    Files.createDirectory(folder.resolve("console.log"));

    assertThatThrownBy(() -> SupervisedProcess.start(shell(marker, folder, "echo x")))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("console.log");
    assertThat(ProcessFacts.inspect(folder)).isEqualTo(new ProcessFacts.NotStarted());
    assertThat(Programs.alive(marker)).isEmpty();
  }

  @Test
  void startsNothingOnAFullDisk() throws Exception {
    try (var disk = TinyDisk.mount(folder.resolve("disk"))) {
      Path job = Files.createDirectory(disk.path().resolve("job"));
      Files.write(job.resolve("supervisor.sh"), new byte[0]);
      disk.fill();

      assertThatThrownBy(() -> SupervisedProcess.start(shell(marker, job, "echo x")))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("the disk is full");
      assertThat(ProcessFacts.inspect(job)).isEqualTo(new ProcessFacts.NotStarted());
      assertThat(Programs.alive(marker)).isEmpty();
    }
  }

  @Test
  void recordsTheExitCodeOnADiskThatFilledUpDuringTheRun() throws Exception {
    try (var disk = TinyDisk.mount(folder.resolve("disk"))) {
      Path job = Files.createDirectory(disk.path().resolve("job"));
      SupervisedProcess.start(
          shell(marker, job, "dd if=/dev/zero of=big bs=4096 2>/dev/null; exit 3"));

      assertThat(awaitEnd(job).exitCode()).isEqualTo(3);
      assertThat(disk.path().toFile().getUsableSpace()).isZero();
    }
  }

  @Test
  void isNotRefusedByATornSupervisorOfAnEarlierStart() throws IOException {
    Files.writeString(folder.resolve(".pid.77"), "77 1");
    Files.writeString(folder.resolve(".exit_code.77"), " ");

    SupervisedProcess.start(shell(marker, folder, "echo fine"));

    assertThat(awaitEnd(folder).exitCode()).isZero();
  }

  @Test
  void startsNothingIfTheSupervisorDiesBeforeItsClaim() throws Exception {
    byte[] script = getClass().getResourceAsStream("/process/supervisor.sh").readAllBytes();
    Path file = Files.write(folder.resolve("s.sh"), script);
    long usual = 0;
    int rounds = 16;
    for (int round = 0; round < rounds; round++) {
      Path job = Files.createDirectory(folder.resolve("k" + round));
      var builder = new ProcessBuilder("setsid", "sh", file.toString(), "sh", "-c", PAYLOAD);
      builder.environment().put(Marker.VARIABLE, marker);
      long start = System.nanoTime();
      Process supervisor = builder.directory(job.toFile()).redirectErrorStream(true).start();
      if (round == 0) {
        awaitLine(job, "started");
        usual = System.nanoTime() - start;
      } else {
        Pause.sleep(Duration.ofNanos(usual * round * 5 / 4 / rounds));
      }
      // Not yet, or already, leader of a group.
      Signals.send("KILL", List.of(-supervisor.pid(), supervisor.pid()));
      await("death", () -> Programs.alive(marker).isEmpty());
      // Dead, but on a busy machine perhaps not reaped yet.
      supervisor.waitFor();
      if (Files.exists(job.resolve("pid"))) {
        assertThat(Identity.read(job.resolve("pid"))).isPresent();
        assertThat(ProcessFacts.inspect(job)).isEqualTo(new ProcessFacts.Vanished());
      } else {
        assertThat(console(job)).as("a program without a pid file").isEmpty();
        SupervisedProcess.start(shell(marker, job, PAYLOAD));
        awaitLine(job, "started");
        new GroupKill(InstantSource.system()).kill(marker, job, Duration.ZERO);
      }
      assertThat(console(job).lines().filter("started"::equals).count()).isLessThanOrEqualTo(1);
    }
  }

  private static final String PAYLOAD = "echo started; sleep 60";
}
