package dev.trotline.analyze.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.chart.Axis;
import dev.trotline.chart.DotChart;
import dev.trotline.chart.Marker;
import dev.trotline.chart.Plot;
import dev.trotline.chart.StackedArea;
import dev.trotline.chart.Terminal;
import dev.trotline.error.InvalidInputException;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.SeriesBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotSetTest {
  @TempDir Path folder;

  private static PlotSet comparison() {
    double[] x = {0, 1, 2};
    double[] y = {3, 2, 1};
    var set = new PlotSet("exp007 against exp000", "study");
    set.flags(List.of("standing_still: idle_share 0.61")).heading("Curves");
    var group = new PlotSet.Group("exp000", x, y, y, y);
    set.overlay(
        "velocity error",
        "mean",
        Axis.of("iteration"),
        Axis.of("m/s"),
        List.of(group),
        List.of(new Marker(1, "part")));
    set.dots(
        "seeds", "", Axis.of("m/s"), List.of(new DotChart.Row("exp000", x, 1, 0, 2)), List.of());
    return set.table("t", List.of("metric", "value"), List.of(List.of("velocity_error", "0.26")));
  }

  @Test
  void onePageHoldsEverything() {
    assertThat(comparison().html())
        .contains(
            "standing_still", "velocity error", "<td>velocity_error</td><td class=\"n\">0.26");
    assertThat(comparison().plots()).hasSize(2);
    assertThat(comparison().lines(new Terminal(80, 20, true, false)))
        .contains("velocity error", "");
  }

  @Test
  void theNameOfTheFileDecides() throws Exception {
    comparison().write(folder.resolve("a.png"));
    comparison().write(folder.resolve("a.html"));

    assertThat(Files.readAllBytes(folder.resolve("a.png"))).startsWith(0x89, 'P', 'N', 'G');
    assertThat(folder.resolve("a.html")).content().startsWith("<!DOCTYPE html>");
    assertThatThrownBy(() -> comparison().write(folder.resolve("a.svg")))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void thePartsOfASumAreSortedAndTheSmallestAddedUp() {
    var terms = new ArrayList<String>();
    double[][] values = new double[20][2];
    for (int i = 0; i < 20; i++) {
      terms.add("term" + i);
      values[i] = new double[] {i, -i};
    }
    var set = new PlotSet("t", "");
    set.decomposition("d", "", Axis.of("i"), Axis.of("r"), new double[] {0, 1}, terms, values);

    Plot plot = set.plots().get(0);

    assertThat(plot.names()).hasSize(16).startsWith("term19", "term18").endsWith("5 smaller terms");
    assertThat(((StackedArea) plot).layers().get(15).values()).containsExactly(10, -10);
  }

  @Test
  void aHundredRunsOfFortyTagsStayAFewMegabytes() {
    var random = new SplittableRandom(1);
    var runs = new LinkedHashMap<String, RunSeries>();
    for (int r = 0; r < 100; r++) {
      var run = new SeriesBuilder(2000);
      for (int t = 0; t < 40; t++) {
        run.with("Metrics/tag" + t, i -> random.nextDouble());
      }
      runs.put("logs/rsl_rl/quad_flat/2026-11-21_10-00-" + r, run.build());
    }

    var set = new PlotSet("all", "").addAll(TagCharts.of(runs, List.of("Metrics/*"), 25));

    assertThat(set.plots()).hasSize(40);
    assertThat(set.html().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(5_000_000);
  }
}
