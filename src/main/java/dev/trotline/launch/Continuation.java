package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.archive.StopIntent;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.executor.Interruption;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries runs on by itself that something outside has ended, as {@code launch --resume} would: as
 * long as each repeat has saved more than the one before, so that a run that never gets anywhere
 * does not come back for ever.
 */
final class Continuation {

  /** Cause of a run that a restart of the machine ended; it is carried on in any case. */
  static final String MACHINE_RESTARTED = "machine_restart";

  private final Study study;
  private final Archive archive;
  private final Resumptions resumptions;

  Continuation(Study study, Archive archive, Simulator simulator) {
    this.study = study;
    this.archive = archive;
    this.resumptions = new Resumptions(study, simulator);
  }

  /**
   * What is to be written together with a run's end. Reads the run's files, so it is asked before
   * the transaction.
   *
   * @return what to do, or a sentence that says why nothing is done; empty if it is no case for it
   */
  Optional<Plan> plan(
      RunRecord run,
      Postmortem.End end,
      @Nullable StopIntent intent,
      @Nullable Interruption interruption) {
    boolean outside =
        interruption == null
            ? !study.config().executor().kind().equals("slurm")
            : interruption.passing();
    boolean wanted = study.config().executor().resume() || MACHINE_RESTARTED.equals(end.cause());
    if (!wanted
        || end.state() != RunState.PREEMPTED
        || intent != null
        || !outside
        || run.id().probe()
        || archive.run(run.id().again()).isPresent()) {
      return Optional.empty();
    }
    try {
      Optional<Resumption> from = resumptions.of(run.id().again());
      return Optional.of(new Plan(from, obstacle(run, from).orElse(null)));
    } catch (InvalidInputException | EnvironmentException e) {
      return Optional.of(
          new Plan(Optional.empty(), "what it saved cannot be read: " + e.getMessage()));
    }
  }

  private Optional<String> obstacle(RunRecord run, Optional<Resumption> from) {
    Integer asked = study.config().simulator().maxIterations();
    if (from.isPresent() && asked != null && from.get().resume().iteration() + 1 >= asked) {
      return Optional.of("it has saved its last iteration");
    }
    if (run.id().repeat() == 0) {
      return Optional.empty();
    }
    int before = iteration(resumptions.of(run.id()));
    int now = iteration(resumptions.after(run.id()));
    return now > before
        ? Optional.empty()
        : Optional.of("it saved no checkpoint beyond the one it began with");
  }

  private static int iteration(Optional<Resumption> saved) {
    return saved.map(resumption -> resumption.resume().iteration()).orElse(-1);
  }

  /** Writes what was planned, within the caller's transaction. */
  void carryOut(Plan plan, RunRecord run) {
    String obstacle = plan.obstacle();
    if (obstacle == null) {
      Resumptions.enqueue(archive, run, plan.from(), Endings.SELF);
    } else {
      archive.decide(
          Endings.SELF, "not_resumed", run.id().toString(), "is not carried on: " + obstacle, "");
    }
  }

  /**
   * What to do with a run that was interrupted.
   *
   * @param from where its repeat begins; empty for the beginning
   * @param obstacle why it is not repeated, or null
   */
  record Plan(Optional<Resumption> from, @Nullable String obstacle) {}
}
