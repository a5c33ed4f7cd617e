package dev.trotline.diagnose.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.diagnose.signature.Reading.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of scripts that nobody here has seen: their own counting, last words, ways to print. */
class OwnScriptsTest {

  private static final String CAUGHT =
      """
      Traceback (most recent call last):
        File "/home/me/lab/walk.py", line 16, in <module>
          prior = load()
      ConnectionRefusedError: [Errno 111] Connection refused
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step=%d reward_mean=0.5 reward_max=1.2",
        "it %d return +0.11 best +0.52",
        "Epoch %03d | reward: 0.5 | spread: 0.2",
        "{\"iter\": %d, \"return\": 176.3, \"value_loss\": 3.1}",
        "rollout   %d  return 199.9  best 200.0",
        "[INFO] generation %d: best +0.3 m",
        "global_step=%d, episodic_return=4",
        "tick %d",
        "update %d: return 0.99 v_loss 0.02",
        "epoch %d/6 loss 0.9",
      })
  void whatAScriptWentOnAfterEndedNothing(String counting) {
    StringBuilder log = new StringBuilder(CAUGHT);
    for (int i = 1; i <= 6; i++) {
      log.append(counting.formatted(i)).append('\n');
    }
    Reading reading = read(log + "policy saved\n");
    assertThat(reading.findings()).noneMatch(Finding::fatal);
    assertThat(reading.outcome()).isEqualTo(Outcome.HEALTHY);
    // Without its last word the log is that of a program whose buffer was written at its end.
    assertThat(read(log.toString()).findings().get(0).fatal()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "num_steps: 24",
        "step: 0.02",
        "\"epoch\": 20",
        "  \"epoch\": 20,",
        "steps: 1000",
        "iteration budget 100",
        "exit 1",
      })
  void settingsAreNoCounting(String line) {
    assertThat(scan(line + "\n").progress().iterations()).isZero();
  }

  @Test
  void aRecordedLossThatIsNotFiniteIsSeen() {
    String log =
        "{\"iter\": 0, \"value_loss\": 3.5, \"return\": 1.0}\n"
            + "{\"iter\": 1, \"value_loss\": Infinity, \"return\": 1.0}\n"
            + "{\"iter\": 2, \"value_loss\": NaN, \"return\": 1.0}\n";
    assertThat(first(log)).isEqualTo("value_loss_nonfinite");
  }

  @Test
  void theLastWordOfABrokenRunIsNoGoodEnd() {
    String log = CAUGHT + "step=1 reward=2\nstep=2 reward=3\ncrash report saved, run failed\n";
    assertThat(read(log).findings().get(0).fatal()).isTrue();
  }

  @Test
  void anExceptionGroupIsReadByWhatIsInIt() {
    String log =
        """
          + Exception Group Traceback (most recent call last):
          |   File "/home/me/lab/fleet.py", line 18, in <module>
          |     asyncio.run(main())
          | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
          +-+---------------- 1 ----------------
            | Traceback (most recent call last):
            |   File "/home/me/lab/fleet.py", line 7, in start
            |     with open(path) as stream:
            | FileNotFoundError: [Errno 2] No such file or directory: 'conf/robot_2.yaml'
            +------------------------------------
        """;
    assertThat(first(log)).isEqualTo("config_file_missing");
  }

  @Test
  void aTracebackThatAParentMovedInIsReadToItsEnd() {
    String log =
        """
        [rollout] TRACEBACK Traceback (most recent call last):
            File "/home/me/lab/fold.py", line 359, in <module>
              proof = bind(mesh)
          ValueError: operands could not be broadcast together with shapes (3,) (4,)
        [rollout] NO RESULT
        """;
    assertThat(first(log)).isEqualTo("tensor_shape_mismatch");
  }

  @Test
  void whatAsyncioReportsOfATaskEndsNothing() {
    Reading reading =
        read(
            "tick 0\ntick 10\n[ERROR] asyncio - Exception in callback Reader.made() at /x.py:12\n"
                + CAUGHT
                + "tick 20\ntick 30\n");
    assertThat(reading.findings()).noneMatch(Finding::fatal);
  }

  @Test
  void aSimulationThatBreaksAgainAndAgainIsNamedFirstAndEndsNothing() {
    String warning =
        "WARNING: Nan, Inf or huge value in QACC at DOF 1. The simulation is unstable. Time = 0.1\n";
    String end = "step=9 reward=3\npolicy saved\n";
    String once = "step=1 reward=2\n" + warning + end;
    assertThat(first(once)).isEqualTo("healthy_with_warnings");
    Reading often = read("step=1 reward=2\n" + warning.repeat(5) + end);
    assertThat(often.findings().get(0).cause()).isEqualTo("physics_instability");
    assertThat(often.findings()).noneMatch(Finding::fatal);
    assertThat(often.outcome()).isEqualTo(Outcome.HEALTHY);
  }

  @Test
  void testsThatPassedAreNoFailure() {
    assertThat(read(CAUGHT + "=========== 5 passed, 1 xfailed in 0.26s ===========\n").findings())
        .noneMatch(Finding::fatal);
    assertThat(read(CAUGHT + "ok\nRan 3 tests in 0.001s\nOK (skipped=1)\n").findings())
        .noneMatch(Finding::fatal);
    assertThat(read(CAUGHT + "====== 1 failed, 4 passed in 0.2s ======\n").findings().get(0))
        .matches(Finding::fatal);
  }

  @Test
  void aProgramMayTakeAMomentToStop() {
    String log = "epoch 1/9 loss 0.3\n[bar] preempted by SIGTERM\nepoch 2/9 loss 0.2\n";
    assertThat(first(log)).isEqualTo("terminated_by_signal");
    StringBuilder on = new StringBuilder(log);
    for (int i = 3; i < 9; i++) {
      on.append("epoch %d/9 loss 0.1%n".formatted(i));
    }
    assertThat(read(on.toString()).findings()).noneMatch(Finding::fatal);
  }

  @Test
  void aChildsErrorIsNotHiddenByTheParentsThatTheChildFailed() {
    String log =
        """
        Traceback (most recent call last):
          File "/home/me/lab/arm.py", line 1, in <module>
            import kinematics_of_nobody
        ModuleNotFoundError: No module named 'kinematics_of_nobody'
        Traceback (most recent call last):
          File "/home/me/.venv/bin/start", line 8, in <module>
            sys.exit(main())
        subprocess.CalledProcessError: Command '['python', 'arm.py']' returned non-zero exit status 1.
        """;
    assertThat(first(log)).isEqualTo("missing_module");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "checkpoint saved to runs/a/ck_300.pt",
        "Job finished at 12:00",
        "[epilog] job finished at 12:00",
        "[wrapper] upload of logs done",
        "OK",
      })
  void aWrappersLastWordIsNoEndOfATraining(String word) {
    String counting = "step=1 reward=0.5\nstep=2 reward=0.6\n";
    assertThat(read(counting + word + "\n").outcome()).isNotEqualTo(Outcome.HEALTHY);
    assertThat(read(CAUGHT + counting + word + "\n").findings().get(0).fatal()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "slurmstepd: error: *** JOB 12 ON g1 CANCELLED AT 2026-11-22T00:00:00 DUE TO TIME LIMIT ***,terminated_by_signal",
        "./run.sh: line 3:  4711 Killed                  python train.py,killed_sigkill",
        "Segmentation fault (core dumped),simulator_gpu_crash",
      })
  void whatIsPrintedRightBehindABarIsRead(String message, String cause) {
    String bar = "  5%|▌         | 50/1000 [00:05<01:35, 10.00it/s]";
    assertThat(first(bar + "\n" + bar + message + "\n")).isEqualTo(cause);
  }

  @Test
  void aShellsWordAfterATracebackIsNoEnd() {
    String log = "step=1 reward=0.5\nstep=2 reward=0.6\n" + CAUGHT + "done\n";
    assertThat(read(log).findings().get(0).fatal()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iter %d: return_mean=nan return_std=nan loss=0.3",
        "it %d reward=1.3 reward_std=nan",
        "{\"step\": %d, \"eval/return_std\": NaN, \"loss\": 0.3}",
        "{\"epoch\": %d, \"loss\": 0.3, \"best_loss\": Infinity}",
        "Epoch %d: train_loss=0.3 val_loss=nan",
      })
  void aStatisticThatIsNotFiniteIsNoDivergence(String line) {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      log.append(line.formatted(i)).append('\n');
    }
    assertThat(read(log + "training finished\n").findings()).noneMatch(Finding::fatal);
  }

  @Test
  void aLongRecordIsReadInNoTime() {
    String record = "{\"step\": 7, \"info\": {\"hash\": \"" + "ab12".repeat(1900) + "\"}}\n";
    assertThat(scan(record.repeat(300)).progress().nonFinite()).isEmpty();
  }

  @Test
  void theStepsOfABuildOrASetUpCountNothing() {
    assertThat(scan("Step 1/4 : FROM base\nStep 2/4 : RUN make\n").progress().iterations())
        .isZero();
    assertThat(scan("Step 2: loading the policy\nStep 3: cleaning up\n").progress().iterations())
        .isZero();
  }

  @Test
  void anErrorInATrainersOwnCallbackCounts() {
    String log =
        "[ERROR] Exception in callback CheckpointCallback.on_rollout_end\n"
            + CAUGHT.replace(
                "ConnectionRefusedError: [Errno 111] Connection refused",
                "OSError: [Errno 28] No space left on device");
    assertThat(first(log)).isEqualTo("disk_full");
  }

  @Test
  void whatAnnouncesASignalIsNone() {
    String log = "[signal] checkpoint is written once SIGTERM received\nstep=1 reward=2\n";
    assertThat(read(log).findings()).noneMatch(Finding::fatal);
  }

  private static String first(String log) {
    return read(log).findings().get(0).cause();
  }

  private static Reading read(String log) {
    return Ranking.read(scan(log), Ending.unknown());
  }

  private static LogScan scan(String log) {
    return PlainReading.scan(log);
  }
}
