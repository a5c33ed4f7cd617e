package dev.trotline.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The curves of one run: normalised metrics, reward terms, shares of termination causes, and any
 * tag; all of one lineage and, for what is formed from episodes, without the artefact after a
 * start.
 */
public final class MetricCurves {

  private final RunSeries series;
  private final Warmth warmth;
  private final LogMeaning meaning;
  private final TaskTiming timing;
  private final Map<String, Object> env;
  private final Map<String, Curve> metrics = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  private MetricCurves(
      RunSeries series, Map<String, Object> env, Map<String, Object> agent, LogMeaning meaning) {
    this.series = series;
    this.env = env;
    this.meaning = meaning;
    this.timing = TaskTiming.of(env);
    this.warmth = Warmth.of(series, timing, env, agent);
    velocity("velocity_error", "error_vel_xy");
    velocity("yaw_error", "error_vel_yaw");
    timeouts();
    plain("terrain_level", "Curriculum/terrain_levels");
    plain("mean_reward", "Train/mean_reward");
    plain("episode_length", "Train/mean_episode_length");
    episodeShare();
    plain("action_rate", "Metrics/policy/action_rate");
    plain("foot_slip", "Metrics/policy/foot_slip");
    plain("speed_ratio", "Metrics/policy/speed_ratio");
    plain("success_rate", "Metrics/success_rate");
  }

  /** The metrics' curves by name; what was not logged is absent. */
  public static Map<String, Curve> of(
      RunSeries series, Map<String, Object> env, Map<String, Object> agent, LogMeaning meaning) {
    return read(series, env, agent, meaning).metrics();
  }

  /** Reads a run with the trees of its env.yaml and agent.yaml, which may be empty. */
  public static MetricCurves read(
      RunSeries series, Map<String, Object> env, Map<String, Object> agent, LogMeaning meaning) {
    return new MetricCurves(series, env, agent, meaning);
  }

  /** The metrics' curves by name. */
  public Map<String, Curve> metrics() {
    return Collections.unmodifiableMap(metrics);
  }

  /** What could not be formed, and why, one clause each. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** What was kept of the run. */
  public Warmth warmth() {
    return warmth;
  }

  /** The curve of a tag as written, or of another name of the same thing. */
  public Optional<Curve> tag(String tag) {
    return series.find(tag).filter(found -> !found.isEmpty()).map(found -> raw(found, tag));
  }

  /** Contribution of every reward term as logged: weighted sum per second of a full episode. */
  public Map<String, Curve> rewardTerms() {
    var terms = new LinkedHashMap<String, Curve>();
    series.group("Episode_Reward/").forEach((name, found) -> terms.put(name, raw(found, name)));
    return terms;
  }

  /** Share of every termination cause among all, which is comparable over versions. */
  public Map<String, Curve> terminations() {
    Map<String, Lineage.Points> terms = terminationPoints();
    var shares = new LinkedHashMap<String, Curve>();
    for (String name : terms.keySet()) {
      shares.put(
          name,
          share(
              new Provenance(
                  name,
                  Provenance.Source.LOG,
                  List.of("Episode_Termination/" + name),
                  -1,
                  -1,
                  "share of all terminations",
                  "share",
                  isTruncation(name) ? MetricKind.Direction.MORE : MetricKind.Direction.LESS),
              terms,
              List.of(name)));
    }
    return shares;
  }

  private Curve raw(ScalarSeries found, String name) {
    return warmth.curve(
        Provenance.logged(name, List.of(found.tag()), "as logged"), found.tag(), found);
  }

  private void plain(String name, String tag) {
    ScalarSeries found = series.find(tag).orElse(null);
    if (found != null && !found.isEmpty()) {
      metrics.put(
          name,
          warmth.curve(
              Provenance.logged(name, List.of(found.tag()), found.tag() + " as logged"),
              found.tag(),
              found));
    }
  }

  private void episodeShare() {
    ScalarSeries length = series.find("Train/mean_episode_length").orElse(null);
    Double whole = timing.episodeSteps();
    if (length == null || length.isEmpty() || whole == null) {
      return;
    }
    Lineage.Points points = warmth.lineage().clean(length);
    double[] values = points.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] /= whole;
    }
    String rule = Clause.of("mean_episode_length / %.0f steps of a full episode", whole);
    metrics.put(
        "episode_length_share",
        warmth.curve(
            Provenance.logged("episode_length_share", List.of(length.tag()), rule),
            length.tag(),
            points,
            values,
            Warmth.ones(values.length)));
  }

  /**
   * Isaac Lab up to 3.0 beta 1 (and mjlab) divide the error summed over an episode by the steps of
   * one command, so that the figure is twice the error for stock settings and shrinks when robots
   * die early; from 3.0 beta 2 on it is the mean error (surface §5.2). Each iteration is corrected
   * by its own episode length.
   */
  private void velocity(String name, String logged) {
    ScalarSeries honest = series.find("Metrics/base_velocity/mean_" + logged).orElse(null);
    if (honest != null && hasFinite(honest)) {
      String rule = "mean_" + logged + " as logged, mean over steps";
      metrics.put(
          name,
          warmth.curve(Provenance.logged(name, List.of(honest.tag()), rule), honest.tag(), honest));
      return;
    }
    ScalarSeries raw =
        series.find("Metrics/base_velocity/" + logged).or(() -> anyCommand(logged)).orElse(null);
    if (raw == null || raw.isEmpty()) {
      return;
    }
    boolean told = meaning.velocity() != LogMeaning.Velocity.UNKNOWN;
    boolean mean =
        told
            ? meaning.velocity() == LogMeaning.Velocity.MEAN
            : series.find("Metrics/success_rate").isPresent();
    if (mean) {
      String who = told ? meaning.source() : "Isaac Lab 3.0 beta 2 and later, told by success_rate";
      String rule = logged + " as logged, per-episode mean of " + who;
      metrics.put(
          name, warmth.curve(Provenance.logged(name, List.of(raw.tag()), rule), raw.tag(), raw));
      return;
    }
    String asLogged = name + "_logged";
    Curve plain =
        warmth.curve(
            Provenance.logged(asLogged, List.of(raw.tag()), raw.tag() + " as logged"),
            raw.tag(),
            raw);
    Double steps = timing.accumulationSteps();
    ScalarSeries length = series.find("Train/mean_episode_length").orElse(null);
    if (steps == null || length == null || length.meanOfLast(length.size()) < 1) {
      notes.add(
          name + ": cannot be normalised without env.yaml and episode length, given as logged");
      metrics.put(asLogged, plain);
      return;
    }
    String rule =
        Clause.of(
            "%s x %.0f steps per command / mean episode length (%s)",
            logged, steps, told ? meaning.source() : guess());
    metrics.put(
        name,
        perEpisode(
            Provenance.logged(name, List.of(raw.tag(), length.tag()), rule), raw, length, steps));
    metrics.put(asLogged, plain);
  }

  /** value x steps / length, weighted by the length: a window's mean is the ratio of its sums. */
  private Curve perEpisode(
      Provenance provenance, ScalarSeries raw, ScalarSeries length, double steps) {
    Lineage.Points points = warmth.lineage().clean(raw);
    Lineage.Points lengths = warmth.lineage().clean(length);
    double[] values = points.values().clone();
    double[] weights = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int at = lengths.at(points.steps()[i]);
      double episode = at < 0 ? Double.NaN : lengths.values()[at];
      // An episode is at least one step long.
      boolean usable = Double.isFinite(episode) && episode >= 1;
      values[i] = usable ? values[i] * steps / episode : Double.NaN;
      weights[i] = usable ? episode : 0;
    }
    return warmth.curve(provenance, raw.tag(), points, values, weights);
  }

  /** mjlab accumulates, too, in every version so far; only MuJoCo has this section. */
  private String guess() {
    return TaskTiming.at(env, "sim", "mujoco") == null
        ? "taken for Isaac Lab before 3.0 beta 2"
        : "taken for mjlab";
  }

  private Optional<ScalarSeries> anyCommand(String logged) {
    return series.all().values().stream()
        .filter(s -> s.tag().startsWith("Metrics/") && s.tag().endsWith("/" + logged))
        .findFirst();
  }

  private Map<String, Lineage.Points> terminationPoints() {
    var terms = new LinkedHashMap<String, Lineage.Points>();
    series
        .group("Episode_Termination/")
        .forEach((name, found) -> terms.put(name, warmth.lineage().clean(found)));
    return terms;
  }

  /** The ratio that means the same under all three meanings of the tag (surface §5.1). */
  private void timeouts() {
    Map<String, Lineage.Points> terms = terminationPoints();
    if (terms.isEmpty()) {
      return;
    }
    boolean counts =
        meaning.terminations() == LogMeaning.Terminations.COUNTS
            || series.group("Episode_Termination/").values().stream().anyMatch(this::counts);
    List<String> truncations = terms.keySet().stream().filter(this::isTruncation).toList();
    List<String> tags =
        series.group("Episode_Termination/").values().stream().map(ScalarSeries::tag).toList();
    String rule =
        "truncations / all terminations, logged as "
            + (counts ? "counts" : "fractions")
            + (meaning.terminations() == LogMeaning.Terminations.UNKNOWN
                ? ""
                : " by " + meaning.source());
    metrics.put(
        "timeout_share", share(Provenance.logged("timeout_share", tags, rule), terms, truncations));
    if (truncations.size() > 1 && truncations.contains("time_out")) {
      metrics.put(
          "time_out_only_share",
          share(
              Provenance.logged("time_out_only_share", tags, "time_out / all terminations"),
              terms,
              List.of("time_out")));
    }
  }

  private boolean counts(ScalarSeries term) {
    for (int i = 0; i < term.size(); i++) {
      if (term.value(i) > 1 + 1e-6) {
        return true;
      }
    }
    return false;
  }

  /** A term absent at an iteration ended no episode there. */
  private Curve share(
      Provenance provenance, Map<String, Lineage.Points> terms, List<String> wanted) {
    var all = new TreeSet<Long>();
    terms
        .values()
        .forEach(
            points -> {
              for (long step : points.steps()) {
                all.add(step);
              }
            });
    long[] steps = all.stream().mapToLong(Long::longValue).toArray();
    double[] values = new double[steps.length];
    double[] weights = new double[steps.length];
    double[] times = new double[steps.length];
    for (int i = 0; i < steps.length; i++) {
      double sum = 0;
      double part = 0;
      for (var term : terms.entrySet()) {
        int at = term.getValue().at(steps[i]);
        if (at < 0) {
          continue;
        }
        double value = term.getValue().values()[at];
        times[i] = term.getValue().wallTimes()[at];
        if (Double.isFinite(value)) {
          sum += value;
          part += wanted.contains(term.getKey()) ? value : 0;
        }
      }
      boolean ended = sum > 0;
      values[i] = ended ? part / sum : Double.NaN;
      weights[i] = ended ? sum : 0;
    }
    var points = new Lineage.Points(steps, values, times);
    return warmth.curve(provenance, "Episode_Termination/", points, values, weights);
  }

  private boolean isTruncation(String term) {
    Object flag = TaskTiming.at(env, "terminations", term, "time_out");
    return flag instanceof Boolean known
        ? known
        : term.equals("time_out") || term.equals("timeout");
  }

  private static boolean hasFinite(ScalarSeries series) {
    @Nullable ScalarSeries any = series.isEmpty() ? null : series;
    return any != null && Double.isFinite(any.meanOfLast(any.size()));
  }
}
