package dev.trotline.judge;

import dev.trotline.study.JudgeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How a checkpoint is judged. Commands, terrains and the random stream belong to the judge's own
 * code beside the simulator; this class knows only their size and what a valid answer looks like.
 *
 * @param settings size of the evaluation
 */
record Protocol(JudgeSettings settings) {

  /** The schema of the document the simulator's judge writes. */
  static final String SCHEMA = "trotline/judge-raw/1";

  /** Where judgements are kept, inside a run's folder. */
  static final String FOLDER = "judge";

  /** Metrics without which an answer is not a judgement. */
  static final Set<String> REQUIRED =
      Set.of("velocity_error", "yaw_error", "timeout_share", "distance", "energy", "foot_slip");

  /** Where the judgement of a checkpoint is kept, inside the run's folder. */
  Path output(Path runFolder, Path checkpoint) {
    String name = checkpoint.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return runFolder
        .resolve(FOLDER)
        .resolve(
            (dot < 0 ? name : name.substring(0, dot))
                + "-"
                + settings.numEnvs()
                + "x"
                + Math.round(settings.seconds())
                + "s-"
                + settings.seed()
                + ".json");
  }

  /** Longest time an evaluation may take: far beyond what one core needs for it. */
  Duration timeout() {
    double steps = settings.numEnvs() * settings.seconds() * 50;
    return Duration.ofSeconds(120 + Math.round(steps / 1000));
  }
}
