package dev.trotline.launch.imports;

import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.rslrl.RunArtefacts;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a training of elsewhere ended, judged by what it left: there is no exit code.
 *
 * @param state a terminal state
 * @param cause one word, or null if it needs none
 * @param note one sentence
 * @param done iterations completed, counted from 0 of the training it continued, if any
 * @param asked the iteration it was to reach, 0 if nothing tells
 */
record LogEnd(RunState state, @Nullable String cause, String note, int done, int asked) {

  private static final List<String> LOSSES = List.of("Loss/value_function", "Loss/surrogate");

  /** Reads the end of a folder from its series, its checkpoints and its console. */
  static LogEnd of(LogFolder folder, RunSeries series, Map<String, Object> agent) {
    Path console =
        folder.console() == null ? folder.path().resolve("console.log") : folder.console();
    Artefacts left = RunArtefacts.of(folder.path(), console);
    ScalarSeries iterations = series.iterations().filter(s -> !s.isEmpty()).orElse(null);
    boolean byIteration =
        series.find("Perf/total_fps").isPresent() || series.find("Loss/value_function").isPresent();
    int logged = iterations == null ? 0 : logged(iterations, byIteration);
    int asked = asked(iterations, byIteration, agent, left);
    int done = done(logged, left.iterationsDone(), asked);
    if (done == 0) {
      return new LogEnd(
          RunState.CRASHED, "no_iteration", "it ended before its first iteration", 0, asked);
    }
    for (String loss : LOSSES) {
      ScalarSeries found = series.find(loss).orElse(null);
      if (found != null && !found.isEmpty() && !Double.isFinite(found.lastValue())) {
        return new LogEnd(
            RunState.DIVERGED,
            "non_finite",
            found.tag() + " is not finite at the end",
            done,
            asked);
      }
    }
    if (asked > 0 && done >= asked || left.complete()) {
      return new LogEnd(
          RunState.FINISHED, null, "it reached its last iteration", done, Math.max(asked, done));
    }
    if (left.evidence().stream().anyMatch(line -> line.contains("Python traceback"))) {
      return new LogEnd(
          RunState.CRASHED,
          "traceback",
          "a Python traceback follows the last iteration of " + console.getFileName(),
          done,
          asked);
    }
    if (asked > 0) {
      return new LogEnd(
          RunState.PREEMPTED,
          "ended_early",
          "it ended after " + done + " of " + asked + " iterations; nothing in the folder says why",
          done,
          asked);
    }
    if (logged > 0 && left.iterationsDone() == logged + 1) {
      return new LogEnd(RunState.FINISHED, null, "its final checkpoint is there", logged, logged);
    }
    return new LogEnd(
        RunState.LOST,
        "length_unknown",
        "nothing in the folder says how many iterations it was asked for",
        done,
        0);
  }

  /**
   * The log counts, unless its end is missing. rsl_rl 1 names its final checkpoint by the number of
   * iterations and not by the last one, so that it seems to be one further.
   */
  private static int done(int logged, int saved, int asked) {
    if (logged > 0 && saved == logged + 1) {
      return logged;
    }
    return Math.max(logged, asked > 0 ? Math.min(saved, asked) : saved);
  }

  /** Steps of other libraries are frames; then the points are counted. */
  private static int logged(ScalarSeries iterations, boolean byIteration) {
    if (!byIteration) {
      return iterations.size();
    }
    long last = -1;
    for (long step : iterations.steps()) {
      last = Math.max(last, step);
    }
    return (int) Math.min(last + 1, Integer.MAX_VALUE);
  }

  /** A resumed training counts on from where it was resumed, and is asked for as many again. */
  private static int asked(
      @Nullable ScalarSeries iterations,
      boolean byIteration,
      Map<String, Object> agent,
      Artefacts left) {
    if (iterations != null
        && byIteration
        && agent.get("max_iterations") instanceof Long wanted
        && wanted > 0) {
      long first = Long.MAX_VALUE;
      for (long step : iterations.steps()) {
        first = Math.min(first, step);
      }
      return (int) Math.min(first + wanted, Integer.MAX_VALUE);
    }
    return left.iterationsAsked();
  }
}
