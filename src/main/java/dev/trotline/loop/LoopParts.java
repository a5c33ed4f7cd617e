package dev.trotline.loop;

import dev.trotline.archive.Archive;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.judge.Evaluation;
import dev.trotline.monitor.Watch;
import dev.trotline.propose.Planner;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Study;
import java.time.InstantSource;

/**
 * What the loop works with, wired by the command line.
 *
 * @param study the study
 * @param archive its archive
 * @param simulator trains and reads back
 * @param reference the stock task's configuration
 * @param watch looks after the runs
 * @param evaluation has runs judged again
 * @param planner makes the waves
 * @param report writes the report and says where
 * @param listener hears what happens
 * @param clock wall clock
 */
public record LoopParts(
    Study study,
    Archive archive,
    Simulator simulator,
    ReferenceConfig reference,
    Watch watch,
    Evaluation evaluation,
    Planner planner,
    ReportWriter report,
    LoopListener listener,
    InstantSource clock) {

  /** Writes the report. */
  @FunctionalInterface
  public interface ReportWriter {
    /** Writes the report of the study as it stands and returns its path for people. */
    String write();
  }
}
