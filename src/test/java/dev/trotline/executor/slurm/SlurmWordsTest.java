package dev.trotline.executor.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlurmWordsTest {

  private static final Submission MINE =
      new Submission("t1:exp000/s1", "trotline-a-exp000-s1", 1, 12L);

  @TempDir Path folder;

  private static SlurmJob job(long id, String state, String comment) {
    return new SlurmJob(id, state, null, "n1", "x", comment, "None");
  }

  @Test
  void squeueIsReadAlsoWhereReasonsHaveBlanksAndForeignCommentsBreakLines() {
    List<SlurmJob> jobs =
        SlurmJob.parse(
            "12|RUNNING|2026-11-22T01:30:35|n1|trotline-a-exp000-s1|t1:exp000/s1|None\n"
                + "13|PENDING|N/A||x|(null)|Nodes required for job are DOWN, DRAINED or reserved\n"
                + "14|RUNNING|2026-11-22T01:30:35|n1|x|a comment\n"
                + "of two lines|None\n"
                + "slurm_load_jobs error\n");
    assertThat(jobs).extracting(SlurmJob::id).containsExactly(12L, 13L);
    assertThat(jobs.get(0).started()).isEqualTo(Instant.parse("2026-11-22T01:30:35Z"));
    assertThat(jobs.get(0).isOf(MINE)).isTrue();
    assertThat(jobs.get(1).started()).isNull();
    assertThat(jobs.get(1).stuck()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "PENDING, WAITING",
    "CONFIGURING, WAITING",
    "RUNNING, ACTIVE",
    "COMPLETING, ACTIVE",
    "SIGNALING, ACTIVE",
    "SUSPENDED, ACTIVE",
    "SOMETHING_NEW, ACTIVE",
    "COMPLETED, OVER",
    "NODE_FAIL, OVER"
  })
  void aStateNobodyKnowsMayStillHaveProcesses(String state, SlurmJob.Phase phase) {
    assertThat(job(1, state, "").phase()).isEqualTo(phase);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JobHeldUser",
        "JobHeldAdmin",
        "job requeued in held state",
        "job_requeued_in_held_state",
        "launch failed requeued held",
        "PartitionConfig",
        "DependencyNeverSatisfied"
      })
  void whatWaitsForSomebodyIsToldFromWhatWaitsItsTurn(String reason) {
    assertThat(new SlurmJob(1, "PENDING", null, "", "", "", reason).stuck()).isTrue();
    assertThat(new SlurmJob(1, "PENDING", null, "", "", "", "Priority").stuck()).isFalse();
    assertThat(new SlurmJob(1, "PENDING", null, "", "", "", "QOSMaxJobsPerUserLimit").stuck())
        .isFalse();
  }

  @Test
  void aNumberThatWasGivenAwayAgainIsNotMistakenForTheRun() {
    JobTable.Look look =
        new JobTable.Look(
            List.of(job(12, "RUNNING", "t1:exp000/s9"), job(11, "CANCELLED", "t1:exp000/s1")),
            null,
            0);
    assertThat(look.of(MINE)).isEmpty();
    assertThat(look.live("t1:exp000/s1", MINE)).isEmpty();
    JobTable.Look doubled =
        new JobTable.Look(
            List.of(job(12, "PENDING", "t1:exp000/s1"), job(14, "RUNNING", "t1:exp000/s1")),
            null,
            0);
    assertThat(doubled.of(MINE).orElseThrow().id()).isEqualTo(14);
    assertThat(doubled.live("t1:exp000/s1", MINE)).hasSize(2);
  }

  @Test
  void slurmsLastWordsInTheOutputSayWhy() throws IOException {
    Files.writeString(
        folder.resolve(JobEvents.OUTPUT),
        "slurmstepd-n1: error: *** JOB 7 ON n1 CANCELLED AT 2026-11-22T01:54:59 ***\n"
            + "slurmstepd: error: *** JOB 7 ON n1 CANCELLED AT 2026-11-22T01:55:59 DUE TO TIME LIMIT ***\n");
    Files.writeString(
        folder.resolve(JobEvents.FILE), "1795316996 7 started on n1\n1795316997 7 got-TERM\n");
    JobEvents events = JobEvents.read(folder);
    assertThat(events.cancelled()).contains("TIME LIMIT");
    assertThat(events.heard("TERM")).isTrue();
    assertThat(events.heard("USR1")).isFalse();
    assertThat(events.over()).isFalse();
    assertThat(events.memory()).isEmpty();
    assertThat(
            new JobEvents(
                    List.of(),
                    "slurmstepd-n1: error: StepId=1.batch exceeded memory limit (125 > 62), being killed")
                .memory())
        .isPresent();
  }

  @Test
  void aSubmissionIsReadBackAndAFolderWithoutOneHasNone() {
    assertThat(Submission.read(folder)).isEmpty();
    MINE.write(folder);
    assertThat(Submission.read(folder)).contains(MINE);
    new Submission("t1:exp000/s1", "n", 2, null).write(folder);
    assertThat(Submission.read(folder).orElseThrow().id()).isNull();
    Submission.forget(folder);
    assertThat(Submission.read(folder)).isEmpty();
  }

  @Test
  void namesAreSafeWhateverTheStudyIsCalled() {
    assertThat(SlurmName.of("my study: \"x\" $(rm) é|\n", "t1:exp007/s2r1"))
        .isEqualTo("trotline-my_study_x_rm_-exp007-s2r1");
  }

  @Test
  void theTemplateThatComesAlongIsFilledInWhole() throws IOException {
    JobTemplate template =
        JobTemplate.parse("run.sbatch", Files.readString(Path.of("templates/slurm/run.sbatch")));
    String script =
        template.fill(
            Map.of(
                "name",
                "N",
                "marker",
                "M",
                "folder",
                "/f",
                "options",
                "#SBATCH --mem=1G\n$1",
                "setup",
                "",
                "runner",
                "r.sh"));
    assertThat(script).contains("#SBATCH --comment=M\n", "#SBATCH --mem=1G\n$1", "/bin/sh r.sh\n");
    assertThat(script).doesNotContain("{{");
  }

  @Test
  void aTemplateWithAnUnknownOrMissingPlaceholderIsRefusedByName() throws IOException {
    String text = Files.readString(Path.of("templates/slurm/run.sbatch"));
    assertThatThrownBy(() -> JobTemplate.parse("x", text + "{{partition}}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("{{partition}}");
    assertThatThrownBy(() -> JobTemplate.parse("x", text.replace("{{marker}}", "m")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("lacks the placeholder {{marker}}");
    assertThatThrownBy(() -> JobTemplate.parse("x", text.replace("\n", "\r\n")))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> JobTemplate.parse("x", text.substring(2)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void patienceBeginsAnewWheneverSomethingElseIsSeen() {
    AtomicLong now = new AtomicLong();
    Patience patience = new Patience(now::get);
    SplittableRandom random = new SplittableRandom(7);
    String seen = "";
    long since = 0;
    for (int i = 0; i < 1000; i++) {
      String what = random.nextInt(4) == 0 ? "b" : "a";
      now.addAndGet(random.nextLong(1_000_000_000L));
      if (!what.equals(seen)) {
        seen = what;
        since = now.get();
      }
      boolean over = patience.over(folder, what, Duration.ofSeconds(2));
      assertThat(over).isEqualTo(now.get() - since >= 2_000_000_000L);
    }
  }
}
