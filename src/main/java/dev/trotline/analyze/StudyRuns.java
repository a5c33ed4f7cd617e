package dev.trotline.analyze;

import dev.trotline.analyze.hack.RunEvidence;
import dev.trotline.archive.Archive;
import dev.trotline.archive.MetricSource;
import dev.trotline.archive.RunRecord;
import dev.trotline.edit.yaml.DumpedSettings;
import dev.trotline.error.TrotlineException;
import dev.trotline.metrics.LogMetrics;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what the runs of a study left behind, for the detectors and for comparisons. A file that
 * cannot be read leaves a gap, never an error: the judge's figures count without it.
 */
public final class StudyRuns {

  private final Study study;
  private final Archive archive;
  private final Simulator simulator;
  private final Map<String, List<String>> unread = new HashMap<>();

  /**
   * @param study whose runs are read
   * @param archive its archive, for states and figures
   * @param simulator finds what runs logged
   */
  public StudyRuns(Study study, Archive archive, Simulator simulator) {
    this.study = study;
    this.archive = archive;
    this.simulator = simulator;
  }

  /** The runs the gate looks at: trained here to their end; no probes, no fresh seeds. */
  public List<RunRecord> ranked(ExperimentId id) {
    return archive.runs(id).stream()
        .filter(run -> run.state() == RunState.FINISHED && SeedScores.isRanked(run))
        .toList();
  }

  /** Everything known of the ranked runs of an experiment, in the order of the seeds. */
  public List<RunEvidence> evidence(ExperimentId id) {
    return ranked(id).stream().map(this::evidence).toList();
  }

  /** Everything known of one run. */
  public RunEvidence evidence(RunRecord run) {
    Path log = simulator.logFolder(study.runFolder(run.id())).orElse(null);
    RunSeries series = log == null ? RunSeries.empty() : series(log);
    List<String> gaps = new ArrayList<>();
    Map<String, Object> env = log == null ? Map.of() : DumpedSettings.read(log, "env.yaml", gaps);
    Map<String, Object> agent =
        log == null ? Map.of() : DumpedSettings.read(log, "agent.yaml", gaps);
    if (series.isEmpty()) {
      gaps.add("no scalar of its event file could be read");
    }
    unread.put(run.id().toString(), gaps);
    return new RunEvidence(
        run.id().toString(),
        run.id().seed(),
        archive.metrics(run.id(), MetricSource.JUDGE),
        LogMetrics.of(series, env, agent, simulator.meaning()).values(),
        series,
        env,
        agent);
  }

  /** What could not be read of runs that were read before, a sentence each. */
  List<String> gaps(List<RunEvidence> runs) {
    return runs.stream()
        .flatMap(
            run ->
                unread.getOrDefault(run.name(), List.of()).stream()
                    .map(gap -> run.name() + ": " + gap + ", so less of it could be examined"))
        .toList();
  }

  private static RunSeries series(Path log) {
    try {
      return EventFolder.read(log);
    } catch (TrotlineException unreadable) {
      return RunSeries.empty();
    }
  }
}
