package dev.trotline.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.EnvironmentException;
import dev.trotline.study.Author;
import dev.trotline.study.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTest {
  @TempDir Path folder;
  private JudgedStudy study;
  private RunId run;

  @BeforeEach
  void makeAStudy() throws IOException {
    study = new JudgedStudy(folder, 128);
    run = study.finished(0, 1);
  }

  @AfterEach
  void close() {
    study.close();
  }

  private void forge() throws IOException {
    Files.createDirectories(study.document(run).getParent());
    Files.writeString(study.document(run), FakeJudge.document(0.001, "model_9.pt", "", 128));
  }

  @Test
  void doesNotBelieveADocumentThatLayThere() throws IOException {
    forge();

    Judgement judgement = study.settle(run);

    assertThat(judgement.fresh()).isTrue();
    assertThat(judgement.score().metrics()).containsEntry("velocity_error", 0.2);
    assertThat(study.figures(run)).containsEntry("velocity_error", 0.2);
    assertThat(Files.readString(study.document(run))).contains("\"velocity_error\": 0.2");
  }

  @Test
  void judgesOnlyOnceWhatItRecorded() {
    study.settle(run);
    study.simulator.velocityError = 0.3;

    Judgement again = study.judge(run);

    assertThat(again.fresh()).isFalse();
    assertThat(again.score().metrics()).containsEntry("velocity_error", 0.2);
    assertThat(study.simulator.asked).isEqualTo(1);
  }

  @Test
  void asksAgainAfterAKillBetweenTheDocumentAndItsRecord() {
    study.judge(run);

    assertThat(study.settle(run).fresh()).isTrue();
    assertThat(study.simulator.asked).isEqualTo(2);
    assertThat(study.archive.judgements(run)).singleElement().matches(row -> row.witnessed());
  }

  @Test
  void asksAgainWhereDocumentOrCheckpointChangedOrTheDocumentIsGone() throws IOException {
    study.settle(run);
    forge();
    assertThat(study.settle(run).fresh()).isTrue();

    study.checkpoint(run, 9);
    Files.writeString(study.checkpoint(run, 9), "TROTLINE-FAKE\n{\"other\": 1}\n");
    assertThat(study.settle(run).fresh()).isTrue();

    Files.delete(study.document(run));
    assertThat(study.settle(run).fresh()).isTrue();
    assertThat(study.settle(run).fresh()).isFalse();
  }

  @Test
  void letsTheJudgeWorkWhereTheTrainingCouldLeaveNothing() {
    study.simulator.instead = "pwd >&2; exit 1";

    assertThatThrownBy(() -> study.judge(run))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("trotline-judge-")
        .hasMessageNotContaining(study.study.root().toString() + "/runs/exp000/s1: ");
  }

  @Test
  void refusesAJudgeThatSaysNothing() throws IOException {
    forge();
    study.simulator.instead = "exit 0";

    assertThatThrownBy(() -> study.judge(run)).hasMessageContaining("could not evaluate");
    assertThat(study.figures(run)).isEmpty();
  }

  @Test
  void refusesAnAnswerAboutAnotherCheckpoint() {
    study.simulator.instead = "echo x >> \"$1\"; printf %s \"$3\" | sed s/HASH/0/ > \"$2\"";

    assertThatThrownBy(() -> study.judge(run)).hasMessageContaining("changed while it was judged");
  }

  @Test
  void leavesTheRankingAloneWhenAnotherCheckpointIsJudged() throws IOException {
    study.settle(run);
    study.simulator.velocityError = 0.5;
    Path log = study.simulator.logFolder(study.study.runFolder(run)).orElseThrow();
    Path early = study.checkpoint(run, 3);

    Judgement other =
        study.judge.evaluate(study.study.runFolder(run), log, early, FakeJudge.DEVICE, null);
    study.ledger.record(run, other, false);

    assertThat(study.figures(run)).containsEntry("velocity_error", 0.2);
    assertThat(study.archive.judgements(run)).hasSize(2);
    assertThat(study.archive.rankingJudgement(run).orElseThrow().checkpoint())
        .endsWith("model_9.pt");
  }

  @Test
  void judgingAgainReplacesTheFiguresAndGoesIntoTheJournal() {
    study.settle(run);
    study.simulator.velocityError = 0.5;
    Evaluation evaluation =
        new Evaluation(study.study, study.archive, study.simulator, FakeJudge.DEVICE);

    assertThat(evaluation.of(run, null, false, Author.human("ada")).fresh()).isFalse();
    assertThat(evaluation.of(run, null, true, Author.human("ada")).fresh()).isTrue();

    assertThat(study.figures(run)).containsEntry("velocity_error", 0.5);
    assertThat(study.archive.decisionsAbout(run.toString()))
        .filteredOn(decision -> decision.kind().equals("judge_again"))
        .singleElement()
        .satisfies(
            decision -> {
              assertThat(decision.author()).isEqualTo(Author.human("ada"));
              assertThat(decision.evidence()).startsWith("velocity_error 0.2 -> 0.5; the judge's");
            });
    // The very document the run is ranked by, by its name: its figures cannot stay behind.
    study.simulator.velocityError = 0.6;
    evaluation.of(run, "model_9.pt", true, Author.human("ada"));
    assertThat(study.figures(run)).containsEntry("velocity_error", 0.6);
    assertThat(study.archive.rankingJudgement(run)).isPresent();
    assertThatThrownBy(() -> evaluation.of(run, "model_1.pt", false, Author.human("ada")))
        .hasMessage("exp000/s1 has no checkpoint 'model_1.pt'");
  }

  @Test
  void hashesTheJudgesCodeWhereverItLies() throws IOException {
    Path here = Files.createDirectories(folder.resolve("a/pkg/sub"));
    Path there = Files.createDirectories(folder.resolve("b/c/pkg/sub"));
    for (Path sub : List.of(here, there)) {
      Files.writeString(sub.resolve("x.py"), "x = 1");
      Files.writeString(sub.getParent().resolve("y.py"), "y = 1");
    }
    String first = JudgeCode.of(List.of(here.resolve("x.py"), here.getParent().resolve("y.py")));

    assertThat(first).hasSize(64);
    assertThat(JudgeCode.of(List.of(there.getParent().resolve("y.py"), there.resolve("x.py"))))
        .isEqualTo(first);
    Files.writeString(there.resolve("x.py"), "x = 2");
    assertThat(JudgeCode.of(List.of(there.getParent().resolve("y.py"), there.resolve("x.py"))))
        .isNotEqualTo(first);
    assertThat(JudgeCode.of(List.of())).isEmpty();
  }

  @Test
  void comparesFiguresAsNumbers() {
    assertThat(JudgeLedger.differing(Map.of("a", -0.0), Map.of("a", 0.0))).isEmpty();
    assertThat(JudgeLedger.differing(Map.of("a", 1.0, "b", 2.0), Map.of("a", 1.5, "c", 2.0)))
        .containsExactly("a", "b", "c");
  }
}
