package dev.trotline.analyze;

import dev.trotline.archive.Archive;
import dev.trotline.archive.MetricSource;
import dev.trotline.archive.RunRecord;
import dev.trotline.judge.JudgeLedger;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The figures an experiment's seeds are ranked by: the judge's, or, where the simulator has no
 * judge, those of the normalised training log (design §6). Probes never count, nor do runs that
 * were adopted from elsewhere.
 */
public final class SeedScores {

  /** Purpose of the fresh seeds of a winner; they do not enter the gate they are to confirm. */
  public static final String REPRODUCE = "reproduce";

  /** Ends that speak against the experiment itself. */
  private static final Set<RunState> DIED =
      EnumSet.of(
          RunState.CRASHED,
          RunState.HUNG,
          RunState.DIVERGED,
          RunState.HOPELESS,
          RunState.OUT_OF_MEMORY);

  /** The latest experiments tell enough of the noise; more would only cost time. */
  private static final int REMEMBERED = 50;

  private final Archive archive;
  private final String source;

  /**
   * @param archive where the figures are
   * @param judges true if the study's simulator has a judge
   */
  public SeedScores(Archive archive, boolean judges) {
    this.archive = archive;
    this.source = judges ? MetricSource.JUDGE : MetricSource.LOG;
  }

  /** The figures of one run; empty before it was judged. */
  public Map<String, Double> of(RunId run) {
    return archive.metrics(run, source);
  }

  /**
   * The seeds the gate looks at, and how many of the experiment's trainings died. One whose policy
   * cannot be judged counts as dead: left out, the seeds that went well would speak for the rest.
   */
  public Sample sample(ExperimentId id) {
    long died =
        archive.runs(id).stream()
            .filter(SeedScores::isRanked)
            .filter(run -> DIED.contains(run.state()) || isUnjudgeable(run))
            .count();
    return Sample.of(id, judged(id), (int) died);
  }

  private boolean isUnjudgeable(RunRecord run) {
    return run.state() == RunState.FINISHED
        && of(run.id()).isEmpty()
        && archive.decisionsAbout(run.id().toString()).stream()
            .anyMatch(decision -> decision.kind().equals(JudgeLedger.GIVEN_UP));
  }

  /**
   * Noise of a metric within all experiments that have repeats.
   *
   * @param first the experiment whose own repeats are named first
   */
  public Noise noise(ExperimentId first, String metric) {
    return Noise.of(
        Stream.concat(Stream.of(first), repeated().stream()).distinct().map(this::sample).toList(),
        metric);
  }

  /** Experiments with two finished seeds or more, the latest last, at most {@link #REMEMBERED}. */
  public List<ExperimentId> repeated() {
    Map<ExperimentId, Integer> finished = new TreeMap<>();
    archive.runs().stream()
        .filter(run -> run.state() == RunState.FINISHED && isRanked(run))
        .forEach(run -> finished.merge(run.id().experiment(), 1, Integer::sum));
    List<ExperimentId> ids =
        finished.entrySet().stream().filter(e -> e.getValue() > 1).map(Map.Entry::getKey).toList();
    return ids.subList(Math.max(0, ids.size() - REMEMBERED), ids.size());
  }

  /** By seed, of the seeds the gate looks at. */
  public Map<Integer, Map<String, Double>> judged(ExperimentId id) {
    return bySeed(id, SeedScores::isRanked);
  }

  /** True for a run the gate may look at: trained here, no probe, no fresh seed of a winner. */
  static boolean isRanked(RunRecord run) {
    return !run.id().probe() && !run.isImported() && !run.purpose().equals(REPRODUCE);
  }

  /** By seed, of the fresh seeds of a reproduction. */
  public Map<Integer, Map<String, Double>> fresh(ExperimentId id) {
    return bySeed(id, run -> run.purpose().equals(REPRODUCE));
  }

  /** By seed, of all seeds. */
  public Map<Integer, Map<String, Double>> all(ExperimentId id) {
    return bySeed(id, run -> true);
  }

  /** One metric of some seeds, in the order of the seeds. */
  public static List<Double> column(Map<Integer, Map<String, Double>> bySeed, String metric) {
    List<Double> values = new ArrayList<>();
    bySeed.values().stream()
        .filter(metrics -> metrics.containsKey(metric))
        .forEach(metrics -> values.add(metrics.get(metric)));
    return values;
  }

  private Map<Integer, Map<String, Double>> bySeed(ExperimentId id, Predicate<RunRecord> chosen) {
    Map<Integer, Map<String, Double>> bySeed = new TreeMap<>();
    for (RunRecord run : archive.runs(id)) {
      if (run.state() == RunState.FINISHED
          && !run.id().probe()
          && !run.isImported()
          && chosen.test(run)) {
        Map<String, Double> metrics = of(run.id());
        if (!metrics.isEmpty()) {
          bySeed.put(run.id().seed(), metrics);
        }
      }
    }
    return bySeed;
  }
}
