package dev.trotline.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.RefusedException;
import dev.trotline.process.MarkerSweep;
import dev.trotline.simulator.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What every executor must do, whatever runs the programs. */
public interface ExecutorContract {

  /** The executor under test. */
  Executor executor();

  /** A new folder for a job, one for each name. */
  Path folder(String name) throws IOException;

  /** A study marker nobody else uses. */
  String studyMarker();

  @Test
  default void aJobIsFollowedFromNothingToItsExitCode() throws Exception {
    Job job = job("ends", "echo hello; sleep 1; exit 9");
    assertThat(executor().status(job.folder())).isEqualTo(new JobStatus.NotStarted());
    assertThat(executor().closed()).isEmpty();

    executor().start(job, executor().devices().get(0));

    JobStatus last = await(job, s -> s instanceof JobStatus.Ended);
    assertThat(((JobStatus.Ended) last).exitCode()).isEqualTo(9);
    assertThat(Files.readString(job.folder().resolve("console.log"))).isEqualTo("hello\n");
    assertThat(executor().interruption(job.marker(), job.folder())).isEmpty();
    KillReport report = executor().kill(job.marker(), job.folder(), Duration.ofSeconds(1));
    assertThat(report).isEqualTo(new KillReport("NONE", List.of(), List.of()));
  }

  @Test
  default void aKilledJobLeavesNothingOfItselfNotEvenWhatEscaped() throws Exception {
    Job job =
        job("killed", "trap '' INT; (setsid sh -c 'trap \"\" TERM; sleep 300' &) ; sleep 300; :");
    executor().start(job, executor().devices().get(0));
    await(job, s -> s instanceof JobStatus.Running running && running.pid() > 0);
    assertThat(executor().liveMarkers(studyMarker())).contains(job.marker());

    KillReport report = executor().kill(job.marker(), job.folder(), Duration.ofSeconds(2));

    assertThat(report.clean()).as("%s", report).isTrue();
    assertThat(report.killed()).isNotEmpty();
    assertThat(MarkerSweep.find(job.marker())).isEmpty();
    JobStatus status =
        await(job, s -> s instanceof JobStatus.Ended || s instanceof JobStatus.Vanished);
    assertThat(status).isNotNull();
  }

  @Test
  default void aFolderIsUsedOnce() throws Exception {
    Job job = job("once", "exit 0");
    executor().start(job, executor().devices().get(0));
    await(job, s -> s instanceof JobStatus.Ended);

    assertThatThrownBy(() -> executor().start(job, executor().devices().get(0)))
        .isInstanceOf(RefusedException.class);
  }

  /** A job of a shell script. */
  default Job job(String name, String script) throws IOException {
    return new Job(
        studyMarker() + ":" + name,
        folder(name),
        new CommandLine(List.of("sh", "-c", script), Map.of("EXTRA", "it's \"x\" $HOME")));
  }

  /** Waits for a status, two minutes at most. */
  default JobStatus await(Job job, Predicate<JobStatus> wanted) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      JobStatus status = executor().status(job.folder());
      if (wanted.test(status)) {
        return status;
      }
      assertThat(System.nanoTime() - start)
          .as("%s", status)
          .isLessThan(TimeUnit.SECONDS.toNanos(120));
      Thread.sleep(100);
    }
  }
}
