package dev.trotline.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.metrics.Corpus;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderAnalysisTest {

  private static RunAnalysis one(Path folder) {
    return FolderAnalysis.of(folder).runs().get(0);
  }

  private static double lastFifty(RunSeries series, String tag) {
    double[] values = series.values(tag);
    return Arrays.stream(values, values.length - 50, values.length).average().orElseThrow();
  }

  @Test
  void normalisesARealIsaacLabRunByItsOwnConfiguration() {
    Path folder = Corpus.folder().resolve("runs").resolve("isaacnext-biped-rough-small");
    RunSeries series = EventFolder.read(folder);

    var run = one(folder);

    assertThat(run.metrics().values().get("velocity_error"))
        .isCloseTo(
            lastFifty(series, "Metrics/base_velocity/error_vel_xy")
                * 500
                / lastFifty(series, "Train/mean_episode_length"),
            within(1e-9));
    assertThat(run.metrics().values().get("timeout_share")).isBetween(0.6, 0.7);
    assertThat(run.metrics().values().get("terrain_level")).isBetween(1.6, 1.8);
    assertThat(run.metrics().rule()).contains("before 3.0 beta 2", "logged as fractions");
    assertThat(run.metrics().lastIteration()).isEqualTo(13_065);
    assertThat(run.problems()).isEmpty();
  }

  @Test
  void seesThroughTerminationCounts() {
    var run = one(Corpus.folder().resolve("runs").resolve("eliano-g1-resumed-stuck"));

    assertThat(run.metrics().rule()).contains("logged as counts");
    assertThat(run.metrics().values().get("timeout_share")).isBetween(0.0, 0.05);
  }

  @Test
  void readsEveryRunOfTheCorpusWithoutAnError() throws Exception {
    FolderAnalysis analysis = FolderAnalysis.of(Corpus.folder().resolve("runs"));

    assertThat(analysis.runs()).hasSizeGreaterThan(70);
    assertThat(analysis.unreadable()).isEmpty();
    assertThat(analysis.runs().stream().flatMap(run -> run.problems().stream()))
        .hasSize(1)
        .allMatch(problem -> problem.contains("truncated-payload"));
    assertThat(new ObjectMapper().writeValueAsString(analysis.json())).doesNotContain("NaN");
    assertThat(analysis.lines()).isNotEmpty();
  }

  @Test
  void aBrokenConfigurationIsNamedAndTheRestStillRead(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("params"));
    Files.writeString(folder.resolve("params").resolve("env.yaml"), "rewards: [unclosed\n");
    Files.write(folder.resolve("events.out.tfevents.1.h"), new byte[0]);

    var run = one(folder);

    assertThat(run.problems()).singleElement().asString().startsWith("env.yaml: ");
    assertThat(run.metrics().values()).isEmpty();
    assertThat(FolderAnalysis.of(folder).lines())
        .anyMatch(line -> line.contains("no iteration logged"));
  }

  @Test
  void summariesAndComparisonsMakeOneDocument() throws Exception {
    Sample a = new Sample("exp001", Map.of(1, Map.of("m", 1.0), 2, Map.of("m", 1.2)), 0);
    Sample b = new Sample("exp000", Map.of(1, Map.of("m", 2.0), 2, Map.of("m", 2.1)), 0);
    var objective = new Objective("m", true, List.of(), null);
    Comparison comparison = Analysis.compare(a, b, Noise.of(b, "m"), objective);

    var baseline = new ExperimentId(0);
    var experiments =
        List.of(
            new ExperimentAnalysis(baseline, b, Map.of(), Findings.NONE, null, null),
            new ExperimentAnalysis(
                new ExperimentId(1), a, Map.of(), Findings.NONE, comparison, null));

    String json = new ObjectMapper().writeValueAsString(Analysis.document(experiments));

    assertThat(json).contains("trotline/analyze/1", "\"verdict\":", "\"pairs\":2");
    assertThat(json).contains("\"promotable\":");
    assertThat(comparison.differences().get(0).pairedDifference()).isCloseTo(-0.95, within(1e-12));
    assertThat(Analysis.lines(experiments, objective, false))
        .anyMatch(line -> line.startsWith("exp001 against exp000"));
  }

  @Test
  void anExperimentWithoutFiguresSaysSo() {
    var nothing =
        new ExperimentAnalysis(
            new ExperimentId(3),
            new Sample("exp003", Map.of(), 0),
            Map.of(),
            Findings.NONE,
            null,
            null);

    assertThat(Analysis.lines(List.of(nothing), new Objective("m", true, List.of(), null), true))
        .singleElement()
        .asString()
        .contains("no seed has left figures", "trotline launch exp003");
    assertThat(Analysis.document(List.of(nothing)))
        .containsEntry("withoutFigures", List.of("exp003"));
  }

  @Test
  void oneSeedHasNoInterval() {
    ExperimentSummary summary =
        Analysis.summarize(new Sample("exp001", Map.of(1, Map.of("m", 1.0)), 0));

    assertThat(summary.metrics().get("m").json()).containsEntry("low", null);
    assertThat(summary.lines()).anyMatch(line -> line.contains("1.000"));
  }
}
