package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;

/** Numbers for new experiments. */
public final class ExperimentIds {

  private ExperimentIds() {}

  /** The first id that neither the archive nor a file uses; never the baseline's. */
  public static ExperimentId next(Study study, Archive archive) {
    ExperimentId next = archive.nextExperimentId();
    if (next.equals(ExperimentId.BASELINE)) {
      // The baseline's number is taken whether or not it was recorded yet.
      next = next.next();
    }
    for (ExperimentId id : StudyFiles.experimentIds(study)) {
      if (id.compareTo(next) >= 0) {
        next = id.next();
      }
    }
    return next;
  }
}
