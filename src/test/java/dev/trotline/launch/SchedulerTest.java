package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Decision;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.RefusedException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.Interruption;
import dev.trotline.executor.Interruption.Kind;
import dev.trotline.executor.Job;
import dev.trotline.executor.JobStatus;
import dev.trotline.executor.KillReport;
import dev.trotline.launch.FakeMachine.Ending;
import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import dev.trotline.study.MachineSettings;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import dev.trotline.study.StudyConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of runs that a scheduler keeps waiting, loses sight of or interrupts. */
class SchedulerTest {

  private static final RunId RUN = RunId.parse("exp000/s0");

  @TempDir Path folder;
  private final Mortality mortality = new Mortality();
  private final FakeMachine machine = new FakeMachine(mortality, FakeMachine.LateSupervisor.DIES);
  private final FakeSimulator simulator = FakeSimulator.on(machine, mortality);
  private final Scheduler scheduler = new Scheduler();
  private Study study;
  private Archive archive;
  private Dispatcher dispatcher;

  /** A machine behind a queue. */
  private final class Scheduler implements Executor {
    private @Nullable JobStatus says;
    private @Nullable String closed;
    private @Nullable String notNow;
    private @Nullable Interruption interruption;

    @Override
    public List<Device> devices() {
      return List.of(new Device("slurm0", null, 1));
    }

    @Override
    public Optional<String> closed() {
      return Optional.ofNullable(closed);
    }

    @Override
    public void start(Job job, Device device) {
      if (notNow != null) {
        throw new RefusedException(notNow, null);
      }
      machine.start(job, device);
    }

    @Override
    public JobStatus status(Path runFolder) {
      JobStatus status = machine.status(runFolder);
      JobStatus word = says;
      return word == null || status instanceof JobStatus.NotStarted ? status : word;
    }

    @Override
    public KillReport kill(String marker, Path runFolder, Duration grace) {
      return says instanceof JobStatus.Unknown unknown
          ? new KillReport("NONE", List.of(), List.of(), unknown.why())
          : machine.kill(marker, runFolder, grace);
    }

    @Override
    public Optional<Interruption> interruption(String marker, Path runFolder) {
      return Optional.ofNullable(interruption);
    }

    @Override
    public List<String> liveMarkers(String studyMarker) {
      return machine.liveMarkers(studyMarker);
    }
  }

  @BeforeEach
  void open() {
    study = studyWith(new ExecutorSettings("slurm", 1, 1, MachineSettings.defaults(), true, null));
    archive = Archive.open(study.archive(), machine.clock());
    dispatcher = dispatcher();
    new Launcher(study, archive, simulator)
        .enqueue(Studies.experiment(0), List.of(0), 0, "baseline");
  }

  private Study studyWith(ExecutorSettings executor) {
    StudyConfig config = Studies.in(folder).config();
    return new Study(
        folder,
        new StudyConfig(
            config.name(),
            config.simulator(),
            config.objective(),
            config.budget(),
            config.seeds(),
            config.planner(),
            executor,
            config.judge(),
            config.limits()));
  }

  private Dispatcher dispatcher() {
    return new Dispatcher(
        study, archive, scheduler, simulator, Postmortem.byExitCode(), machine.clock());
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private RunRecord run() {
    return archive.run(RUN).orElseThrow();
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
  void waitingInAQueueCostsNothingAndIsNeitherAHangNorALoss() {
    scheduler.says = new JobStatus.Waiting("Priority", false);
    Tick tick = pass(600);

    assertThat(run().state()).isEqualTo(RunState.STARTING);
    assertThat(run().deviceSeconds()).isLessThan(15);
    assertThat(tick.problems()).isEmpty();
  }

  @Test
  void whatWouldWaitForEverIsToldAndLeftAlone() {
    scheduler.says = new JobStatus.Waiting("JobHeldUser", true);

    assertThat(pass(3).problems())
        .anyMatch(p -> p.contains("exp000/s0") && p.contains("JobHeldUser"));
    assertThat(run().state()).isEqualTo(RunState.STARTING);
  }

  @Test
  void whileNobodyKnowsEverythingStaysAsItIs() {
    pass(1);
    RunState before = run().state();
    scheduler.says = new JobStatus.Unknown("the controller is down");
    Tick tick = pass(300);

    assertThat(tick.problems()).singleElement().asString().contains("the controller is down");
    assertThat(run().state()).isEqualTo(before);
    assertThat(machine.starts("exp000/s0")).isEqualTo(1);
  }

  @Test
  void aDecisionToStopIsCarriedOutWhenTheSchedulerCanBeAskedAgain() throws InterruptedException {
    pass(1);
    scheduler.says = new JobStatus.Unknown("the controller is down");
    RunRecord stopped = dispatcher.cancel(RUN, "enough");
    assertThat(stopped.state().isLive()).isTrue();
    assertThat(dispatcher.tick().problems()).anyMatch(p -> p.contains("the controller is down"));

    scheduler.says = null;
    // Another Trotline asks at once; this one would after its pause.
    dispatcher = dispatcher();
    dispatcher.tick();
    assertThat(run().state()).isEqualTo(RunState.CANCELLED);
  }

  @Test
  void aSchedulerThatTakesNothingNowKeepsRunsInTheQueue() {
    scheduler.closed = "Slurm does not answer";
    assertThat(pass(3).problems()).contains("Slurm does not answer");
    assertThat(run().state()).isEqualTo(RunState.QUEUED);
    scheduler.closed = null;
    scheduler.notNow = "job submit limit";
    assertThat(dispatcher.tick().problems()).anyMatch(p -> p.contains("job submit limit"));
    assertThat(run().state()).isEqualTo(RunState.QUEUED);
    scheduler.notNow = null;
    dispatcher.tick();
    assertThat(run().state()).isEqualTo(RunState.STARTING);
  }

  @ParameterizedTest
  @CsvSource({
    "TIME_LIMIT, PREEMPTED, terminated_by_signal",
    "PREEMPTED, PREEMPTED, terminated_by_signal",
    "NODE_FAILED, PREEMPTED, terminated_by_signal",
    "REQUEUED, PREEMPTED, terminated_by_signal",
    "OUT_OF_MEMORY, OUT_OF_MEMORY, host_memory_exhausted",
    "CANCELLED, CANCELLED,",
    "NOT_STARTED, CRASHED, start_failed"
  })
  void theSchedulersWordIsTheEnd(Kind kind, RunState state, @Nullable String cause) {
    machine.ending("exp000/s0", Ending.TERMINATED);
    scheduler.interruption = new Interruption(kind, "so it says");
    pass(5);

    assertThat(run().state()).isEqualTo(state);
    assertThat(run().cause()).isEqualTo(cause);
    assertThat(run().note()).isEqualTo("so it says");
    assertThat(archive.run(RUN.again()).isPresent()).isEqualTo(state == RunState.PREEMPTED);
  }

  @Test
  void whatReachedItsLastIterationHasFinishedWhateverEndedIt() {
    scheduler.interruption = new Interruption(Kind.TIME_LIMIT, "too long");
    pass(8);
    assertThat(run().state()).isEqualTo(RunState.FINISHED);
  }

  @Test
  void aRunThatComesBackWithoutHavingSavedAnythingIsNotCarriedOnForEver() {
    machine.ending("exp000/s0", Ending.TERMINATED);
    machine.ending("exp000/s0r1", Ending.TERMINATED);
    scheduler.interruption = new Interruption(Kind.PREEMPTED, "so it says");
    pass(12);

    assertThat(archive.run(RUN.again()).orElseThrow().state()).isEqualTo(RunState.PREEMPTED);
    assertThat(archive.run(RUN.again().again())).isEmpty();
    assertThat(archive.decisionsAbout("exp000/s0r1"))
        .extracting(Decision::kind)
        .contains("resume", "not_resumed");
  }

  @Test
  void aPersonsDecisionIsNotUndoneByCarryingOn() {
    pass(1);
    scheduler.interruption = new Interruption(Kind.PREEMPTED, "so it says");
    dispatcher.stop(RUN, RunState.PREEMPTED, null, "to make room");
    pass(3);

    assertThat(run().state()).isEqualTo(RunState.PREEMPTED);
    assertThat(archive.run(RUN.again())).isEmpty();
  }

  @Test
  void carryingOnCanBeSwitchedOff() {
    study = studyWith(new ExecutorSettings("slurm", 1, 1, MachineSettings.defaults(), false, null));
    dispatcher = dispatcher();
    machine.ending("exp000/s0", Ending.TERMINATED);
    scheduler.interruption = new Interruption(Kind.PREEMPTED, "so it says");
    pass(5);
    assertThat(archive.run(RUN.again())).isEmpty();
  }

  @Test
  void theLocalExecutorCarriesOnWhatASignalEndedIfToldTo() {
    study = studyWith(new ExecutorSettings("local", 1, 1, MachineSettings.defaults(), true, null));
    dispatcher = dispatcher();
    machine.ending("exp000/s0", Ending.TERMINATED);
    pass(8);
    assertThat(run().state()).isEqualTo(RunState.PREEMPTED);
    assertThat(archive.run(RUN.again()).orElseThrow().state()).isEqualTo(RunState.FINISHED);
  }
}
