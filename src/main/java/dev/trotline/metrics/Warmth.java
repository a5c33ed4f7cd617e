package dev.trotline.metrics;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which iterations of a run mean what they say. After every start the episode buffers are empty and
 * the episode counters random, so whatever is formed from finished episodes is biased for the
 * iterations one full episode takes (surface §3.3): these are left out. Where no env.yaml says how
 * long an episode is, the longest mean episode length in the log stands for it.
 */
public final class Warmth {

  /** Isaac Lab's and rsl_rl's stock value, used where agent.yaml is not at hand. */
  private static final double STOCK_STEPS_PER_ENV = 24;

  private final Lineage lineage;
  private final long[] kept;
  private final int warmUp;
  private final boolean settled;
  private final int iterations;
  private final double transitions;

  private Warmth(
      Lineage lineage, long[] all, long[] kept, int warmUp, boolean settled, double transitions) {
    this.lineage = lineage;
    this.kept = kept;
    this.warmUp = warmUp;
    this.settled = settled;
    this.iterations = all.length;
    this.transitions = transitions;
  }

  static Warmth of(
      RunSeries series, TaskTiming timing, Map<String, Object> env, Map<String, Object> agent) {
    Lineage lineage = Lineage.of(series);
    long[] all =
        series.iterations().map(found -> lineage.clean(found).steps()).orElseGet(() -> new long[0]);
    Double told = TaskTiming.number(agent.get("num_steps_per_env"));
    double perEnv = told == null || told < 1 ? STOCK_STEPS_PER_ENV : told;
    Double full = timing.episodeSteps();
    double episode = full == null ? longest(series) : full;
    // An episode of more than a billion steps is a task without an end, or nonsense.
    int warmUp = (int) Math.min(1e9, Math.ceil(episode / perEnv));
    long[] kept =
        Arrays.stream(all).filter(step -> step - lineage.startOf(step) >= warmUp).toArray();
    boolean settled = kept.length > 0;
    if (!settled) {
      kept = Arrays.copyOfRange(all, all.length - Math.max(0, all.length / 3), all.length);
      if (kept.length == 0) {
        kept = Arrays.copyOfRange(all, Math.max(0, all.length - 1), all.length);
      }
    }
    Double envs = TaskTiming.number(TaskTiming.at(env, "scene", "num_envs"));
    double transitions = told == null || envs == null ? Double.NaN : told * envs;
    return new Warmth(lineage, all, kept, warmUp, settled, transitions);
  }

  private static double longest(RunSeries series) {
    @Nullable ScalarSeries length = series.find("Train/mean_episode_length").orElse(null);
    return length == null
        ? 0
        : Arrays.stream(length.values()).filter(Double::isFinite).max().orElse(0);
  }

  Lineage lineage() {
    return lineage;
  }

  /** Iterations left out after every start. */
  public int warmUp() {
    return warmUp;
  }

  /** False for a run shorter than one episode: of it the last third is kept, and biased. */
  public boolean isSettled() {
    return settled;
  }

  /** Iterations logged in this lineage. */
  public int iterations() {
    return iterations;
  }

  /** Trainings that followed each other: one, and one more for each restart in this folder. */
  public int starts() {
    return lineage.starts().length;
  }

  /** Iterations kept. */
  public int kept() {
    return kept.length;
  }

  /** The iteration from which the last {@code count} kept ones are counted; -1 if none is. */
  public long firstOfLast(int count) {
    return kept.length == 0 ? -1 : kept[Math.max(0, kept.length - Math.max(1, count))];
  }

  /** The newest iteration of the lineage, or -1. */
  public long last() {
    return kept.length == 0 ? -1 : kept[kept.length - 1];
  }

  Curve curve(Provenance provenance, String tag, ScalarSeries found) {
    Lineage.Points points = lineage.clean(found);
    return curve(provenance, tag, points, points.values(), ones(points.steps().length));
  }

  /** A curve of some points; those of the warm-up go where the tag is formed from episodes. */
  Curve curve(
      Provenance provenance, String tag, Lineage.Points points, double[] values, double[] weights) {
    double[] seconds = seconds(points);
    boolean episodic =
        tag.startsWith("Episode") || tag.startsWith("Train/") || tag.startsWith("Metrics/");
    int[] used =
        IntStream.range(0, values.length)
            .filter(i -> !episodic || isKept(points.steps()[i]))
            .toArray();
    return new Curve(
        provenance,
        Arrays.stream(used).mapToLong(i -> points.steps()[i]).toArray(),
        Arrays.stream(used).mapToDouble(i -> values[i]).toArray(),
        Arrays.stream(used).mapToDouble(i -> weights[i]).toArray(),
        Arrays.stream(used).mapToDouble(i -> seconds[i]).toArray(),
        transitions);
  }

  private boolean isKept(long step) {
    return settled ? step - lineage.startOf(step) >= warmUp : kept.length > 0 && step >= kept[0];
  }

  static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private double[] seconds(Lineage.Points points) {
    double[] seconds = new double[points.steps().length];
    for (int i = 1; i < seconds.length; i++) {
      double passed = points.wallTimes()[i] - points.wallTimes()[i - 1];
      boolean counts =
          passed > 0
              && Double.isFinite(passed)
              && !lineage.startsBetween(points.steps()[i - 1], points.steps()[i]);
      seconds[i] = seconds[i - 1] + (counts ? passed : 0);
    }
    return seconds;
  }
}
