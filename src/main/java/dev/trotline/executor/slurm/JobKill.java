package dev.trotline.executor.slurm;

import dev.trotline.executor.KillReport;
import dev.trotline.process.GroupKill;
import dev.trotline.process.Pause;
import dev.trotline.process.ProcessFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run's jobs: INT to the job's script, which passes it on, grace, then scancel, which is
 * TERM and KILL. Gone is what Slurm calls over, or what the script itself has swept up, and of
 * which nothing carries the marker on this machine.
 */
final class JobKill {

  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final Duration LOOK = Duration.ofMillis(700);

  /** A script whose program has ended is about to end itself. */
  private static final Duration LEAVING = Duration.ofSeconds(5);

  /** What Slurm did not know of; its jobs are over by then. */
  private static final Duration LEFT_GRACE = Duration.ofSeconds(1);

  private final SlurmCommands commands;
  private final JobTable table;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private volatile @Nullable Duration killWait;

  JobKill(SlurmCommands commands, JobTable table, InstantSource clock, LongSupplier nanos) {
    this.commands = commands;
    this.table = table;
    this.clock = clock;
    this.nanos = nanos;
  }

  KillReport kill(String marker, Path folder, @Nullable Submission submission, Duration grace) {
    // Usually the script has swept up behind the program; then nothing has to be asked.
    boolean swept = submission != null && JobEvents.read(folder).over();
    JobTable.Look look = swept ? table.look() : fresh();
    String silence = look.silence();
    if (silence != null) {
      return submission == null || swept
          ? here(marker, folder, grace, List.of())
          : doubtful("cannot be ended while Slurm does not answer: " + silence, List.of());
    }
    List<SlurmJob> live = live(look, marker, folder, submission);
    if (!live.isEmpty() && hasExitCode(folder)) {
      await(LEAVING, () -> live(fresh(), marker, folder, submission).isEmpty());
      live = live(fresh(), marker, folder, submission);
    }
    List<Long> ids = live.stream().map(SlurmJob::id).toList();
    if (!ids.isEmpty() && !end(marker, folder, submission, live, grace)) {
      return doubtful("has a Slurm job that scancel has not ended yet: " + ids, ids);
    }
    return here(marker, folder, submission == null ? grace : LEFT_GRACE, ids);
  }

  private boolean end(
      String marker,
      Path folder,
      @Nullable Submission submission,
      List<SlurmJob> live,
      Duration grace) {
    List<SlurmJob> active =
        live.stream().filter(job -> job.phase() == SlurmJob.Phase.ACTIVE).toList();
    if (!active.isEmpty() && !grace.isZero() && !hasExitCode(folder)) {
      active.forEach(job -> commands.signal(job.id(), "INT"));
      await(grace, () -> hasExitCode(folder));
      // The script sweeps up and leaves; cancelling it meanwhile would only cut that short.
      await(
          Duration.ofSeconds(2),
          () -> !hasExitCode(folder) || live(fresh(), marker, folder, submission).isEmpty());
    }
    List<Long> left = live(fresh(), marker, folder, submission).stream().map(SlurmJob::id).toList();
    if (!left.isEmpty()) {
      commands.cancel(left);
      table.outdate();
    }
    return await(
        killWait().plusSeconds(15), () -> live(fresh(), marker, folder, submission).isEmpty());
  }

  /** Jobs that may have processes; one whose script has said its last word has none. */
  private static List<SlurmJob> live(
      JobTable.Look look, String marker, Path folder, @Nullable Submission submission) {
    List<SlurmJob> live = look.jobs().isEmpty() ? List.of() : look.live(marker, submission);
    if (submission == null || live.isEmpty() || !JobEvents.read(folder).over()) {
      return live;
    }
    return live.stream()
        .filter(
            job ->
                job.phase() == SlurmJob.Phase.WAITING
                    || !Long.valueOf(job.id()).equals(submission.id()))
        .toList();
  }

  private JobTable.Look fresh() {
    return table.look(nanos.getAsLong());
  }

  private static boolean hasExitCode(Path folder) {
    return ProcessFacts.inspect(folder) instanceof ProcessFacts.Ended;
  }

  private boolean await(Duration limit, BooleanSupplier done) {
    long end = nanos.getAsLong() + limit.toNanos();
    long pause = GLANCE.toMillis();
    while (!done.getAsBoolean()) {
      if (nanos.getAsLong() - end >= 0) {
        return false;
      }
      Pause.sleep(Duration.ofMillis(pause));
      pause = Math.min(LOOK.toMillis(), pause * 2);
    }
    return true;
  }

  private Duration killWait() {
    Duration known = killWait;
    if (known == null) {
      known = commands.killWait();
      killWait = known;
    }
    return known;
  }

  private static KillReport doubtful(String why, List<Long> ids) {
    return new KillReport(ids.isEmpty() ? "NONE" : KillReport.SCANCEL, ids, List.of(), why);
  }

  /** What is left on this machine, whether Slurm ever knew it or not. */
  private KillReport here(String marker, Path folder, Duration grace, List<Long> cancelled) {
    GroupKill.Report report = new GroupKill(clock).kill(marker, folder, grace);
    if (cancelled.isEmpty()) {
      return new KillReport(report.lastSignal(), report.killed(), report.survivors());
    }
    List<Long> killed = new ArrayList<>(cancelled);
    killed.addAll(report.killed());
    return new KillReport(KillReport.SCANCEL, killed, report.survivors());
  }
}
