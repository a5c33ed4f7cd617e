package dev.trotline.analyze.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.chart.Chart;
import dev.trotline.chart.Curve;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.SeriesBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TagChartsTest {

  private static RunSeries run() {
    return new SeriesBuilder(50)
        .with("Train/mean_reward", i -> i)
        .with("Train/mean_reward/time", i -> i)
        .with("Episode_Reward/track", i -> i % 7 == 3 ? Double.NaN : 1)
        .with("Episode_Reward/torques", -1)
        .with("Loss/value_function", 2)
        .build();
  }

  private static RunSeries old() {
    return new SeriesBuilder(20)
        .with("Train/mean_reward", 1)
        .with("Episode/rew_track", 1)
        .with("Loss/value", 3)
        .build();
  }

  private static Map<String, RunSeries> both() {
    var runs = new LinkedHashMap<String, RunSeries>();
    runs.put("new", run());
    runs.put("old", old());
    return runs;
  }

  private static List<String> titles(List<Chart> charts) {
    return charts.stream().map(Chart::title).toList();
  }

  @Test
  void withoutBeingAskedItDrawsWhatOneLooksAtFirst() {
    assertThat(titles(TagCharts.of(both(), List.of(), 1)))
        .containsExactly("Train/mean_reward", "Loss/value");
  }

  @Test
  void aPatternFindsTheTagsOfEveryVersion() {
    List<Chart> charts = TagCharts.of(both(), List.of("Episode_Reward/*"), 1);

    assertThat(titles(charts)).containsExactly("Episode_Reward/torques", "Episode_Reward/track");
    assertThat(charts.get(1).names()).containsExactly("new", "old");
  }

  @Test
  void theSmoothedLineIsStrongTheRawOneFaintAndTheTitleSaysSo() {
    Chart chart = TagCharts.of(Map.of("a", run()), List.of("Episode_Reward/track"), 10).get(0);

    assertThat(chart.subtitle())
        .isEqualTo(
            "mean of the last 10 points, values as logged pale; 7 values are not finite and left out");
    assertThat(chart.curves())
        .extracting(Curve::stroke)
        .containsExactly(Curve.Stroke.FAINT, Curve.Stroke.SOLID);
    assertThat(chart.curves().get(1).y()).doesNotContain(Double.NaN);
  }

  @Test
  void foreignTagsAreAllDrawnWhereNoneIsKnown() {
    var run = new SeriesBuilder(5).with("losses/a_loss", 1).with("rewards/step", 2).build();

    assertThat(titles(TagCharts.of(Map.of("a", run), List.of(), 1)))
        .containsExactly("Perf/total_fps", "losses/a_loss", "rewards/step");
  }

  @Test
  void charactersOfExpressionsInTagsAreJustCharacters() {
    var run = new SeriesBuilder(5).with("a+b(c)[d]", 1).build();

    assertThat(titles(TagCharts.of(Map.of("a", run), List.of("a+b(?)*"), 1)))
        .containsExactly("a+b(c)[d]");
  }
}
