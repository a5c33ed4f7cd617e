package dev.trotline.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.MetricSource;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntegrityTest {
  private static final ExperimentId BASELINE = ExperimentId.BASELINE;
  private static final ExperimentId CANDIDATE = new ExperimentId(1);

  @TempDir Path folder;
  private JudgedStudy study;
  private RunId reference;
  private RunId candidate;

  @BeforeEach
  void judgeTwoExperiments() throws IOException {
    study = new JudgedStudy(folder, 128);
    reference = study.finished(0, 1);
    candidate = study.finished(1, 1);
    study.settle(reference);
    study.settle(candidate);
  }

  @AfterEach
  void close() {
    study.close();
  }

  private List<IntegrityProblem> problems() {
    return Integrity.of(study.study, study.archive, study.simulator).problems(CANDIDATE, BASELINE);
  }

  private IntegrityProblem onlyProblem() {
    List<IntegrityProblem> problems = problems();
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  @Test
  void findsNothingWhereNothingWasTouched() {
    assertThat(problems()).isEmpty();
    assertThat(Integrity.of(study.study, study.archive, study.simulator).problems()).isEmpty();
  }

  @Test
  void findsADocumentThatWasChanged() throws IOException {
    Path document = study.document(candidate);
    Files.writeString(document, Files.readString(document).replace("0.2", "0.1"));

    IntegrityProblem problem = onlyProblem();

    assertThat(problem.kind()).isEqualTo("document_changed");
    assertThat(problem.blocks()).isTrue();
    assertThat(problem.runs()).containsExactly("exp001/s1");
    assertThat(problem.sentence())
        .contains("judge/model_9-128x20s-7.json of exp001/s1 was changed after it was recorded")
        .endsWith("judge again with 'trotline evaluate exp001/s1 --again'");
  }

  @Test
  void findsFiguresInTheArchiveThatNoJudgeGave() {
    Map<String, Double> figures = new HashMap<>(study.figures(candidate));
    figures.put("velocity_error", 0.01);
    study.archive.putMetrics(candidate, MetricSource.JUDGE, figures);

    assertThat(onlyProblem().kind()).isEqualTo("figures_changed");
    assertThat(onlyProblem().text()).contains("(velocity_error)");
    assertThat(onlyProblem().blocks()).isTrue();
  }

  @Test
  void findsACheckpointThatWasExchanged() throws IOException {
    Files.writeString(study.checkpoint(candidate, 9), "TROTLINE-FAKE\n{\"other\": 1}\n");

    assertThat(onlyProblem().kind()).isEqualTo("checkpoint_changed");
    assertThat(onlyProblem().blocks()).isTrue();
  }

  @Test
  void findsATrainingThatWentOnAfterItsJudgement() throws IOException {
    study.checkpoint(candidate, 19);

    assertThat(onlyProblem().kind()).isEqualTo("not_final");
    assertThat(onlyProblem().text()).contains("model_9.pt, but its last checkpoint is model_19.pt");
  }

  @Test
  void hasNothingAgainstPrunedCheckpoints() throws IOException {
    study.checkpoint(candidate, 3);
    Files.delete(study.checkpoint(candidate, 9));
    Files.delete(study.checkpoint(reference, 9));

    assertThat(problems()).isEmpty();
  }

  @Test
  void findsAJudgeThatChangedBetweenTheTwo() throws IOException {
    Files.writeString(study.code, "judge = 2\n");
    RunId late = study.finished(1, 2);
    study.settle(late);

    IntegrityProblem problem = onlyProblem();

    assertThat(problem.kind()).isEqualTo("judge_changed");
    assertThat(problem.blocks()).isTrue();
    assertThat(problem.remedy()).contains("trotline evaluate exp000 exp001 --again");
    assertThat(Integrity.of(study.study, study.archive, study.simulator).problems())
        .singleElement()
        .matches(note -> !note.blocks());
    assertThat(Integrity.of(study.study, study.archive, study.simulator).problems(BASELINE))
        .isEmpty();
  }

  @Test
  void findsAnotherProtocol() throws IOException {
    study.close();
    study = new JudgedStudy(folder, 64);
    RunId other = study.finished(1, 2);
    study.settle(other);

    assertThat(onlyProblem().kind()).isEqualTo("protocol_differs");
    assertThat(onlyProblem().text())
        .contains("num_envs=64 seconds=20.0 seed=7 for exp001/s2")
        .contains("num_envs=128");
    assertThat(onlyProblem().blocks()).isTrue();
  }

  @Test
  void takesTheDocumentsOfABygoneTrotlineAndSaysSo() throws IOException {
    RunId old = study.finished(1, 7);
    study.judge(old);
    Map<String, Double> figures = study.figures(candidate);
    study.archive.putMetrics(old, MetricSource.JUDGE, figures);

    assertThat(onlyProblem().kind()).isEqualTo("not_witnessed");
    assertThat(onlyProblem().blocks()).isFalse();
    assertThat(study.archive.rankingJudgement(old))
        .hasValueSatisfying(
            row -> {
              assertThat(row.witnessed()).isFalse();
              assertThat(row.checkpoint()).endsWith("model_9.pt");
            });

    Files.writeString(study.document(old), "{}");
    assertThat(problems()).extracting(IntegrityProblem::kind).contains("document_changed");
  }

  @Test
  void notesFiguresWithoutAnyDocument() throws IOException {
    RunId old = study.finished(1, 7);
    study.archive.putMetrics(old, MetricSource.JUDGE, Map.of("velocity_error", 0.3));

    assertThat(onlyProblem().kind()).isEqualTo("not_recorded");
    assertThat(onlyProblem().blocks()).isFalse();
  }

  @Test
  void aRebuildTakesWhatLiesThereAsUnwitnessed() throws IOException {
    RunId lost = study.finished(1, 8);
    study.judge(lost);

    assertThat(study.ledger.rebuild(study.archive.run(lost).orElseThrow(), study.judge)).isTrue();
    assertThat(study.ledger.rebuild(study.archive.run(lost).orElseThrow(), study.judge)).isFalse();
    assertThat(study.figures(lost)).containsEntry("velocity_error", 0.2);
    assertThat(onlyProblem().kind()).isEqualTo("not_witnessed");

    RunId unjudged = study.finished(1, 9);
    assertThat(study.ledger.rebuild(study.archive.run(unjudged).orElseThrow(), study.judge))
        .isFalse();
  }

  @Test
  void judgingAgainPutsEverythingRight() throws IOException {
    Files.writeString(study.document(candidate), "{}");
    study.settle(candidate);

    assertThat(problems()).isEmpty();
  }

  @Test
  void onlyRunsThatThePresentJudgeDidNotJudgeAreToBeJudgedAgain() throws IOException {
    Files.writeString(study.code, "judge = 2\n");
    RunId later = study.finished(1, 2);
    study.settle(later);
    IntegrityProblem changed = onlyProblem();
    assertThat(changed.runs()).hasSize(3);

    Integrity integrity = Integrity.of(study.study, study.archive, study.simulator);

    assertThat(integrity.outdated(changed)).containsExactlyInAnyOrder(reference, candidate);
    Files.writeString(study.document(candidate), "{}");
    assertThat(problems().stream().filter(p -> p.kind().equals("document_changed")))
        .singleElement()
        .satisfies(touched -> assertThat(integrity.outdated(touched)).isEmpty());
  }
}
