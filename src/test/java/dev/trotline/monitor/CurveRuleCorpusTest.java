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
  void noRuleEndsATrainingOfTheCorpusThatWentOn() {
    List<Replay> all = new ArrayList<>();
    for (Path folder : Corpus.runs()) {
      Replay replay = Replay.of(folder, folder.getFileName().toString());
      if (replay.rows().size() >= 2) {
        all.add(replay);
      }
    }
    assertThat(all.size()).isGreaterThan(30);
    for (Row row : tell(all)) {
      if (row.rule().startsWith("hopeless")) {
        assertThat(row.wrong()).isLessThanOrEqualTo((int) (0.02 * row.runs()));
      } else if (!row.rule().equals("plateau")) {
        assertThat(row.stopped()).as(row.rule()).isZero();
      }
    }
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

  /** What a rule did to trainings that went on to their end. */
  private record Row(String rule, int runs, int stopped, int wrong, double saved) {}

  private static List<Row> tell(List<Replay> all) {
    List<Row> rows = new ArrayList<>();
    for (StopRule rule : rules()) {
      for (boolean known : new boolean[] {true, false}) {
        int stops = 0;
        int wrong = 0;
        double saved = 0;
        for (Replay one : all) {
          Replay.Stopped stopped = one.show(rule, known ? one.length() : 0);
          if (stopped != null) {
            boolean recovered =
                rule.name().equals("curriculum_stuck")
                    ? one.climbedAfter(stopped.iteration())
                    : one.improvedAfter(stopped.iteration());
            stops++;
            wrong += recovered ? 1 : 0;
            saved += one.left(stopped.iteration());
            say(rule.name() + (recovered ? " WRONG " : " "), one, stopped);
          }
        }
        rows.add(new Row(rule.name(), all.size(), stops, wrong, saved));
      }
    }
    for (String objective : new String[] {"velocity_error", "mean_reward"}) {
      rows.add(hopeless(all, objective));
    }
    rows.forEach(System.out::println);
    return rows;
  }

  private static void say(String rule, Replay one, Replay.Stopped stopped) {
    System.out.printf(
        "  %s %s: %d, %.0f %% saved: %s %s%n",
        rule,
        one.name(),
        stopped.iteration(),
        100 * one.left(stopped.iteration()),
        stopped.verdict().reason(),
        stopped.verdict().evidence());
  }

  /** Each against the others with the same reward terms: as if it were the last of its study. */
  private static Row hopeless(List<Replay> all, String objective) {
    int judged = 0;
    int stops = 0;
    int wrong = 0;
    double saved = 0;
    for (Replay one : all) {
      List<Replay> others =
          all.stream()
              .filter(other -> !other.experiment().equals(one.experiment()))
              .filter(other -> other.group().equals(one.group()) && other.length() >= 100)
              .filter(other -> Math.abs(other.length() - one.length()) <= 0.1 * one.length())
              .toList();
      if (one.length() < 100 || others.stream().map(Replay::experiment).distinct().count() < 3) {
        continue;
      }
      judged++;
      List<Peer> peers = others.stream().map(other -> other.peer(other.length())).toList();
      var rule =
          new Hopeless(new StopSettings.Hopeless(0.02, 3, 0.3, "median"), objective, () -> peers);
      Replay.Stopped stopped = one.show(rule, one.length());
      if (stopped != null) {
        double end = one.end(objective);
        long behind = others.stream().filter(other -> other.end(objective) < end).count();
        boolean upper = behind >= others.size() / 2.0;
        stops++;
        wrong += upper ? 1 : 0;
        saved += one.left(stopped.iteration());
        say("hopeless by " + objective + (upper ? " WRONG" : ""), one, stopped);
      }
    }
    return new Row("hopeless by " + objective, judged, stops, wrong, saved);
  }
}
