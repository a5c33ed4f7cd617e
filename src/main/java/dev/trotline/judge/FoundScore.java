package dev.trotline.judge;

import dev.trotline.error.TrotlineException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A judgement that lies beside a log folder outside of any study. Nobody witnessed how it was made,
 * so it may describe a run but promotes nothing.
 *
 * @param file the document
 * @param score what it says
 */
public record FoundScore(Path file, Score score) {

  /** A run folder of a study holds {@code logs/rsl_rl/<experiment>/<stamp>}. */
  private static final int LEVELS = 5;

  /** The newest readable judgement of the run a log folder belongs to. */
  public static Optional<FoundScore> beside(Path logFolder) {
    Path folder = logFolder.toAbsolutePath().normalize();
    for (int level = 0; level < LEVELS && folder != null; level++) {
      Optional<FoundScore> found = newest(folder.resolve(Protocol.FOLDER));
      if (found.isPresent() || Files.exists(folder.resolve("run.json"))) {
        return found;
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }

  private static Optional<FoundScore> newest(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.json")) {
      entries.forEach(files::add);
    } catch (IOException | DirectoryIteratorException e) {
      return Optional.empty();
    }
    files.sort(Comparator.comparingLong((Path file) -> file.toFile().lastModified()).reversed());
    for (Path file : files) {
      try {
        return Optional.of(new FoundScore(file, new Score(JudgeDocument.read(file).metrics())));
      } catch (TrotlineException unreadable) {
        // Half a document is none; an older one may do.
      }
    }
    return Optional.empty();
  }
}
