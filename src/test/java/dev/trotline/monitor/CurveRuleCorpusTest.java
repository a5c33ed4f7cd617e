package dev.trotline.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trotline.metrics.Corpus;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.monitor.rule.CurriculumStuck;
import dev.trotline.monitor.rule.DeadPolicy;
import dev.trotline.monitor.rule.Divergence;
import dev.trotline.monitor.rule.Hopeless;
import dev.trotline.monitor.rule.Peer;
import dev.trotline.monitor.rule.Plateau;
import dev.trotline.monitor.rule.StopRule;
import dev.trotline.study.StopSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rules over curves on trainings of other people, shown as if they were live, each rule alone.
 * The variable TROTLINE_REPLAY names folders of one's own, separated by colons.
 */
class CurveRuleCorpusTest {

  private static final StopSettings USUAL = StopSettings.STANDARD;

  private static List<StopRule> rules() {
    return List.of(
        new Divergence(USUAL.divergenceIterations()),
        new DeadPolicy(USUAL.deadIterations()),
        new CurriculumStuck(USUAL.curriculumIterations()),
        new Plateau(USUAL.plateauStretch()));
  }

  @Test
  void tellsWhatTheRulesSayOfTheCorpus() {
    List<Replay> all = new ArrayList<>();
    for (Path folder : Corpus.runs()) {
      Replay replay = Replay.of(folder, folder.getFileName().toString());
      if (replay.rows().size() >= 2) {
        all.add(replay);
      }
    }
    tell(all);
    assertThat(all.size()).isGreaterThan(30);
  }

  @Test
  void tellsWhatTheRulesSayOfFoldersOfOnesOwn() throws IOException {
    String named = System.getenv("TROTLINE_REPLAY");
    assumeTrue(named != null, "TROTLINE_REPLAY names no folder");
    List<Replay> all = new ArrayList<>();
    for (String root : named.split(":")) {
      Path top = Path.of(root);
      try (Stream<Path> folders = Files.walk(top)) {
        for (Path folder : (Iterable<Path>) folders.filter(Files::isDirectory).sorted()::iterator) {
          if (!EventFolder.files(folder).isEmpty()) {
            all.add(Replay.of(folder, top.relativize(folder).toString()));
          }
        }
      }
    }
    tell(all);
  }

  private static void tell(List<Replay> all) {
    for (StopRule rule : rules()) {
      for (boolean known : new boolean[] {true, false}) {
        int stops = 0;
        for (Replay one : all) {
          Replay.Stopped stopped = one.show(rule, known ? one.length() : 0);
          if (stopped != null) {
            stops++;
            System.out.printf(
                "  %s%s %s: %d of %d: %s %s%n",
                rule.name(),
                known ? "" : " (asked unknown)",
                one.name(),
                stopped.iteration(),
                one.length(),
                stopped.verdict().reason(),
                stopped.verdict().evidence());
          }
        }
        System.out.printf("%s: %d of %d stopped%n", rule.name(), stops, all.size());
      }
    }
    for (String objective : new String[] {"velocity_error", "mean_reward"}) {
      hopeless(all, objective);
    }
  }

  /**
   * Each against the others with the same reward terms, or all where the task's own metric is
   * there.
   */
  private static void hopeless(List<Replay> all, String objective) {
    Map<String, Integer> table = new TreeMap<>();
    for (Replay one : all) {
      List<Peer> peers =
          all.stream()
              .filter(other -> other != one && other.group().equals(one.group()))
              .filter(other -> other.length() >= 100)
              .map(other -> other.peer(other.length()))
              .toList();
      if (one.length() < 100 || peers.size() < 3) {
        continue;
      }
      table.merge("judged", 1, Integer::sum);
      var rule =
          new Hopeless(new StopSettings.Hopeless(0.02, 3, 0.3, "median"), objective, () -> peers);
      Replay.Stopped stopped = one.show(rule, one.length());
      if (stopped != null) {
        table.merge("stopped", 1, Integer::sum);
        System.out.printf(
            "  hopeless by %s %s: %d of %d: %s %s%n",
            objective,
            one.name(),
            stopped.iteration(),
            one.length(),
            stopped.verdict().reason(),
            stopped.verdict().evidence());
      }
    }
    System.out.println("hopeless by " + objective + ": " + table);
  }
}
