package dev.trotline.metrics.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.metrics.ScalarFigures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random folders and what TensorBoard's own readers make of them, written by
 * bench/events/differential.py, which compares many more.
 */
class GoldenFoldersTest {

  @TempDir Path tree;

  private void unpack() throws IOException {
    InputStream packed = GoldenFoldersTest.class.getResourceAsStream("golden.zip");
    try (var zip = new ZipInputStream(Objects.requireNonNull(packed))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = tree.resolve(entry.getName());
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, zip.readAllBytes());
      }
    }
  }

  private static void compare(ScalarFigures ours, JsonNode theirs, String what) {
    assertThat(ours).as(what).isNotNull();
    double last =
        switch (theirs.get("last_value").asText()) {
          case "nan" -> Double.NaN;
          case "inf" -> Double.POSITIVE_INFINITY;
          case "-inf" -> Double.NEGATIVE_INFINITY;
          default -> theirs.get("last_value").doubleValue();
        };
    var expected =
        new ScalarFigures(
            theirs.get("points").longValue(),
            theirs.get("first_step").longValue(),
            theirs.get("last_step").longValue(),
            last,
            number(theirs.get("min")),
            number(theirs.get("max")),
            // Of a zero, the sign is of no interest.
            number(theirs.get("mean")) + 0.0,
            theirs.get("nan").longValue(),
            theirs.get("inf").longValue());
    assertThat(ours).as(what).isEqualTo(expected);
  }

  private static double number(JsonNode node) {
    return node.isNull() ? Double.NaN : node.doubleValue();
  }

  @Test
  void everyFigureIsThatOfTensorBoardsOwnReader() throws IOException {
    unpack();
    JsonNode truth = new ObjectMapper().readTree(tree.resolve("truth.json").toFile());
    assertThat(truth.size()).isGreaterThan(50);
    var folders = new ArrayList<Path>();
    truth.fieldNames().forEachRemaining(name -> folders.add(tree.resolve(name)));

    for (FigureScan.Reading reading : new FigureScan(2, 512, 2000).read(folders)) {
      String name = reading.folder().getFileName().toString();
      JsonNode theirs = truth.get(name);
      assertThat(reading.figures()).as(name).hasSize(theirs.size());
      theirs.forEachEntry(
          (tag, figures) -> compare(reading.figures().get(tag), figures, name + " " + tag));
    }
  }
}
