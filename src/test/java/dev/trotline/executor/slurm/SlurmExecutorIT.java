package dev.trotline.executor.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.EnvironmentException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.ExecutorContract;
import dev.trotline.executor.Interruption;
import dev.trotline.executor.Interruption.Kind;
import dev.trotline.executor.Job;
import dev.trotline.executor.JobStatus;
import dev.trotline.executor.KillReport;
import dev.trotline.simulator.Device;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executor on a real Slurm, with shell scripts for trainings. */
class SlurmExecutorIT implements ExecutorContract {

  private static final Duration GRACE = Duration.ofSeconds(2);

  @TempDir static Path cluster;
  private static SlurmCluster slurm;

  @TempDir Path root;
  private SlurmExecutor executor;

  @BeforeAll
  static void startSlurm() throws Exception {
    slurm = SlurmCluster.start(cluster, true);
  }

  @AfterAll
  static void stopSlurm() throws Exception {
    if (slurm != null) {
      slurm.close();
    }
  }

  /** A restarted controller drains the node where it finds a job it had not saved yet. */
  @BeforeEach
  void healTheNode() throws Exception {
    slurm.start();
  }

  @Override
  public Executor executor() {
    if (executor == null) {
      executor = with("gres: 'gpu:1', time: 30 min");
    }
    return executor;
  }

  private SlurmExecutor with(String settings) {
    try {
      Files.writeString(
          root.resolve("study.yaml"),
          "name: a study's name\n"
              + "simulator: {kind: mujoco, task: T}\n"
              + "objective: {minimize: velocity_error}\n"
              + "executor: {kind: slurm, slots: 3, slurm: {"
              + settings
              + "}}\n");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return new SlurmExecutor(
        StudyFiles.read(root),
        Path.of("").toAbsolutePath(),
        slurm.environment(),
        InstantSource.system(),
        System::nanoTime);
  }

  @Override
  public Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve("runs/with space/" + name));
  }

  @Override
  public String studyMarker() {
    return "t" + Integer.toHexString(root.hashCode()) + "x" + ProcessHandle.current().pid();
  }

  private Device device() {
    return executor().devices().get(0);
  }

  private Job running(String name, String script) throws Exception {
    Job job = job(name, script);
    executor().start(job, device());
    await(job, s -> s instanceof JobStatus.Running running && running.pid() > 0);
    return job;
  }

  private String only(Job job) throws Exception {
    assertThat(slurm.jobs(job.marker())).hasSize(1);
    return slurm.jobs(job.marker()).get(0);
  }

  private Interruption interruptionOf(Job job) throws Exception {
    await(job, s -> s instanceof JobStatus.Ended || s instanceof JobStatus.Vanished);
    Interruption found = executor().interruption(job.marker(), job.folder()).orElseThrow();
    assertThat(executor().kill(job.marker(), job.folder(), GRACE).clean()).isTrue();
    return found;
  }

  @Test
  void theGpuIsSlurmsToGive() throws Exception {
    assertThat(executor().devices())
        .extracting(Device::name)
        .contains("slurm0", "slurm2")
        .hasSize(3);
    assertThat(device().isAssigned()).isTrue();
    Job job = job("gpu", "echo \"$CUDA_VISIBLE_DEVICES|$EXTRA|$TROTLINE_RUN\"");
    executor().start(job, device());
    await(job, s -> s instanceof JobStatus.Ended);
    assertThat(Files.readString(job.folder().resolve("console.log")).strip())
        .matches("[01]\\|it's \"x\" \\$HOME\\|" + job.marker());
  }

  @Test
  void aHeldJobWaitsIsToldAndCanBeCancelled() throws Exception {
    executor = with("lines: ['#SBATCH --hold']");
    Job job = job("held", "exit 0");
    executor().start(job, device());

    assertThat(await(job, s -> s instanceof JobStatus.Waiting w && w.stuck()))
        .isEqualTo(new JobStatus.Waiting("JobHeldUser", true));
    assertThat(executor().liveMarkers(studyMarker())).contains(job.marker());
    KillReport report = executor().kill(job.marker(), job.folder(), GRACE);

    assertThat(report.clean()).isTrue();
    assertThat(report.killed()).hasSize(1);
    await(job, s -> s instanceof JobStatus.Vanished);
    assertThat(executor().liveMarkers(studyMarker())).isEmpty();
  }

  @Test
  void whatSomebodyElseCancelsIsCancelled() throws Exception {
    Job job = running("cancelled", "sleep 300");
    slurm.run("scancel", only(job));
    assertThat(interruptionOf(job).kind()).isEqualTo(Kind.CANCELLED);
  }

  @Test
  void aWarningOfTheTimeLimitLetsTheProgramSaveItsWork() throws Exception {
    Job job = running("limit", "trap 'echo saved; exit 130' INT; sleep 300 & wait");
    slurm.run("scancel", "--batch", "--signal=USR1", only(job));
    Interruption told = interruptionOf(job);
    assertThat(told.kind()).isEqualTo(Kind.TIME_LIMIT);
    assertThat(told.passing()).isTrue();
    assertThat(Files.readString(job.folder().resolve("console.log"))).contains("saved");
    assertThat(((JobStatus.Ended) executor().status(job.folder())).exitCode()).isEqualTo(130);
  }

  @Test
  void aTimeLimitIsTold() throws Exception {
    Job job = running("timeout", "trap '' INT; sleep 300; :");
    slurm.run("scontrol", "update", "jobid=" + only(job), "EndTime=now+1");
    Interruption told = interruptionOf(job);
    assertThat(told.kind()).isEqualTo(Kind.TIME_LIMIT);
    assertThat(told.sentence()).contains("time limit");
    Submission submission = Submission.read(job.folder()).orElseThrow();
    SlurmCommands commands = new SlurmCommands(slurm.environment());
    SlurmCluster.await(
        "the accounting's word",
        () -> commands.remembered(submission).equals(Optional.of("TIMEOUT")));
    assertThat(commands.remembered(new Submission("m", "another-name", 1, submission.id())))
        .isEmpty();
  }

  @Test
  void aPreemptedJobIsTold() throws Exception {
    executor = with("partition: low, lines: ['#SBATCH --exclusive']");
    Job job = running("preempted", "trap '' INT; sleep 300; :");
    String other =
        slurm.run(
            "sbatch",
            "--parsable",
            "-p",
            "normal",
            "--exclusive",
            "-o",
            "/dev/null",
            "--wrap",
            "sleep 20");
    assertThat(interruptionOf(job).kind()).isEqualTo(Kind.PREEMPTED);
    slurm.run("scancel", other);
  }

  @Test
  void aRequeuedJobIsOverAndItsPlaceInTheQueueIsGivenUp() throws Exception {
    Path template = root.resolve("own.sbatch");
    Files.writeString(
        template,
        Files.readString(Path.of("templates/slurm/run.sbatch"))
            .replace("--no-requeue", "--requeue"));
    executor = with("template: own.sbatch");
    Job job = running("requeued", "trap '' INT; sleep 300; :");
    String id = only(job);
    slurm.run("scontrol", "requeue", id);

    assertThat(interruptionOf(job).kind()).isEqualTo(Kind.REQUEUED);
    // It may have been completing when it was killed; the dispatcher's sweep does this.
    SlurmCluster.await(
        "its end",
        () ->
            executor().kill(job.marker(), job.folder(), GRACE).clean()
                && state(id).equals("CANCELLED"));
  }

  @Test
  void aRequeuedJobThatStartsOnceMoreFindsItsFolderUsedAndLeaves() throws Exception {
    executor = with("lines: ['#SBATCH --requeue']");
    Job job = running("twice", "trap '' INT; echo began; sleep 300; :");
    String id = only(job);
    slurm.run("scontrol", "requeue", id);
    SlurmCluster.await("the requeue", () -> state(id).equals("PENDING"));
    slurm.run("scontrol", "update", "jobid=" + id, "StartTime=now");
    SlurmCluster.await("the second start", () -> JobEvents.read(job.folder()).refused());

    await(job, s -> s instanceof JobStatus.Ended || s instanceof JobStatus.Vanished);
    assertThat(Files.readString(job.folder().resolve("console.log"))).containsOnlyOnce("began");
  }

  private static String state(String id) {
    try {
      return slurm.run("squeue", "-h", "-j", id, "-t", "all", "-o", "%T");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRefusalIsSlurmsOwnSentenceAndKeepsTheOthersBack() throws Exception {
    executor = with("partition: nowhere");
    Job job = job("refused", "exit 0");
    assertThatThrownBy(() -> executor().start(job, device()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("Invalid partition name specified");
    assertThat(executor().status(job.folder())).isEqualTo(new JobStatus.NotStarted());
    assertThat(executor().closed().orElseThrow()).contains("Invalid partition name");
  }

  @Test
  void anAnswerThatWasNeverHeardIsFoundByTheCommentAndNothingIsSubmittedTwice() throws Exception {
    Job job = job("unheard", "sleep 300");
    executor().start(job, device());
    Submission said = Submission.read(job.folder()).orElseThrow();
    new Submission(said.marker(), said.name(), said.attempt(), null).write(job.folder());

    await(job, s -> s instanceof JobStatus.Running);
    executor = null;
    if (executor().status(job.folder()) instanceof JobStatus.NotStarted) {
      executor().start(job, device());
    }
    assertThat(slurm.jobs(job.marker())).hasSize(1);
    assertThat(executor().kill(job.marker(), job.folder(), GRACE).clean()).isTrue();
  }

  @Test
  void aJobTheControllerLostIsNotStarted() throws Exception {
    Job job = job("lost", "exit 0");
    new Submission(job.marker(), "trotline-x", 1, 987654L).write(job.folder());
    assertThat(executor().status(job.folder())).isInstanceOf(JobStatus.Waiting.class);
    await(job, s -> s instanceof JobStatus.NotStarted);
    new Submission(job.marker(), "trotline-x", JobReading.MOST_ATTEMPTS, 987654L)
        .write(job.folder());
    await(job, s -> s instanceof JobStatus.Vanished);
    assertThat(executor().interruption(job.marker(), job.folder()).orElseThrow().kind())
        .isEqualTo(Kind.NOT_STARTED);
  }

  @Test
  void whileTheControllerIsDownNothingIsConcludedKilledOrSubmitted() throws Exception {
    Job job = running("outage", "trap '' INT; while [ ! -e go ]; do sleep 0.2; done; exit 4");
    // Slurm saves its state a few seconds late; only what is saved survives the crash.
    Thread.sleep(6000);
    slurm.kill("slurmctld");
    try {
      SlurmCluster.await("the silence", () -> executor().closed().isPresent());
      assertThat(executor().status(job.folder())).isInstanceOf(JobStatus.Running.class);
      KillReport report = executor().kill(job.marker(), job.folder(), GRACE);
      assertThat(report.clean()).isFalse();
      assertThat(report.left()).contains("Slurm does not answer");
      assertThat(executor().status(job.folder())).isInstanceOf(JobStatus.Running.class);
      Job waiting = job("waiting", "exit 0");
      new Submission(waiting.marker(), "trotline-x", 1, 77L).write(waiting.folder());
      assertThat(executor().status(waiting.folder())).isInstanceOf(JobStatus.Unknown.class);
      Files.createFile(job.folder().resolve("go"));
      // The script's last word is enough, whoever is silent.
      JobStatus ended = await(job, s -> s instanceof JobStatus.Ended);
      assertThat(((JobStatus.Ended) ended).exitCode()).isEqualTo(4);
    } finally {
      slurm.start();
    }
    SlurmCluster.await("the controller", () -> executor().closed().isEmpty());
  }

  @Test
  void aSubmissionToASilentControllerIsFoundWhenItAnswersAgain() throws Exception {
    Job job = job("silent", "sleep 300");
    assertThat(executor().closed()).isEmpty();
    executor().liveMarkers(studyMarker());
    slurm.signal("slurmctld", "STOP");
    try {
      SlurmCommands commands = new SlurmCommands(slurm.environment());
      new JobFiles(
              StudyFiles.read(root).config().executor().slurm(),
              JobTemplate.parse("x", Files.readString(Path.of("templates/slurm/run.sbatch"))))
          .write(job, new Submission(job.marker(), "trotline-x", 1, null));
      Submission submission = new Submission(job.marker(), "trotline-x", 1, null);
      submission.write(job.folder());
      assertThat(commands.submit(submission, job.folder(), JobFiles.SCRIPT))
          .isInstanceOf(SlurmCommands.Submitted.Uncertain.class);
    } finally {
      slurm.signal("slurmctld", "CONT");
    }
    await(job, s -> s instanceof JobStatus.Running running && running.pid() > 0);
    assertThat(slurm.jobs(job.marker())).hasSize(1);
    assertThat(executor().kill(job.marker(), job.folder(), GRACE).clean()).isTrue();
  }

  @Test
  void aLostNodeIsToldAndItsOrphansAreEnded() throws Exception {
    Job job = running("node", "trap '' INT; sleep 300; :");
    String id = only(job);
    slurm.kill("slurmd");
    try {
      SlurmCluster.await("the node's loss", () -> state(id).equals("NODE_FAIL"));
      assertThat(interruptionOf(job).kind()).isEqualTo(Kind.NODE_FAILED);
      assertThat(executor().liveMarkers(studyMarker())).isEmpty();
    } finally {
      slurm.start();
    }
  }
}
