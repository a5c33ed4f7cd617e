package dev.trotline.cli;

import dev.trotline.executor.slurm.SlurmCheck;
import dev.trotline.study.SlurmSettings;
import dev.trotline.study.StudyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The part of {@code doctor} that looks at Slurm. */
final class SlurmDoctor {
  private SlurmDoctor() {}

  /**
   * What is to be said of Slurm: where the study needs it, or where it is installed. An installed
   * one that nobody needs is never at fault.
   */
  static Optional<SlurmCheck> check(Context context, Path study) {
    if (Files.exists(study.resolve("study.yaml"))) {
      SlurmSettings wanted = StudyFiles.read(study).config().executor().slurm();
      if (wanted != null) {
        return Optional.of(SlurmCheck.of(context.environment(), wanted));
      }
    }
    if (!SlurmCheck.isInstalled(context.environment())) {
      return Optional.empty();
    }
    SlurmCheck found = SlurmCheck.of(context.environment(), null);
    return Optional.of(new SlurmCheck(true, found.found(), ""));
  }
}
