package dev.trotline.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.error.InvalidInputException;
import dev.trotline.metrics.Corpus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalarsReportTest {

  @Test
  void equalsTensorBoardOnEveryRunOfTheCorpus() {
    int runs = 0;
    for (Path run : Corpus.runs()) {
      JsonNode truth = Corpus.truth(run);
      JsonNode report = new ObjectMapper().valueToTree(ScalarsReport.of(run).json());
      JsonNode mine = at(report, run);
      JsonNode tags = truth.get("tags");
      assertThat(mine.get("tags").fieldNames())
          .toIterable()
          .as("tags of %s", run)
          .containsExactlyInAnyOrderElementsOf(tags::fieldNames);
      for (Map.Entry<String, JsonNode> tag : tags.properties()) {
        for (String field : FIELDS) {
          assertThat(mine.get("tags").get(tag.getKey()).get(field).asText())
              .as("%s of %s in %s", field, tag.getKey(), run)
              .isEqualTo(tag.getValue().get(field).asText());
        }
      }
      for (int i = 0; i < truth.get("event_files").size(); i++) {
        JsonNode file = truth.get("event_files").get(i);
        assertThat(mine.get("files").get(i).get("name")).isEqualTo(file.get("name"));
        assertThat(mine.get("files").get(i).get("container")).isEqualTo(file.get("container"));
      }
      runs++;
    }
    assertThat(runs).isGreaterThan(70);
  }

  private static final String[] FIELDS = {
    "points", "first_step", "last_step", "last_value", "min", "max", "mean", "nan", "inf"
  };

  private static JsonNode at(JsonNode report, Path run) {
    for (JsonNode candidate : report.get("runs")) {
      if (candidate.get("path").asText().equals(run.toString())) {
        return candidate;
      }
    }
    throw new AssertionError("no run " + run + " in " + report);
  }

  @Test
  void readsTheWholeCorpusAsOneTree() {
    var report = ScalarsReport.of(Corpus.folder().resolve("runs"));

    assertThat(report.runs()).hasSizeGreaterThan(70);
    assertThat(report.lines()).anyMatch(line -> line.contains("truncated-payload at"));
  }

  @Test
  void saysThatAFolderIsMissing(@TempDir Path folder) {
    assertThatThrownBy(() -> ScalarsReport.of(folder.resolve("nowhere")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void aTreeWithoutEventFilesHasNoRuns(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("params"));

    assertThat(ScalarsReport.of(folder).json())
        .containsEntry("schema", "trotline/scalars/1")
        .containsEntry("runs", java.util.List.of());
  }
}
