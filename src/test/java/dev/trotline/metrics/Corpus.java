package dev.trotline.metrics;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The corpus of real training runs, which is no part of the repository: the folder named by the
 * variable TROTLINE_CORPUS, else {@code shared/corpus} beside one of the parents of the checkout.
 */
public final class Corpus {

  private Corpus() {}

  /** Its folder, or a skipped test. */
  public static Path folder() {
    Optional<Path> folder = find();
    assumeTrue(folder.isPresent(), "no corpus: set TROTLINE_CORPUS to its folder");
    return folder.get();
  }

  private static Optional<Path> find() {
    String named = System.getenv("TROTLINE_CORPUS");
    if (named != null) {
      return Optional.of(Path.of(named)).filter(Files::isDirectory);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared").resolve("corpus");
      if (Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** Every run folder with event files and a truth.json. */
  public static List<Path> runs() {
    try (Stream<Path> all = Files.walk(folder().resolve("runs"))) {
      return all.filter(file -> file.endsWith("truth.json"))
          .filter(file -> truth(file.getParent()).has("event_files"))
          .map(Path::getParent)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What TensorBoard's own reader says of a run. */
  public static JsonNode truth(Path run) {
    try {
      return new ObjectMapper().readTree(run.resolve("truth.json").toFile());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
