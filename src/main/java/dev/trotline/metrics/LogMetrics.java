package dev.trotline.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of one run from its training log, made comparable over versions, averaged over the last
 * iterations. They include exploration noise and are what a run is ranked by only where no judge
 * exists.
 *
 * @param values by metric name: {@code velocity_error} in m/s, {@code yaw_error} in rad/s, {@code
 *     timeout_share} from 0 to 1, and others as logged
 * @param rule which definitions and corrections were applied, one clause each
 * @param window iterations averaged over
 * @param lastIteration the newest iteration logged, or -1
 */
public record LogMetrics(Map<String, Double> values, String rule, int window, long lastIteration) {

  /** Single iterations are noisy: episode figures are averages over averages (surface §3.3). */
  private static final int WINDOW = 50;

  /** Isaac Lab's and rsl_rl's stock value, used where agent.yaml is not at hand. */
  private static final double STOCK_STEPS_PER_ENV = 24;

  public LogMetrics {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Reads a run's series with the tree of its env.yaml, which may be empty. */
  public static LogMetrics of(RunSeries series, Map<String, Object> env) {
    return of(series, env, Map.of());
  }

  /** The same with the tree of its agent.yaml, which says how long an iteration is. */
  public static LogMetrics of(
      RunSeries series, Map<String, Object> env, Map<String, Object> agent) {
    return of(series, env, agent, LogMeaning.unknown());
  }

  /** The same for a trainer whose version is known, so that nothing need be guessed. */
  public static LogMetrics of(
      RunSeries series, Map<String, Object> env, Map<String, Object> agent, LogMeaning meaning) {
    return new Reading(series, env, agent, meaning).metrics();
  }

  /** One evaluation; collects figures and the clauses that explain them. */
  private static final class Reading {
    private final RunSeries series;
    private final Map<String, Object> env;
    private final LogMeaning meaning;
    private final TaskTiming timing;
    private final int window;
    private final Map<String, Double> values = new LinkedHashMap<>();
    private final List<String> clauses = new ArrayList<>();

    Reading(
        RunSeries series, Map<String, Object> env, Map<String, Object> agent, LogMeaning meaning) {
      this.meaning = meaning;
      this.series = series;
      this.env = env;
      this.timing = TaskTiming.of(env);
      int iterations = series.iterations().map(ScalarSeries::size).orElse(0);
      Double perEnv = TaskTiming.number(agent.get("num_steps_per_env"));
      double steps = perEnv == null || perEnv < 1 ? STOCK_STEPS_PER_ENV : perEnv;
      int warmUp =
          timing.episodeSteps() == null ? 0 : (int) Math.ceil(timing.episodeSteps() / steps);
      int settled = iterations - warmUp;
      this.window =
          Math.max(1, Math.min(WINDOW, settled > 0 ? settled : Math.max(1, iterations / 3)));
      if (iterations == 0) {
        clauses.add("no iteration logged");
      } else {
        clauses.add("mean of the last " + Math.min(window, iterations) + " iterations");
        if (settled <= 0) {
          clauses.add("shorter than one episode, so biased to early ends");
        }
      }
    }

    LogMetrics metrics() {
      velocity("velocity_error", "error_vel_xy");
      velocity("yaw_error", "error_vel_yaw");
      timeouts();
      plain("terrain_level", "Curriculum/terrain_levels");
      plain("mean_reward", "Train/mean_reward");
      plain("episode_length", "Train/mean_episode_length");
      mean("Train/mean_episode_length")
          .ifPresent(
              length -> {
                if (timing.episodeSteps() != null) {
                  values.put("episode_length_share", length / timing.episodeSteps());
                }
              });
      plain("action_rate", "Metrics/policy/action_rate");
      plain("foot_slip", "Metrics/policy/foot_slip");
      plain("speed_ratio", "Metrics/policy/speed_ratio");
      plain("success_rate", "Metrics/success_rate");
      return new LogMetrics(values, String.join("; ", clauses), window, series.lastIteration());
    }

    /**
     * Isaac Lab up to 3.0 beta 1 (and mjlab) divide the error summed over an episode by the steps
     * of one command, so that the figure is twice the error for stock settings and shrinks when
     * robots die early; from 3.0 beta 2 on it is the mean error (surface §5.2).
     */
    private void velocity(String name, String logged) {
      String shown = name + ": ";
      OptionalDouble honest = mean("Metrics/base_velocity/mean_" + logged);
      if (honest.isPresent()) {
        values.put(name, honest.getAsDouble());
        clauses.add(shown + "mean_" + logged + " as logged, mean over steps");
        return;
      }
      String tag = "Metrics/base_velocity/" + logged;
      ScalarSeries raw = series.find(tag).or(() -> anyCommand(logged)).orElse(null);
      if (raw == null || raw.isEmpty()) {
        return;
      }
      double value = raw.meanOfLast(window);
      if (!Double.isFinite(value) || raw.nonFiniteOfLast(window) * 2 > window) {
        clauses.add(shown + raw.tag() + " is not finite, left out");
        return;
      }
      boolean told = meaning.velocity() != LogMeaning.Velocity.UNKNOWN;
      boolean mean =
          told
              ? meaning.velocity() == LogMeaning.Velocity.MEAN
              : series.find("Metrics/success_rate").isPresent();
      if (mean) {
        values.put(name, value);
        clauses.add(
            shown
                + logged
                + " as logged, per-episode mean of "
                + (told
                    ? meaning.source()
                    : "Isaac Lab 3.0 beta 2 and later, told by success_rate"));
        return;
      }
      Double steps = timing.accumulationSteps();
      OptionalDouble length = mean("Train/mean_episode_length");
      if (steps == null || length.isEmpty() || length.getAsDouble() < 1) {
        values.put(name + "_logged", value);
        clauses.add(
            shown + "cannot be normalised without env.yaml and episode length, given as logged");
        return;
      }
      values.put(name, value * steps / length.getAsDouble());
      values.put(name + "_logged", value);
      clauses.add(
          String.format(
              Locale.ROOT,
              "%s%s x %.0f steps per command / mean episode length (%s)",
              shown,
              logged,
              steps,
              told ? meaning.source() : guess()));
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

    /** The ratio that means the same under all three meanings of the tag (surface §5.1). */
    private void timeouts() {
      Map<String, ScalarSeries> terms = series.group("Episode_Termination/");
      if (terms.isEmpty()) {
        return;
      }
      double all = 0;
      double truncations = 0;
      double timeOut = 0;
      boolean counts = meaning.terminations() == LogMeaning.Terminations.COUNTS;
      for (var entry : terms.entrySet()) {
        ScalarSeries term = entry.getValue();
        double mean = term.meanOfLast(window);
        counts |= Arrays.stream(term.values()).anyMatch(v -> v > 1 + 1e-6);
        if (!Double.isFinite(mean)) {
          continue;
        }
        all += mean;
        if (isTruncation(entry.getKey())) {
          truncations += mean;
          timeOut += entry.getKey().equals("time_out") ? mean : 0;
        }
      }
      if (!(all > 0)) {
        clauses.add("timeout_share: no episode ended, undefined");
        return;
      }
      values.put("timeout_share", truncations / all);
      if (timeOut > 0 && timeOut < truncations) {
        values.put("time_out_only_share", timeOut / all);
      }
      clauses.add(
          "timeout_share: truncations / all terminations, logged as "
              + (counts ? "counts" : "fractions")
              + (meaning.terminations() == LogMeaning.Terminations.UNKNOWN
                  ? ""
                  : " by " + meaning.source()));
    }

    private boolean isTruncation(String term) {
      Object flag = TaskTiming.at(env, "terminations", term, "time_out");
      return flag instanceof Boolean known
          ? known
          : term.equals("time_out") || term.equals("timeout");
    }

    private void plain(String name, String tag) {
      mean(tag).ifPresent(value -> values.put(name, value));
    }

    private OptionalDouble mean(String tag) {
      @Nullable ScalarSeries found = series.find(tag).orElse(null);
      double mean = found == null ? Double.NaN : found.meanOfLast(window);
      return Double.isFinite(mean) ? OptionalDouble.of(mean) : OptionalDouble.empty();
    }
  }
}
