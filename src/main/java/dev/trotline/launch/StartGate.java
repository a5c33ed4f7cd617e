package dev.trotline.launch;

import dev.trotline.archive.RunRecord;
import java.util.Optional;

/** Says whether a queued run may be started now; one that may not stays in the queue. */
@FunctionalInterface
public interface StartGate {

  /** Lets everything through. */
  StartGate OPEN = run -> Optional.empty();

  /** Why this run must not be started now, one sentence, or empty if it may. */
  Optional<String> refuse(RunRecord run);
}
