package dev.trotline.analyze.hack;

import java.util.List;
import java.util.Optional;

/** Looks for one kind of hack or trap. */
sealed interface Detector permits Detector.OfRun, Detector.OfExperiment {

  /** Looks at one run; {@link HackDetectors} asks for half of the seeds before it raises a flag. */
  non-sealed interface OfRun extends Detector {

    /**
     * What it finds.
     *
     * @param run one of the input's candidates
     */
    Optional<Flag> look(RunEvidence run, HackInput input);
  }

  /** Looks at the experiment as a whole. */
  non-sealed interface OfExperiment extends Detector {

    /** What it finds. */
    List<Flag> look(HackInput input);
  }
}
