package dev.trotline.diagnose.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.diagnose.signature.Reading.Outcome;
import dev.trotline.study.Edit;
import dev.trotline.study.RunState;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTest {

  private static final Catalogue CATALOGUE = Catalogue.builtIn();
  private static final String ITERATION =
      """
                             Learning iteration %d/100
                          Mean value_function loss: 0.0100
                              Mean reward: 1.20
                           Iteration time: 0.50s
                                      ETA: 00:01:00
      """;
  private static final String LAST =
      ITERATION.formatted(99).replace("00:01:00", "00:00:00") + "Training time: 55.1 seconds\n";
  private static final String TRACE =
      """
      Traceback (most recent call last):
        File "/home/me/train.py", line 9, in main
          runner.learn()
        File "/opt/env/lib/python3.11/site-packages/torch/x.py", line 3, in f
          raise RuntimeError("CUDA out of memory")
      """;

  @Test
  void findsNothingWrongWithACompleteRun() {
    Reading reading = read(ITERATION.formatted(0) + LAST);
    assertThat(reading.outcome()).isEqualTo(Outcome.HEALTHY);
    assertThat(reading.findings()).extracting(Finding::cause).containsExactly("healthy");
  }

  @Test
  void clearsMessagesThatTrainingWentOnAfter() {
    Reading reading =
        read(
            "[Error] [carb.graphics-vulkan.plugin] VkResult: ERROR_INCOMPATIBLE_DRIVER\n"
                + TRACE
                + "ImportError: cannot import name 'gone' from 'somewhere'\n\n"
                + ITERATION.formatted(0)
                + LAST);
    assertThat(reading.outcome()).isEqualTo(Outcome.HEALTHY);
    assertThat(reading.findings()).noneMatch(Finding::fatal);
    assertThat(reading.findings().get(0).cause()).isEqualTo("healthy_with_warnings");
  }

  @Test
  void neverTakesQuotedSourceCodeForAMessage() {
    Reading reading = read(TRACE + "ValueError: the frobnicator is cold\n");
    assertThat(reading.findings()).extracting(Finding::cause).doesNotContain("cuda_out_of_memory");
  }

  @Test
  void putsTheFirstRealErrorAboveTheLast() {
    Reading reading =
        read(
            ITERATION.formatted(3)
                + TRACE
                + "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB.\n\n"
                + "During handling of the above exception, another exception occurred:\n\n"
                + TRACE
                + "PermissionError: [Errno 13] Permission denied: '/data'\n");
    assertThat(causes(reading)).startsWith("cuda_out_of_memory", "permission_denied");
  }

  @Test
  void putsARootAboveItsConsequenceWhereverItStands() {
    Reading reading =
        read(
            ITERATION.formatted(3)
                + "PhysX error: GPU compressContactStage1 fail to launch kernel!!\n"
                + "PhysX error: PxgCudaDeviceMemoryAllocator fail to allocate memory 99 bytes!!\n"
                + TRACE
                + "RuntimeError: CUDA error: an illegal memory access was encountered\n");
    assertThat(causes(reading))
        .startsWith("physx_device_alloc_failed", "physx_kernel_launch_failed");
  }

  @Test
  void tracesABadPolicyBackToTheInfiniteLossLongBefore() {
    String log =
        ITERATION.formatted(3).replace("0.0100", "inf")
            + ITERATION.formatted(4)
            + ITERATION.formatted(5)
            + TRACE
            + "RuntimeError: normal expects all elements of std >= 0.0\n";
    assertThat(causes(read(log))).startsWith("value_loss_nonfinite", "policy_std_invalid");
  }

  @Test
  void callsARunThatEndsWithInfiniteLossFailedEvenIfItSaysThatAllIsWell() {
    Reading reading =
        read(
            ITERATION.formatted(97).replace("0.0100", "nan")
                + ITERATION.formatted(98).replace("0.0100", "nan")
                + LAST.replace("0.0100", "nan"));
    assertThat(reading.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(causes(reading)).first().isEqualTo("value_loss_nonfinite");
  }

  @Test
  void callsACrashAfterTheLastIterationAShutdownCrash() {
    Reading reading = read(LAST + "Segmentation fault (core dumped)\n");
    assertThat(causes(reading)).first().isEqualTo("shutdown_crash");
  }

  @Test
  void findsNothingWrongInWhatAFinishedProgramSaysWhileItClosesDown() {
    Reading reading =
        read(
            LAST
                + "[Error] [carb.graphics-vulkan.plugin] VkResult: ERROR_INCOMPATIBLE_DRIVER\n"
                + "Exception ignored in: <function Env.__del__ at 0x7f>\n"
                + "Traceback (most recent call last):\n"
                + "  File \"/home/me/env.py\", line 3, in __del__\n"
                + "AttributeError: 'NoneType' object has no attribute 'close'\n");
    assertThat(reading.outcome()).isEqualTo(Outcome.HEALTHY);
  }

  @Test
  void callsAnErrorOfTheClosingProgramAShutdownCrash() {
    Reading reading =
        read(
            LAST
                + "Traceback (most recent call last):\n"
                + "  File \"/home/me/train.py\", line 3, in <module>\n"
                + "AttributeError: 'NoneType' object has no attribute 'close'\n");
    assertThat(causes(reading)).first().isEqualTo("shutdown_crash");
    assertThat(reading.outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void namesTheBufferBehindAPolicyThatWentBad() {
    String overflow = "nefc overflow - please increase njmax to 1443\n";
    assertThat(read(ITERATION.formatted(3) + overflow + LAST).outcome()).isEqualTo(Outcome.HEALTHY);
    Reading reading =
        read(
            ITERATION.formatted(3)
                + overflow
                + ITERATION.formatted(4)
                + TRACE
                + "RuntimeError: normal expects all elements of std >= 0.0\n");
    assertThat(causes(reading)).startsWith("mjwarp_constraint_buffer", "policy_std_invalid");
  }

  @Test
  void readsOverflownBuffersAsSpoilingAndComputesTheEdit() {
    Reading reading =
        read(
            ITERATION.formatted(0)
                + "[Error] [omni.physx.plugin] PhysX error: Patch buffer overflow detected, please"
                + " increase its size to at least 167690 in the scene desc!\n"
                + LAST);
    Finding root = reading.findings().get(0);
    assertThat(root.cause()).isEqualTo("physx_patch_buffer");
    assertThat(root.fatal()).isTrue();
    assertThat(root.edits())
        .containsExactly(new Edit.SetConfig("env.sim.physx.gpu_max_rigid_patch_count", 262144L));
  }

  @Test
  void halvesTheEnvironmentsTheLogTellsOf() {
    Reading reading =
        read(
            "\tNumber of environments: 4096\n"
                + TRACE
                + "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB.\n");
    assertThat(reading.findings().get(0).edits())
        .containsExactly(new Edit.SetConfig("env.scene.num_envs", 2048L));
  }

  @Test
  void blamesTheRankThatFailedAndNotTheOnesThatLostIt() {
    Reading reading =
        read(
            """
            [rank1]: Traceback (most recent call last):
            [rank0]: Traceback (most recent call last):
            [rank1]:   File "/home/me/task.py", line 15, in step
            [rank1]:     raise RuntimeError("empty terrain")
            [rank0]:   File "/opt/lib/python3.11/site-packages/torch/distributed/c10d.py", line 1, in f
            [rank0]:     work.wait()
            [rank1]: RuntimeError: empty terrain
            [rank0]: RuntimeError: [gloo/transport/tcp/pair.cc:534] Connection closed by peer [1.2.3.4]:1
            Traceback (most recent call last):
              File "/opt/lib/python3.11/site-packages/torch/distributed/run.py", line 1, in main
                run(args)
            torch.distributed.elastic.multiprocessing.errors.ChildFailedError:
            """);
    assertThat(causes(reading)).first().isEqualTo("distributed_rank_failed");
    assertThat(reading.findings().get(0).evidence().get(0).text())
        .isEqualTo("RuntimeError: empty terrain");
  }

  @Test
  void namesTheOwnErrorOfARankWhereItIsKnown() {
    Reading reading =
        read(
            """
            [rank1]: Traceback (most recent call last):
            [rank1]:   File "/home/me/task.py", line 15, in step
            [rank1]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB.
            [rank0]: Traceback (most recent call last):
            [rank0]:   File "/home/me/task.py", line 15, in step
            [rank0]: RuntimeError: [gloo/transport/tcp/pair.cc:534] Connection closed by peer
            """);
    assertThat(causes(reading)).first().isEqualTo("cuda_out_of_memory");
  }

  @Test
  void takesAnUnknownErrorOfTheUsersOwnFilesForABugThere() {
    Reading reading =
        read(
            """
            Traceback (most recent call last):
              File "/home/me/rewards.py", line 9, in gait
                return env.scene.foot
            AttributeError: 'Scene' object has no attribute 'foot'
            """);
    assertThat(causes(reading)).containsExactly("user_code_error");
    assertThat(reading.findings().get(0).evidence().get(0).number()).isEqualTo(4);
  }

  @Test
  void saysThatALogWithoutAWordIsUnknown() {
    assertThat(read("hello\nworld\n").outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(read("").outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void readsALogThatJustStopsByWhatIsKnownOfItsEnd() {
    String cut = ITERATION.formatted(3) + ITERATION.formatted(4);
    assertThat(causes(read(cut))).first().isEqualTo("training_stalled");
    assertThat(causes(read(cut, new Ending(RunState.CRASHED, 137, false, false))))
        .containsExactly("killed_sigkill");
    assertThat(causes(read(cut, new Ending(null, 124, false, false))))
        .containsExactly("terminated_by_signal");
    assertThat(causes(read(cut, new Ending(RunState.HUNG, 137, false, false))))
        .containsExactly("training_stalled");
    Reading growing = read(cut, new Ending(null, null, false, true));
    assertThat(growing.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(growing.findings()).noneMatch(Finding::fatal);
  }

  @Test
  void tellsAHangAtStartFromOneInTraining() {
    String kit = "[INFO][AppLauncher]: Loading experience file: x.kit\n";
    Ending hung = new Ending(RunState.HUNG, 137, false, false);
    assertThat(causes(read(kit, hung))).containsExactly("startup_hang");
    assertThat(causes(read(kit + "Actor MLP: Sequential(\n", hung)))
        .containsExactly("training_stalled");
    assertThat(causes(read(LAST, new Ending(RunState.HUNG, 137, true, false))))
        .containsExactly("shutdown_hang");
  }

  @Test
  void ignoresTheInterruptThatTrotlineItselfSent() {
    String log = ITERATION.formatted(3) + TRACE + "KeyboardInterrupt\n";
    assertThat(causes(read(log))).first().isEqualTo("user_interrupt");
    assertThat(causes(read(log, new Ending(RunState.HUNG, 130, false, false))))
        .first()
        .isEqualTo("training_stalled");
  }

  @Test
  void keepsConstantMemoryAndPaceOnALogOfErrors() {
    LogScan scan = new LogScan(CATALOGUE);
    for (int i = 1; i <= 100_000; i++) {
      scan.accept(
          LogLines.clean(i, "PhysX error: GPU compressContactStage1 fail to launch kernel!!"));
    }
    scan.finish();
    assertThat(causes(Ranking.read(scan, Ending.unknown()))).hasSize(1);
    assertThat(scan.tail()).hasSizeLessThan(20);
  }

  private static List<String> causes(Reading reading) {
    return reading.findings().stream().map(Finding::cause).toList();
  }

  private static Reading read(String log) {
    return read(log, Ending.unknown());
  }

  private static Reading read(String log, Ending ending) {
    return Ranking.read(PlainReading.scan(log), ending);
  }
}
