package dev.trotline.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.trotline.metrics.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs the diagnosis over a corpus of real logs, where one is at hand. */
class FailureCorpusTest {

  @Test
  void namesTheRightCauseFirstOnRealLogs() throws IOException {
    Path dev = Corpus.folder().resolve("failures").resolve("dev");
    assumeTrue(Files.exists(dev.resolve("labels.yaml")), "no labels in " + dev);
    // The logs are old: nobody writes to them any more.
    Diagnostician diagnostician =
        new Diagnostician(InstantSource.fixed(Instant.MAX.minusSeconds(9)));
    int cases = 0;
    int right = 0;
    int falseAlarms = 0;
    List<String> misses = new ArrayList<>();
    for (JsonNode label :
        new ObjectMapper(new YAMLFactory()).readTree(dev.resolve("labels.yaml").toFile())) {
      if (!label.path("kind").asText().equals("log")) {
        continue;
      }
      cases++;
      String cause = label.path("cause").asText();
      Diagnosis diagnosis = diagnostician.file(dev.resolve(label.path("log").asText()));
      String said = diagnosis.causes().isEmpty() ? "nothing" : diagnosis.causes().get(0).cause();
      boolean healthy = label.path("category").asText().equals("healthy");
      boolean alarm = healthy && diagnosis.rootCause().isPresent();
      falseAlarms += alarm ? 1 : 0;
      if (said.equals(cause) || (healthy && !alarm)) {
        right++;
      } else {
        misses.add(label.path("log").asText() + ": " + cause + ", said " + said);
      }
    }
    System.err.println(
        "failure corpus: "
            + right
            + " of "
            + cases
            + " right first, "
            + falseAlarms
            + " false alarms");
    misses.forEach(System.err::println);
    assertThat(falseAlarms).isZero();
    assertThat((double) right / cases).isGreaterThanOrEqualTo(0.9);
  }
}
