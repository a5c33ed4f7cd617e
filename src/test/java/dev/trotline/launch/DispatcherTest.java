package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Decision;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.Job;
import dev.trotline.executor.KillReport;
import dev.trotline.launch.FakeMachine.Ending;
import dev.trotline.process.Host;
import dev.trotline.simulator.Device;
import dev.trotline.study.Author;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DispatcherTest {

  private static final RunId FIRST = RunId.parse("exp000/s0");
  private static final RunId SECOND = RunId.parse("exp000/s1");
  private static final RunId THIRD = RunId.parse("exp000/s2");

  @TempDir Path folder;
  private final Mortality mortality = new Mortality();
  private final FakeMachine machine = new FakeMachine(mortality, FakeMachine.LateSupervisor.DIES);
  private final FakeSimulator simulator = FakeSimulator.on(machine, mortality);
  private EnvironmentException trouble = new EnvironmentException("setsid is missing", null);
  private Study study;
  private Archive archive;
  private Dispatcher dispatcher;

  @BeforeEach
  void open() {
    study = Studies.in(folder);
    archive = Archive.open(study.archive(), machine.clock());
    dispatcher = dispatcher(machine, Postmortem.byExitCode());
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private Dispatcher dispatcher(Executor executor, Postmortem postmortem) {
    return new Dispatcher(study, archive, executor, simulator, postmortem, machine.clock());
  }

  private void enqueue(int seeds) {
    new Launcher(study, archive, simulator)
        .enqueue(Studies.experiment(0), IntStream.range(0, seeds).boxed().toList(), 0, "baseline");
  }

  private RunState state(RunId run) {
    return archive.run(run).orElseThrow().state();
  }

  private Tick pass(int seconds) {
    Tick tick = dispatcher.tick();
    for (int i = 0; i < seconds; i++) {
      machine.advance();
      tick = dispatcher.tick();
    }
    return tick;
  }

  @Test
  void fillsTheFreeDevicesInTheOrderOfTheQueue() {
    enqueue(3);

    Tick tick = dispatcher.tick();

    assertThat(tick.started()).containsExactly(FIRST, SECOND);
    assertThat(state(THIRD)).isEqualTo(RunState.QUEUED);
    assertThat(dispatcher.live()).extracting(RunRecord::device).containsExactly("cpu0", "cpu1");
    assertThat(dispatcher.tick().started()).isEmpty();
  }

  @Test
  void startsRunsOfAHigherPriorityFirstAndMovesQueuedOnesOnRequest() {
    Launcher launcher = new Launcher(study, archive, simulator);
    Author ada = Author.human("ada");
    launcher.enqueue(Studies.experiment(0), List.of(0, 1, 2, 3), 0, "manual", null, ada);
    launcher.enqueue(Studies.experiment(0), List.of(2), 0, "manual", 5, ada);
    launcher.enqueue(Studies.experiment(0), List.of(4), 0, "manual", 1, ada);

    assertThat(dispatcher.tick().started()).containsExactly(THIRD, RunId.parse("exp000/s4"));
    assertThat(archive.decisionsAbout(THIRD.toString()))
        .extracting(Decision::reason)
        .contains("priority 5");
  }

  @Test
  void aDeviceOfSeveralGpusCountsSeveralTimes() {
    archive.close();
    archive = Archive.open(study.archive(), machine.clock());
    dispatcher =
        dispatcher(
            new Turned(machine) {
              @Override
              public List<Device> devices() {
                return List.of(new Device("gpu0+1", "GPU-a,GPU-b", 2));
              }
            },
            Postmortem.byExitCode());
    enqueue(1);
    pass(2);

    RunRecord live = archive.run(FIRST).orElseThrow();
    assertThat(live.devices()).isEqualTo(2);
    assertThat(live.deviceSeconds()).isEqualTo(4);
    pass(10);
    RunRecord ended = archive.run(FIRST).orElseThrow();
    assertThat(ended.state()).isEqualTo(RunState.FINISHED);
    assertThat(ended.deviceSeconds())
        .isEqualTo(2.0 * Duration.between(ended.startedAt(), ended.endedAt()).toMillis() / 1000);
  }

  @Test
  void endsTheYoungestRunWhereTheDiskIsAllButFullAndLeavesTheLastAlone() {
    enqueue(2);
    dispatcher.tick();
    machine.advance();
    // No disk has a tenth of that.
    study = Studies.in(folder, 1L << 40);
    dispatcher = dispatcher(machine, Postmortem.byExitCode());

    Tick tick = dispatcher.tick();

    assertThat(tick.ended())
        .singleElement()
        .satisfies(
            run -> {
              assertThat(run.state()).isEqualTo(RunState.PREEMPTED);
              assertThat(run.cause()).isEqualTo("disk_full");
              assertThat(run.note()).contains("youngest of 2 runs");
            });
    assertThat(tick.problems()).anyMatch(problem -> problem.contains("while runs train"));
    assertThat(dispatcher.live()).hasSize(1);
    assertThat(dispatcher.tick().ended()).isEmpty();
    assertThat(archive.verify()).isEmpty();
  }

  @Test
  void callsARunTrainingFromItsFirstIteration() {
    enqueue(1);
    dispatcher.tick();
    assertThat(state(FIRST)).isEqualTo(RunState.STARTING);

    machine.advance();
    dispatcher.tick();

    RunRecord run = archive.run(FIRST).orElseThrow();
    assertThat(run.state()).isEqualTo(RunState.TRAINING);
    assertThat(run.iteration()).isEqualTo(1);
    assertThat(run.iterationsAsked()).isEqualTo(3);
  }

  @Test
  void givesADeviceOnInTheSameTickInWhichARunEnds() {
    machine.devices = 1;
    enqueue(2);

    Tick tick = pass(4);

    assertThat(tick.ended()).extracting(RunRecord::id).containsExactly(FIRST);
    assertThat(tick.started()).containsExactly(SECOND);
    assertThat(state(FIRST)).isEqualTo(RunState.FINISHED);
  }

  @Test
  void asksForThePostmortemOfABadEndAndRecordsItsAnswer() {
    machine.ending("exp000/s0", Ending.CRASHES);
    dispatcher =
        dispatcher(
            machine,
            (run, at, suggested, exitCode, artefacts) -> {
              assertThat(suggested).isEqualTo(RunState.CRASHED);
              assertThat(exitCode).isEqualTo(1);
              assertThat(at).isEqualTo(study.runFolder(run));
              return new Postmortem.End(RunState.OUT_OF_MEMORY, "gpu_memory", "2 GiB asked");
            });
    enqueue(1);

    pass(2);

    RunRecord run = archive.run(FIRST).orElseThrow();
    assertThat(run.state()).isEqualTo(RunState.OUT_OF_MEMORY);
    assertThat(run.cause()).isEqualTo("gpu_memory");
    assertThat(run.iteration()).isEqualTo(1);
  }

  @Test
  void endsARunAlsoWhenItsPostmortemFails() {
    machine.ending("exp000/s0", Ending.VANISHES);
    dispatcher =
        dispatcher(
            machine,
            (run, at, suggested, exitCode, artefacts) -> {
              throw new EnvironmentException("console.log cannot be read", null);
            });
    enqueue(1);

    pass(2);

    RunRecord run = archive.run(FIRST).orElseThrow();
    assertThat(run.state()).isEqualTo(RunState.LOST);
    assertThat(run.note()).contains("console.log cannot be read");
  }

  @Test
  void doesNotBlameARunThatSomebodyElseTerminated() {
    machine.ending("exp000/s0", Ending.TERMINATED);
    enqueue(1);

    pass(2);

    assertThat(state(FIRST)).isEqualTo(RunState.PREEMPTED);
  }

  @Test
  void stopsARunWithAllItsProcessesAndSaysWhy() {
    machine.ending("exp000/s0", Ending.HANGS);
    enqueue(1);
    pass(2);

    RunRecord run = dispatcher.stop(FIRST, RunState.HUNG, "no_progress", "no iteration for 60 s");

    assertThat(run.state()).isEqualTo(RunState.HUNG);
    assertThat(run.cause()).isEqualTo("no_progress");
    assertThat(machine.alive()).isEmpty();
    assertThat(archive.decisionsAbout("exp000/s0"))
        .extracting(Decision::kind)
        .containsExactly("kill", "end");
    assertThat(archive.verify()).isEmpty();
  }

  @Test
  void leavesARunThatHasEndedAsItIs() {
    enqueue(1);
    pass(4);

    assertThat(dispatcher.stop(FIRST, RunState.HUNG, null, null).state())
        .isEqualTo(RunState.FINISHED);
    assertThat(dispatcher.cancel(FIRST, "no longer wanted").state()).isEqualTo(RunState.FINISHED);
  }

  @Test
  void callsARunFinishedThatHadCompletedWhenItWasStopped() {
    enqueue(1);
    pass(3);
    assertThat(state(FIRST)).isEqualTo(RunState.TRAINING);

    RunRecord run = dispatcher.stop(FIRST, RunState.FINISHED, "teardown", "hangs while closing");

    assertThat(run.state()).isEqualTo(RunState.FINISHED);
    assertThat(run.cause()).isEqualTo("teardown");
    assertThat(machine.alive()).isEmpty();
  }

  @Test
  void believesNobodyThatAnIncompleteRunHasFinished() {
    enqueue(1);
    pass(1);

    RunRecord run = dispatcher.stop(FIRST, RunState.FINISHED, null, null);

    assertThat(run.state()).isEqualTo(RunState.CRASHED);
    assertThat(run.note()).contains("not complete");
  }

  @Test
  void keepsADivergedRunDivergedThoughItCompleted() {
    enqueue(1);
    pass(3);

    assertThat(dispatcher.stop(FIRST, RunState.DIVERGED, "nan", "loss is NaN").state())
        .isEqualTo(RunState.DIVERGED);
  }

  @Test
  void cancelsAQueuedRunWithoutEverStartingIt() {
    enqueue(3);
    dispatcher.tick();

    assertThat(dispatcher.cancel(THIRD, "no longer wanted").state()).isEqualTo(RunState.CANCELLED);
    pass(6);
    assertThat(machine.starts("exp000/s2")).isZero();
  }

  @Test
  void namesARunThatIsNotThere() {
    assertThatThrownBy(() -> dispatcher.cancel(FIRST, "why not"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no run exp000/s0");
  }

  @Test
  void carriesOnWhatARestartOfTheMachineEnded() throws Exception {
    enqueue(1);
    machine.ending("exp000/s0", FakeMachine.Ending.VANISHES);
    dispatcher.tick();
    String before = "1 1 00000000-1111-2222-3333-444444444444 marker ";
    Files.writeString(study.runFolder(FIRST).resolve("pid"), before + Host.name() + "\n");
    pass(4);

    RunRecord run = archive.run(FIRST).orElseThrow();
    assertThat(run.state()).isEqualTo(RunState.PREEMPTED);
    assertThat(run.cause()).isEqualTo("machine_restart");
    assertThat(archive.run(FIRST.again())).isPresent();
  }

  @Test
  void keepsTheDeviceOfARunThatDoesNotDie() {
    enqueue(3);
    machine.devices = 1;
    dispatcher = dispatcher(new Undying(machine), Postmortem.byExitCode());
    dispatcher.tick();

    RunRecord run = dispatcher.stop(FIRST, RunState.HUNG, "no_progress", null);
    Tick tick = dispatcher.tick();

    assertThat(run.state().isLive()).isTrue();
    assertThat(tick.started()).isEmpty();
    assertThat(tick.problems()).anyMatch(problem -> problem.contains("do not die"));
    assertThat(archive.intent(FIRST)).isPresent();
    dispatcher = dispatcher(machine, Postmortem.byExitCode());
    dispatcher.tick();
    assertThat(state(FIRST)).isEqualTo(RunState.HUNG);
  }

  @Test
  void killsProcessesOfRunsThatAreNotLive() {
    enqueue(1);
    pass(4);
    machine.stray(dispatcher.marker(FIRST));
    machine.stray(dispatcher.marker(RunId.parse("exp009/s9")));
    machine.stray("tsomebodyelse:exp000/s0");
    machine.stray(dispatcher.marker(FIRST).replace("exp000/s0", "judge"));

    dispatcher.reconcile();

    assertThat(machine.alive())
        .containsExactly(
            "tsomebodyelse:exp000/s0", dispatcher.marker(FIRST).replace("exp000/s0", "judge"));
    assertThat(archive.decisionsAbout("exp009/s9"))
        .singleElement()
        .satisfies(kill -> assertThat(kill.kind()).isEqualTo("kill"));
  }

  @Test
  void adoptsARunningRunTheArchiveHasForgotten() throws IOException {
    enqueue(1);
    pass(1);
    archive.close();
    Files.delete(study.archive());
    open();

    dispatcher.tick();

    assertThat(machine.alive()).hasSize(1);
    assertThat(state(FIRST)).isEqualTo(RunState.TRAINING);
    pass(3);
    assertThat(state(FIRST)).isEqualTo(RunState.FINISHED);
    assertThat(machine.starts("exp000/s0")).isEqualTo(1);
  }

  @Test
  void startsNothingWhileHaltedButFollowsWhatRuns() throws IOException {
    enqueue(3);
    dispatcher.tick();
    Files.createFile(study.haltFile());

    Tick tick = pass(4);

    assertThat(state(FIRST)).isEqualTo(RunState.FINISHED);
    assertThat(state(THIRD)).isEqualTo(RunState.QUEUED);
    assertThat(tick.problems())
        .containsExactly("the file HALT is there, so nothing new is started");
  }

  @Test
  void startsNothingWithoutItsSimulatorOrDisk() {
    simulator.problems.add("Python is missing");
    study = Studies.in(folder, Long.MAX_VALUE);
    dispatcher = dispatcher(machine, Postmortem.byExitCode());
    enqueue(1);

    Tick tick = dispatcher.tick();

    assertThat(tick.started()).isEmpty();
    assertThat(tick.problems()).hasSize(2).first().isEqualTo("Python is missing");
    assertThat(tick.problems().get(1)).contains("limits.free_disk_mib");
    assertThat(state(FIRST)).isEqualTo(RunState.QUEUED);
  }

  @Test
  void crashesARunWhoseProgramCannotBeStarted() {
    enqueue(2);
    dispatcher = dispatcher(new NeverStarting(machine), Postmortem.byExitCode());

    Tick tick = dispatcher.tick();

    assertThat(tick.ended()).extracting(RunRecord::cause).containsExactly("start_failed");
    assertThat(state(SECOND)).as("one failure must not burn the queue").isEqualTo(RunState.QUEUED);
  }

  @Test
  void spendsNoQueueOnFindingOutThatNothingCanBeStarted() {
    enqueue(9);
    dispatcher = dispatcher(new NeverStarting(machine), Postmortem.byExitCode());

    assertThat(pass(8).problems()).anyMatch(problem -> problem.contains("failed 2 times in a row"));
    assertThat(archive.runsIn(Set.of(RunState.QUEUED))).hasSize(7);
  }

  @Test
  void waitsWhereNothingCanBeStartedForNow() {
    enqueue(2);
    trouble = EnvironmentException.passing("no process left", null, new IOException());
    dispatcher = dispatcher(new NeverStarting(machine), Postmortem.byExitCode());

    assertThat(pass(5).problems()).containsExactly("exp000/s0 stays in the queue: no process left");
    assertThat(List.of(state(FIRST), state(SECOND))).containsOnly(RunState.QUEUED);
  }

  @Test
  void crashesARunOfAnExperimentThatWasNeverRecorded() {
    archive.enqueue(RunId.of(new ExperimentId(4), 0), 0, "manual");
    enqueue(1);

    Tick tick = dispatcher.tick();

    assertThat(tick.ended()).extracting(RunRecord::cause).containsExactly("invalid_experiment");
    assertThat(tick.started()).containsExactly(FIRST);
  }

  @Test
  void queuesARunAgainWhoseFolderCannotBeMade() throws IOException {
    enqueue(1);
    Files.createDirectories(study.runs());
    Files.createFile(study.runs().resolve("exp000"));

    Tick tick = dispatcher.tick();

    assertThat(tick.problems()).anyMatch(problem -> problem.contains("could not be prepared"));
    assertThat(state(FIRST)).isEqualTo(RunState.QUEUED);
    assertThat(machine.starts("exp000/s0")).isZero();
  }

  @Test
  void losesARunWhoseFolderAndProcessAreGone() throws IOException {
    enqueue(1);
    pass(1);
    FakeMachine empty = new FakeMachine(mortality, FakeMachine.LateSupervisor.DIES);
    dispatcher = dispatcher(empty, Postmortem.byExitCode());

    dispatcher.tick();

    assertThat(state(FIRST)).isEqualTo(RunState.LOST);
  }

  private static final class Undying extends Turned {
    Undying(Executor inner) {
      super(inner);
    }

    @Override
    public KillReport kill(String marker, Path at, Duration grace) {
      return new KillReport("KILL", List.of(100L), List.of(100L));
    }
  }

  private final class NeverStarting extends Turned {
    NeverStarting(Executor inner) {
      super(inner);
    }

    @Override
    public void start(Job job, Device device) {
      throw trouble;
    }
  }
}
