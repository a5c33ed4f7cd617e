package dev.trotline.simulator;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run left on disk; success is judged by this and never by the exit code (design, principle
 * 8).
 *
 * @param logFolder the trainer's log folder, or null if it never appeared
 * @param finalCheckpoint the newest readable checkpoint, or null
 * @param iterationsDone iterations completed, 0 if none
 * @param iterationsAsked iterations the run was asked for, 0 if unknown
 * @param complete true if the training reached its last iteration and said so or left its last
 *     checkpoint
 * @param evidence why complete or not, short sentences
 */
public record Artefacts(
    @Nullable Path logFolder,
    @Nullable Path finalCheckpoint,
    int iterationsDone,
    int iterationsAsked,
    boolean complete,
    List<String> evidence) {

  public Artefacts {
    evidence = List.copyOf(evidence);
  }
}
