package dev.trotline.executor.slurm;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.error.RefusedException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.Interruption;
import dev.trotline.executor.Job;
import dev.trotline.executor.JobStatus;
import dev.trotline.executor.KillReport;
import dev.trotline.process.MarkerSweep;
import dev.trotline.process.ProcessFacts;
import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import dev.trotline.study.SlurmSettings;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs every run as a Slurm job of its own. The run's folder must be seen by the nodes. Holds
 * nothing in memory that the folders and the controller do not hold, but for how long something has
 * looked the same.
 *
 * <p>A submission writes {@code slurm_job} with the marker, calls sbatch, writes the number.
 * Whoever finds the file without a number looks for the marker among Slurm's jobs before anything
 * is submitted again; and should two jobs of a run exist after all, the folder's {@code pid} file
 * lets only one of them start the training.
 */
public final class SlurmExecutor implements Executor {

  private static final int SLOTS = 8;

  /** After a refusal the same is not asked for again at once. */
  private static final Duration REFUSED = Duration.ofMinutes(5);

  private final String study;
  private final ExecutorSettings settings;
  private final SlurmSettings slurm;
  private final Path root;
  private final Path home;
  private final LongSupplier nanos;
  private final SlurmCommands commands;
  private final JobTable table;
  private final JobReading reading;
  private final JobKill kills;
  private final JobEnd ends;
  private volatile @Nullable String refusal;
  private volatile long refusedAt;

  /**
   * @param study whose runs are submitted; its executor must be Slurm
   * @param home where Trotline is installed, for the default template
   * @param environment Trotline's environment
   * @param clock wall clock
   * @param nanos a monotonic clock
   */
  public SlurmExecutor(
      Study study,
      Path home,
      Map<String, String> environment,
      InstantSource clock,
      LongSupplier nanos) {
    this.study = study.config().name();
    this.settings = study.config().executor();
    this.slurm = Objects.requireNonNull(settings.slurm(), "the study's executor is not Slurm");
    this.root = study.root();
    this.home = home;
    this.nanos = nanos;
    this.commands = new SlurmCommands(environment);
    this.table = new JobTable(commands, nanos);
    this.reading = new JobReading(table, clock, nanos);
    this.kills = new JobKill(commands, table, clock, nanos);
    this.ends = new JobEnd(table, commands);
  }

  /** Places in the queue, not machines: which node a run gets is Slurm's affair. */
  @Override
  public List<Device> devices() {
    int slots = settings.slots() == null ? SLOTS : settings.slots();
    Integer threads = settings.threads() == null ? slurm.cpus() : settings.threads();
    return IntStream.range(0, slots)
        .mapToObj(
            slot ->
                new Device(
                    "slurm" + slot,
                    slurm.gpu() ? Device.ASSIGNED : null,
                    threads == null ? 1 : threads))
        .toList();
  }

  @Override
  public Optional<String> closed() {
    String silence = table.look().silence();
    if (silence != null) {
      return Optional.of("Slurm does not answer, so nothing is submitted: " + silence);
    }
    try {
      template();
    } catch (InvalidInputException | EnvironmentException e) {
      return Optional.of(e.advice());
    }
    String refused = refusal;
    return refused != null && nanos.getAsLong() - refusedAt < REFUSED.toNanos()
        ? Optional.of(
            "Slurm refuses the study's jobs, so no more are submitted for now: " + refused)
        : Optional.empty();
  }

  /**
   * Checks the study's job template.
   *
   * @throws InvalidInputException if it lacks a placeholder or holds an unknown one
   */
  public void requireTemplate() {
    template();
  }

  private JobTemplate template() {
    String own = slurm.template();
    Path file = own == null ? home.resolve("templates/slurm/run.sbatch") : root.resolve(own);
    try {
      return JobTemplate.parse(
          own == null ? "templates/slurm/run.sbatch" : own, Files.readString(file));
    } catch (IOException e) {
      throw new EnvironmentException(
          "the Slurm template " + file + " cannot be read: " + e.getMessage(),
          "correct executor.slurm.template in study.yaml",
          e);
    }
  }

  @Override
  public void start(Job job, Device device) {
    if (ProcessFacts.isClaimed(job.folder())) {
      throw new RefusedException("a program was already started in " + job.folder(), null);
    }
    JobFiles files = new JobFiles(slurm, template());
    Optional<Submission> before = Submission.read(job.folder());
    Submission submission =
        new Submission(
            job.marker(),
            SlurmName.of(study, job.marker()),
            before.map(Submission::attempt).orElse(0) + 1,
            null);
    JobTable.Look look = table.look(nanos.getAsLong());
    if (look.silence() != null) {
      throw later(look.silence());
    }
    List<SlurmJob> live = look.live(job.marker(), before.orElse(null));
    if (!live.isEmpty()) {
      // Taken from an earlier Trotline that never heard the answer.
      submission.with(live.get(0).id()).write(job.folder());
      return;
    }
    files.write(job, submission);
    submission.write(job.folder());
    SlurmCommands.Submitted answer = commands.submit(submission, job.folder(), JobFiles.SCRIPT);
    table.outdate();
    settle(job, submission, answer);
  }

  private void settle(Job job, Submission submission, SlurmCommands.Submitted answer) {
    if (answer instanceof SlurmCommands.Submitted.Accepted accepted) {
      refusal = null;
      submission.with(accepted.id()).write(job.folder());
    } else if (answer instanceof SlurmCommands.Submitted.Refused refused) {
      Submission.forget(job.folder());
      refusal = refused.sentence();
      refusedAt = nanos.getAsLong();
      throw new EnvironmentException(
          "Slurm refuses the job: " + refused.sentence(),
          "correct executor.slurm in study.yaml; 'trotline doctor' says what the cluster has");
    } else if (answer instanceof SlurmCommands.Submitted.Later later) {
      Submission.forget(job.folder());
      throw later(later.why());
    }
    // Uncertain: the file without a number stands, and the marker is looked for from now on.
  }

  private static RefusedException later(String why) {
    return new RefusedException("Slurm takes no job at present: " + why, "it is tried again");
  }

  @Override
  public JobStatus status(Path folder) {
    Optional<Submission> submission = Submission.read(folder);
    if (submission.isPresent()) {
      return reading.of(folder, submission.get());
    }
    // Started on this machine before the study was moved to Slurm, or not at all.
    ProcessFacts facts = ProcessFacts.inspect(folder);
    if (facts instanceof ProcessFacts.Running running) {
      return new JobStatus.Running(running.pid(), running.since());
    }
    if (facts instanceof ProcessFacts.Ended ended) {
      return new JobStatus.Ended(ended.exitCode(), ended.at());
    }
    return facts instanceof ProcessFacts.Vanished
        ? new JobStatus.Vanished()
        : new JobStatus.NotStarted();
  }

  @Override
  public Optional<Interruption> interruption(String marker, Path folder) {
    return Submission.read(folder).flatMap(submission -> ends.of(folder, submission));
  }

  @Override
  public KillReport kill(String marker, Path folder, Duration grace) {
    return kills.kill(marker, folder, Submission.read(folder).orElse(null), grace);
  }

  /** Jobs of the study that are not over, and processes on this machine. */
  @Override
  public List<String> liveMarkers(String studyMarker) {
    TreeSet<String> markers = new TreeSet<>();
    for (SlurmJob job : table.look().jobs()) {
      if (job.phase() != SlurmJob.Phase.OVER && job.comment().startsWith(studyMarker + ":")) {
        markers.add(job.comment());
      }
    }
    MarkerSweep.find(studyMarker + ":").forEach(marked -> markers.add(marked.marker()));
    return List.copyOf(markers);
  }
}
