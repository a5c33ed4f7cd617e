package dev.trotline.executor.slurm;

import dev.trotline.error.EnvironmentException;
import dev.trotline.process.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run's folder remembers of its submission: file {@code slurm_job}, written before sbatch is
 * called and again with the number it printed. Without the number nobody knows whether Slurm took
 * the job.
 *
 * @param marker the job's comment
 * @param name the job's name
 * @param attempt how often the run was submitted, this time included
 * @param id the job's number, or null
 */
record Submission(String marker, String name, int attempt, @Nullable Long id) {

  static final String FILE = "slurm_job";

  /** What the folder says; empty if the run was never submitted from there. */
  static Optional<Submission> read(Path folder) {
    try {
      String[] words =
          Files.readString(folder.resolve(FILE), StandardCharsets.UTF_8).strip().split("\\s+");
      return Optional.of(
          new Submission(
              words[0],
              words[1],
              Integer.parseInt(words[2]),
              words[3].equals("-") ? null : Long.valueOf(words[3])));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new EnvironmentException(
          folder.resolve(FILE) + " cannot be read: " + e.getMessage(),
          "if no Slurm job of this run exists, delete it",
          e);
    }
  }

  Submission with(long number) {
    return new Submission(marker, name, attempt, number);
  }

  void write(Path folder) {
    AtomicFile.write(
        folder.resolve(FILE),
        marker + " " + name + " " + attempt + " " + (id == null ? "-" : id) + "\n");
  }

  /** Takes it back: Slurm has certainly not taken the job. */
  static void forget(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(FILE));
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot delete " + folder.resolve(FILE) + ": " + e.getMessage(),
          "check the folder's permissions",
          e);
    }
  }
}
