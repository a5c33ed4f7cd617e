package dev.trotline.launch.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.ImportRow;
import dev.trotline.archive.ImportRow.KnownFile;
import dev.trotline.launch.imports.Matching.Match;
import dev.trotline.study.RunId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MatchingTest {

  private static final KnownFile A = new KnownFile("events.a", "1");
  private static final KnownFile B = new KnownFile("events.b", "2");
  private static final KnownFile C = new KnownFile("events.c", "3");

  private static LogFolder folder(String path, long bytes, KnownFile... files) {
    return new LogFolder(Path.of(path), Set.of(files), bytes, Instant.EPOCH, null, List.of());
  }

  private static ImportRow row(String path, long bytes, KnownFile... files) {
    return new ImportRow(
        RunId.parse("exp001/s1"),
        path,
        "config",
        bytes,
        "",
        Instant.EPOCH,
        Instant.EPOCH,
        Set.of(files),
        "");
  }

  @Test
  void theFolderThatHoldsMostStandsForTheRun() {
    LogFolder old = folder("/x/old", 10, A);
    LogFolder continued = folder("/x/y/continued", 20, A, B);

    Map<Path, Match> matches = Matching.of(List.of(old, continued), List.of());

    assertThat(matches.get(old.path()).original()).isEqualTo(continued);
    assertThat(matches.get(continued.path()).original()).isEqualTo(continued);
  }

  @Test
  void oneThatWasContinuedTwiceIsTwoRuns() {
    LogFolder one = folder("/x/one", 20, A, B);
    LogFolder other = folder("/x/other", 20, A, C);

    Map<Path, Match> matches = Matching.of(List.of(one, other), List.of());

    assertThat(matches.values()).allMatch(match -> match.known() == null);
    assertThat(matches.get(one.path()).original()).isEqualTo(one);
    assertThat(matches.get(other.path()).original()).isEqualTo(other);
  }

  @Test
  void ofEqualCopiesTheOneTheStudyKnowsStands() {
    LogFolder copy = folder("/a", 10, A);
    LogFolder known = folder("/deep/down/known", 10, A);
    ImportRow row = row("/deep/down/known", 10, A);

    Map<Path, Match> matches = Matching.of(List.of(copy, known), List.of(row));

    assertThat(matches.get(copy.path()).original()).isEqualTo(known);
    assertThat(matches.get(known.path()).known()).isEqualTo(row);
  }

  @Test
  void anEmptyFileIsWhateverHasItsName() {
    LogFolder full = folder("/a", 10, A);
    ImportRow row = row("/a", 0, new KnownFile("events.a", ""));

    assertThat(Matching.of(List.of(full), List.of(row)).get(full.path()).known()).isEqualTo(row);
  }

  @Test
  void filesOfOneNameWithOtherContentAreOtherRuns() {
    LogFolder one = folder("/a", 10, new KnownFile("model_0.pt", "1"));
    LogFolder other = folder("/b", 10, new KnownFile("model_0.pt", "2"));

    Map<Path, Match> matches = Matching.of(List.of(one, other), List.of());

    assertThat(matches.get(other.path()).original()).isEqualTo(other);
    assertThat(matches.get(one.path()).original()).isEqualTo(one);
  }
}
