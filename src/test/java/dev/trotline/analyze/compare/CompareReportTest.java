package dev.trotline.analyze.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.error.InvalidInputException;
import dev.trotline.metrics.Corpus;
import dev.trotline.metrics.LogMeaning;
import dev.trotline.metrics.RunSeries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompareReportTest {

  private static Group experiment(String name, int seeds, long stream, double weight, double rate) {
    List<RunData> runs = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      runs.add(
          new Synthetic(stream * 100 + seed)
              .with("Episode_Reward/action_rate_l2", i -> weight * rate, 0.002, 0.01)
              .with("Episode_Reward/track", i -> 1.2, 0.02, 0.05)
              .with("Train/mean_episode_length", i -> 900, 5, 5)
              .with("Train/mean_reward", i -> 20, 1, 1)
              .with("Episode_Termination/time_out", i -> 0.9, 0, 0.01)
              .with("Episode_Termination/base_contact", i -> 0.1, 0, 0.01)
              .run(name + "/s" + seed, Synthetic.env(weight), seed));
    }
    return new Group(name, runs);
  }

  @Test
  void anEditIsSeparatedIntoWeightAndBehaviour() {
    Group reference = experiment("exp000", 5, 1, -0.02, 15.5);
    Group candidate = experiment("exp001", 5, 2, -0.01, 12);

    CompareReport report = CompareReport.of(candidate, reference, Options.USUAL);

    TermEffect term = report.terms().get(0);
    assertThat(term.effect().name()).isEqualTo("action_rate_l2");
    assertThat(term.effect().moved()).isTrue();
    assertThat(term.byWeight()).isCloseTo(0.155, within(0.005));
    assertThat(term.byBehaviour()).isCloseTo(0.035, within(0.01));
    assertThat(term.shareBefore()).isEqualTo(1);
    assertThat(report.lines())
        .anyMatch(line -> line.contains("weight halved explains +0.15"))
        .anyMatch(line -> line.contains("env.rewards.action_rate_l2.weight: -0.02 -> -0.01"))
        .anyMatch(line -> line.contains("1 more term did not move"))
        .allMatch(line -> line.length() <= 110);
    assertThat(report.metrics().stream().filter(Effect::moved)).isEmpty();
  }

  @Test
  void anEditThatThePolicyMakesUpForIsStillTold() {
    // A hundred times the weight, a hundredth of the jitter: the contribution did not move.
    CompareReport report =
        CompareReport.of(
            experiment("exp002", 4, 3, -2, 0.15),
            experiment("exp000", 4, 4, -0.02, 15),
            Options.USUAL);

    assertThat(report.lines()).anyMatch(line -> line.contains("weight x 100 explains -29"));
  }

  @Test
  void whatTheWeightExplainsAloneIsNotPutDownToBehaviour() {
    CompareReport report =
        CompareReport.of(
            experiment("exp003", 5, 13, -0.01, 15),
            experiment("exp000", 5, 14, -0.02, 15),
            Options.USUAL);

    assertThat(report.lines()).anyMatch(line -> line.endsWith("within noise"));
    assertThat(report.terms().get(0).behaviour().contains(0)).isTrue();
  }

  /** Every table keeps its level, although it has many figures. */
  @Test
  void tablesOfExperimentsOfOneKindRarelyShowAnything() {
    int claims = 0;
    for (int round = 0; round < 200; round++) {
      CompareReport report =
          CompareReport.of(
              experiment("b", 4, 1000 + round, -0.02, 15),
              experiment("a", 4, 5000 + round, -0.02, 15),
              Options.USUAL);
      claims += report.metrics().stream().anyMatch(Effect::moved) ? 1 : 0;
    }
    // 5 % of 200 are 10; 18 is the 99 % bound of a binomial.
    assertThat(claims).isLessThanOrEqualTo(18);
  }

  @Test
  void curvesAndDecompositionsShareOneGrid() {
    CompareReport report =
        CompareReport.of(
            experiment("b", 3, 5, -0.02, 15),
            experiment("a", 2, 6, -0.02, 15),
            new Options(50, 0.05, List.of("Episode_Reward/track")));

    Overlay overlay = report.overlays().get("Episode_Reward/track");
    assertThat(overlay.x()).hasSameSizeAs(overlay.candidate().mean());
    assertThat(overlay.reference().n()).containsOnly(2);
    assertThat(overlay.candidate().n()).containsOnly(3);
    assertThat(overlay.x()[0]).isGreaterThan(40);
    Decomposition parts = report.decompositions().get(1);
    assertThat(parts.terms()).containsExactly("action_rate_l2", "track");
    assertThat(parts.values()[1]).hasSameSizeAs(overlay.x());
    assertThat(parts.values()[1][0]).isCloseTo(1.2, within(0.2));
    assertThat(report.overlay("base_contact")).isPresent();
    assertThat(report.overlay("no such tag")).isEmpty();
  }

  @Test
  void oneRunEachIsNeverCalledBetter() {
    CompareReport report =
        CompareReport.of(
            Group.of(
                new Synthetic(7)
                    .with("Curriculum/terrain_levels", i -> 5, 0, 0.1)
                    .run("b", Map.of(), 1)),
            Group.of(
                new Synthetic(8)
                    .with("Curriculum/terrain_levels", i -> 1, 0, 0.1)
                    .run("a", Map.of(), 2)),
            Options.USUAL);

    assertThat(report.metrics().get(0).moved()).isTrue();
    assertThat(report.metrics().get(0).verdict()).isEqualTo("more");
    assertThat(report.notes()).anyMatch(note -> note.contains("another seed alone"));
  }

  @Test
  void copiesAreNotCountedAsSeeds() {
    RunData one = experiment("a", 1, 9, -0.02, 15).runs().get(0);
    RunData copy =
        new RunData("copy", one.series(), one.env(), one.agent(), one.meaning(), List.of());

    CompareReport report =
        CompareReport.of(
            new Group("twice", List.of(one, copy)),
            experiment("b", 3, 10, -0.02, 15),
            Options.USUAL);

    assertThat(report.candidateRuns()).isEqualTo(1);
    assertThat(report.notes()).anyMatch(note -> note.contains("not counted as another seed"));
  }

  @Test
  void theFirstDifferenceIsExactToTheIteration() {
    RunData a = new Synthetic(11).with("Loss/surrogate", i -> i, 0, 0).run("a", Map.of(), 1);
    RunData b =
        new Synthetic(11)
            .with("Loss/surrogate", i -> i < 123 ? i : i + 1e-12, 0, 0)
            .run("b", Map.of(), 1);

    FirstDifference first =
        CompareReport.of(List.of(b), List.of(a), Options.USUAL).firstDifference();

    assertThat(first.iteration()).isEqualTo(123);
    assertThat(first.equalIterations()).isEqualTo(123);
    assertThat(first.tags()).containsExactly("Loss/surrogate");
  }

  @Test
  void runsThatLoggedNothingAreComparedBySettingsOnly() {
    RunData empty =
        new RunData(
            "e", RunSeries.empty(), Synthetic.env(1), Map.of(), LogMeaning.unknown(), List.of());

    CompareReport report =
        CompareReport.of(Group.of(empty), experiment("a", 2, 12, -0.02, 15), Options.USUAL);

    assertThat(report.metrics()).isEmpty();
    assertThat(report.config().changes()).hasSize(1);
    assertThat(report.lines()).contains("no curve both sides have");
  }

  @Test
  void everyPairOfTheCorpusMakesADocument() throws Exception {
    List<RunData> runs = new ArrayList<>();
    for (Path folder : Corpus.runs().stream().limit(30).toList()) {
      try {
        runs.add(RunData.read(folder, folder.getFileName().toString(), LogMeaning.unknown()));
      } catch (InvalidInputException e) {
        throw new AssertionError(folder.toString(), e);
      }
    }
    for (int i = 1; i < runs.size(); i++) {
      CompareReport report =
          CompareReport.of(List.of(runs.get(i)), List.of(runs.get(i - 1)), Options.USUAL);
      String json = new ObjectMapper().writeValueAsString(report.jsonWithCurves());

      assertThat(json).doesNotContain("NaN", "Infinity");
      assertThat(report.lines()).isNotEmpty();
    }
  }
}
