package dev.trotline.monitor;

import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.monitor.rule.Figure;
import dev.trotline.monitor.rule.History;
import dev.trotline.monitor.rule.Iteration;
import dev.trotline.monitor.rule.Observation;
import dev.trotline.monitor.rule.Peer;
import dev.trotline.monitor.rule.Points;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.monitor.rule.SeriesRows;
import dev.trotline.monitor.rule.StopRule;
import dev.trotline.monitor.rule.Surroundings;
import dev.trotline.monitor.rule.Surroundings.TaskFacts;
import dev.trotline.monitor.rule.Timeline;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A training of the past, shown to rules iteration by iteration as if it were live. */
record Replay(String name, String group, List<Iteration> rows, TaskFacts task, History whole) {

  private static final Duration POLL = Duration.ofSeconds(2);

  /** Rules over curves are asked as often as {@code RunWatch} asks them. */
  private static final int EVERY = 10;

  /** What a folder of event files holds. */
  static Replay of(Path folder, String name) {
    return of(name, EventFolder.read(folder), TaskReader.read(folder));
  }

  static Replay of(String name, RunSeries series, TaskFacts task) {
    List<Iteration> rows = new ArrayList<>();
    SeriesRows.each(series, (number, row) -> rows.add(new Iteration(number, null, row)));
    String terms =
        series.tags().stream()
            .filter(tag -> tag.startsWith("Episode/rew_") || tag.startsWith("Episode_Reward/"))
            .collect(Collectors.toCollection(TreeSet::new))
            .toString();
    return new Replay(name, terms, rows, task, History.of(series));
  }

  /** Where a rule stopped it: the iteration and what it said. */
  record Stopped(int iteration, RuleVerdict.Stop verdict) {}

  int length() {
    return whole.length();
  }

  /** Runs of one experiment of a study share the first part of their path. */
  String experiment() {
    int slash = name.indexOf('/');
    return slash < 0 ? name : name.substring(0, slash);
  }

  /** The share of its iterations that came after one. */
  double left(int iteration) {
    return (whole.last() - iteration) / (double) length();
  }

  /** Median of its last twentieth, more is better. */
  double end(String objective) {
    Points points = of(objective);
    double[] values =
        IntStream.range(points.size() - Math.max(1, points.size() / 20), points.size())
            .filter(i -> i >= 0)
            .mapToDouble(points::value)
            .sorted()
            .toArray();
    return values.length == 0 ? Double.NaN : values[values.length / 2];
  }

  private Points of(String objective) {
    return objective.equals("velocity_error")
        ? whole.velocityError().times(-1)
        : whole.points(Figure.REWARD);
  }

  /** True if its robots left the lowest row of the terrain later. */
  boolean climbedAfter(int iteration) {
    Points levels = whole.points(Figure.TERRAIN).smoothed(Math.max(2, length() / 20));
    return IntStream.range(0, levels.size())
        .anyMatch(i -> levels.at(i) > iteration && levels.value(i) >= 0.1);
  }

  /** True if its reward later lay above all before by more than a twentieth of its range. */
  boolean improvedAfter(int iteration) {
    Points smooth = whole.points(Figure.REWARD).smoothed(Math.max(2, length() / 20));
    double before = Double.NEGATIVE_INFINITY;
    double after = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < smooth.size(); i++) {
      if (smooth.at(i) <= iteration) {
        before = Math.max(before, smooth.value(i));
      } else {
        after = Math.max(after, smooth.value(i));
      }
    }
    return after > before + 0.05 * (smooth.quantile(1) - smooth.quantile(0));
  }

  Peer peer(int asked) {
    return new Peer(experiment(), asked, group, whole);
  }

  /**
   * Shows it to a rule.
   *
   * @param asked iterations the run was asked for, 0 if nobody says
   * @return the first stop, or null
   */
  @Nullable Stopped show(StopRule rule, int asked) {
    TaskFacts facts =
        new TaskFacts(
            task.episodeSteps(),
            task.stepsPerIteration(),
            task.terrainRows(),
            task.saveEvery(),
            group);
    History history = History.empty();
    Timeline timeline = null;
    int judged = -1;
    List<Iteration> fresh = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      fresh.add(rows.get(i));
      if (rows.get(i).number() / EVERY == judged && i + 1 < rows.size()) {
        continue;
      }
      judged = rows.get(i).number() / EVERY;
      history = history.with(fresh);
      fresh.clear();
      Observation look =
          new Observation(
              Duration.ofSeconds(i),
              RunState.TRAINING,
              true,
              null,
              i + 1,
              asked,
              false,
              List.of(),
              new Surroundings(null, null, Duration.ZERO, facts, history));
      timeline = timeline == null ? Timeline.begin(look, POLL) : timeline.advance(look);
      if (rule.judge(timeline, look) instanceof RuleVerdict.Stop stop) {
        return new Stopped(history.last(), stop);
      }
    }
    return null;
  }
}
