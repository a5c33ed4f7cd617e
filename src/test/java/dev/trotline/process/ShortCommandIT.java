package dev.trotline.process;

import static dev.trotline.process.Programs.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.StoppedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShortCommandIT {

  private static final Duration LONG = Duration.ofMinutes(5);

  /** Nanoseconds; generous, since builds run on overloaded machines. */
  private static final long UNTIL_THE_SLEEPERS_WAKE = 200_000_000_000L;

  @TempDir Path folder;

  @Test
  void capturesBothOutputsAndTheExitCode() {
    var result = shell("echo out; echo err >&2; exit 3", LONG);

    assertThat(result).isEqualTo(new ShortCommand.Result(3, "out\n", "err\n", false));
    assertThat(result.ok()).isFalse();
  }

  @Test
  void passesArgumentsEnvironmentAndFolderUntouched() throws Exception {
    var result =
        ShortCommand.run(
            List.of(
                "sh",
                "-c",
                "printf '%s|' \"$@\" \"$KEY\" \"$(pwd -P)\"; cat",
                "sh",
                "a b",
                "it's \"x\"",
                "",
                "$HOME",
                "*"),
            Map.of("KEY", "v w"),
            folder,
            LONG);

    assertThat(result.out()).isEqualTo("a b|it's \"x\"||$HOME|*|v w|" + folder.toRealPath() + "|");
  }

  @Test
  void killsTheWholeFamilyAtTheLimit() {
    long start = System.nanoTime();
    var result =
        shell(
            "echo begun; setsid sleep 411 & trap '' TERM; sleep 412 & sleep 413; sleep 414",
            Duration.ofMillis(300));

    assertThat(result.timedOut()).isTrue();
    assertThat(result.out()).isEqualTo("begun\n");
    assertThat(System.nanoTime() - start).isLessThan(UNTIL_THE_SLEEPERS_WAKE);
    assertThat(tools()).isEmpty();
  }

  @Test
  void doesNotWaitForChildrenThatKeepThePipesOpen() {
    long start = System.nanoTime();
    var result = shell("sleep 441 & echo done; exit 6", LONG);

    assertThat(result).isEqualTo(new ShortCommand.Result(6, "done\n", "", false));
    assertThat(System.nanoTime() - start).isLessThan(UNTIL_THE_SLEEPERS_WAKE);
    MarkerSweep.find("tool:" + ProcessHandle.current().pid() + ":")
        .forEach(left -> Programs.signal("KILL", left.pid()));
  }

  @Test
  void survivesMoreOutputThanAnyPipeHolds() {
    var result = shell("head -c 20000000 /dev/zero | tr '\\0' x; echo end >&2", LONG);

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).hasSize(4 << 20);
    assertThat(result.err()).isEqualTo("end\n");
  }

  @Test
  void saysWhichProgramIsMissing() {
    assertThatThrownBy(() -> ShortCommand.run(List.of("no-such-tool", "x"), Map.of(), null, LONG))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("no-such-tool");
    assertThatThrownBy(
            () -> ShortCommand.run(List.of("true"), Map.of(), folder.resolve("none"), LONG))
        .isInstanceOf(EnvironmentException.class);
  }

  @Test
  void reportsAProgramsOwn127() {
    assertThat(shell("exit 127", LONG).exitCode()).isEqualTo(127);
  }

  @Test
  void killsAndKeepsTheFlagWhenInterrupted() throws Exception {
    var seen = new AtomicReference<Object>();
    var flag = new AtomicReference<Boolean>();
    var thread =
        new Thread(
            () -> {
              try {
                seen.set(shell("sleep 421; true", LONG));
              } catch (StoppedException e) {
                seen.set(e);
                flag.set(Thread.currentThread().isInterrupted());
              }
            });
    thread.start();
    await("the command", () -> !tools().isEmpty());

    thread.interrupt();
    thread.join(120_000);

    assertThat(seen.get()).isInstanceOf(StoppedException.class);
    assertThat(flag.get()).isTrue();
    assertThat(tools()).isEmpty();
  }

  @Test
  void reapsCommandsWhoseTrotlineWasKilledAndNoOthers() throws Exception {
    var builder = new ProcessBuilder("sleep", "431");
    builder.environment().put(Marker.VARIABLE, "tool:" + ProcessHandle.current().pid() + ":1:1");
    Process orphan = builder.start();
    ProcStat self = ProcStat.read(ProcessHandle.current().pid()).orElseThrow();
    builder
        .environment()
        .put(Marker.VARIABLE, "tool:" + self.pid() + ":" + self.startTicks() + ":99999");
    Process own = builder.start();

    assertThat(ShortCommand.reapOrphans()).isEqualTo(1);

    assertThat(orphan.waitFor()).isEqualTo(143);
    assertThat(own.isAlive()).isTrue();
    own.destroyForcibly().waitFor();
  }

  private ShortCommand.Result shell(String script, Duration limit) {
    return ShortCommand.run(List.of("sh", "-c", script), Map.of(), null, limit);
  }

  private static List<MarkerSweep.Marked> tools() {
    return MarkerSweep.find("tool:" + ProcessHandle.current().pid() + ":");
  }
}
