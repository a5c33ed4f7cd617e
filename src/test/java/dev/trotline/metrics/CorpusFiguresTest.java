package dev.trotline.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.edit.yaml.DumpedSettings;
import dev.trotline.metrics.CurveFigures.Settings;
import dev.trotline.metrics.event.EventFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Figures of real curves; they are left in {@code target/metric-figures.json} for {@code
 * bench/metrics/check_figures.py}, which computes them anew from the event files with numpy.
 */
class CorpusFiguresTest {

  @Test
  void everyRunsFiguresLieWithinItsCurvesAndAreLeftForTheIndependentCheck() throws Exception {
    var all = new LinkedHashMap<String, Object>();
    for (Path run : Corpus.runs()) {
      var problems = new ArrayList<String>();
      RunSeries series = EventFolder.read(run);
      Map<String, Object> env = DumpedSettings.read(run, "env.yaml", problems);
      Map<String, Object> agent = DumpedSettings.read(run, "agent.yaml", problems);
      MetricCurves curves = MetricCurves.read(series, env, agent, LogMeaning.unknown());
      LogMetrics ends = LogMetrics.of(curves, series.lastIteration());
      assertThat(ends.provenance().keySet()).isEqualTo(ends.values().keySet());
      var figures = new LinkedHashMap<String, Object>();
      curves
          .metrics()
          .forEach(
              (name, curve) -> {
                CurveFigures plain = CurveFigures.of(curve, Settings.USUAL);
                // The mean of a curve is a threshold that most of them pass.
                CurveFigures of = CurveFigures.of(curve, Settings.USUAL.until(plain.area()));
                Map<String, Object> json = of.json();
                json.put("end", ends.values().get(name));
                figures.put(name, json);
              });
      all.put(Corpus.folder().relativize(run).toString(), figures);
    }
    Path file = Path.of("target", "metric-figures.json");
    Files.createDirectories(file.getParent());
    new ObjectMapper().writeValue(file.toFile(), all);
    assertThat(all).isNotEmpty();
  }
}
