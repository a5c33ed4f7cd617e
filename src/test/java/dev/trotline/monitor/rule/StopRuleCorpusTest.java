package dev.trotline.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.metrics.Corpus;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.study.Limits;
import dev.trotline.study.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Other people's trainings, replayed as if they were watched live by their event files' clock: none
 * of them may be ended. A process that slept with its machine is the one thing that a file cannot
 * tell from a hang; these gaps are counted and told.
 */
class StopRuleCorpusTest {

  private static final Duration POLL = Duration.ofSeconds(2);

  /** As in the templates for Isaac Lab. */
  private static final Limits LIMITS =
      new Limits(
          Duration.ofMinutes(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          Duration.ofSeconds(150),
          2000);

  @Test
  void noRuleEndsATrainingThatWentOn() {
    Map<String, List<String>> stopped = new TreeMap<>();
    int runs = 0;
    int iterations = 0;
    double hours = 0;
    for (Path folder : Corpus.runs()) {
      List<Look> looks = looks(EventFolder.read(folder));
      if (looks.size() < 2) {
        continue;
      }
      runs++;
      iterations += looks.size();
      hours += (looks.get(looks.size() - 1).at() - looks.get(0).at()) / 3600;
      RuleVerdict verdict = replay(looks, starts(folder));
      if (verdict instanceof RuleVerdict.Stop stop) {
        stopped
            .computeIfAbsent(stop.cause(), any -> new ArrayList<>())
            .add(folder.getFileName() + ": " + stop.reason() + " " + stop.evidence());
      }
    }
    System.out.printf(
        "stop rules over %d trainings, %d iterations, %.1f h of training: stopped %s%n",
        runs, iterations, hours, stopped);
    assertThat(runs).isGreaterThan(30);
    assertThat(stopped).isEmpty();
  }

  private static final Pattern NAME = Pattern.compile("tfevents\\.(\\d{9,11})\\.");

  private record Look(double at, Iteration iteration) {}

  /** An iteration is done when its last number was written. */
  private static List<Look> looks(RunSeries run) {
    ScalarSeries counted = run.iterations().orElse(null);
    List<Look> looks = new ArrayList<>();
    if (counted == null) {
      return looks;
    }
    Map<ScalarSeries, Integer> cursors = new HashMap<>();
    for (int i = 0; i < counted.size(); i++) {
      Map<String, Double> scalars = new HashMap<>();
      for (ScalarSeries series : run.all().values()) {
        int at = cursors.getOrDefault(series, 0);
        while (at < series.size() && series.wallTime(at) <= counted.wallTime(i)) {
          scalars.put(series.tag(), series.value(at));
          at++;
        }
        cursors.put(series, at);
      }
      looks.add(new Look(counted.wallTime(i), new Iteration(i, null, scalars)));
    }
    return looks;
  }

  /** When each launch into the folder began: event files are named by it. */
  private static List<Double> starts(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> NAME.matcher(file.getFileName().toString()))
          .filter(Matcher::find)
          .map(name -> Double.valueOf(name.group(1)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every launch into a folder is a run of its own. */
  private static RuleVerdict replay(List<Look> looks, List<Double> starts) {
    int begun = 0;
    for (int i = 1; i <= looks.size(); i++) {
      double before = looks.get(i - 1).at();
      double after = i < looks.size() ? looks.get(i).at() : Double.MAX_VALUE;
      boolean launched =
          i == looks.size() || starts.stream().anyMatch(at -> at > before && at <= after);
      RuleVerdict verdict = launched ? replay(looks.subList(begun, i)) : RuleVerdict.carryOn();
      if (verdict.stops()) {
        return verdict;
      }
      begun = launched ? i : begun;
    }
    return RuleVerdict.carryOn();
  }

  private static RuleVerdict replay(List<Look> looks) {
    RunWatch watch = new RunWatch(LIMITS, POLL);
    double first = looks.get(0).at();
    double last = looks.get(looks.size() - 1).at();
    int next = 0;
    for (double now = first - 1; now <= last + POLL.toSeconds(); now += POLL.toSeconds()) {
      List<Iteration> finished = new ArrayList<>();
      while (next < looks.size() && looks.get(next).at() <= now) {
        finished.add(looks.get(next++).iteration());
      }
      RuleVerdict verdict =
          watch.observe(
              new Observation(
                  Duration.ofMillis((long) (1000 * (now - first + 1))),
                  next > 0 ? RunState.TRAINING : RunState.STARTING,
                  true,
                  null,
                  next,
                  0,
                  false,
                  finished));
      if (verdict.stops()) {
        return verdict;
      }
    }
    return RuleVerdict.carryOn();
  }
}
