package dev.trotline.analyze.hack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.edit.yaml.DumpedSettings;
import dev.trotline.metrics.Corpus;
import dev.trotline.metrics.LogMetrics;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.event.EventFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Trainings of strangers, of which nothing is known but the log. */
class CorpusAlarmsTest {

  @Test
  void strangersLogsAreRarelyBlocked() {
    List<Path> runs = Corpus.runs();
    var blocked = new ArrayList<String>();
    for (Path folder : runs) {
      var problems = new ArrayList<String>();
      RunSeries series = EventFolder.scan(folder).series();
      Map<String, Object> env = DumpedSettings.read(folder, "env.yaml", problems);
      Map<String, Object> agent = DumpedSettings.read(folder, "agent.yaml", problems);
      var logged = LogMetrics.of(series, env, agent).values();
      var run = new RunEvidence(folder.toString(), -1, Map.of(), logged, series, env, agent);
      for (Flag flag : HackDetectors.examine(HackInput.of(run))) {
        assertThat(flag.confidence()).as(flag.name()).isBetween(0.5, 1.0);
        assertThat(flag.evidence()).as(flag.name()).isNotEmpty();
        if (flag.blocks()) {
          blocked.add(folder.getFileName() + ": " + flag.name());
        }
      }
    }
    // Five of 74 when this was written, each of them right when its curves were looked at.
    assertThat(blocked).hasSizeLessThanOrEqualTo(runs.size() / 10);
  }
}
