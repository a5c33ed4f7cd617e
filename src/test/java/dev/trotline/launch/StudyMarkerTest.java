package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.study.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyMarkerTest {

  @TempDir Path folder;

  @Test
  void isTheSameByWhateverPathAndDiffersBetweenStudies() throws IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path two = Files.createDirectory(folder.resolve("two"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), one);

    assertThat(StudyMarker.of(Studies.in(link))).isEqualTo(StudyMarker.of(Studies.in(one)));
    assertThat(StudyMarker.of(Studies.in(two))).isNotEqualTo(StudyMarker.of(Studies.in(one)));
  }

  @Test
  void namesTheRunAndNothingElse() {
    StudyMarker marker = StudyMarker.of(Studies.in(folder));
    RunId run = RunId.parse("exp007/p2");

    RunId again = RunId.parse("exp007/s2r1");

    assertThat(marker.run(marker.of(run))).contains(run);
    assertThat(marker.run(marker.of(again))).contains(again);
    assertThat(marker.run(marker.prefix() + ":judge")).isEmpty();
    assertThat(marker.run(marker.of(run) + "x")).isEmpty();
    assertThat(marker.run("tother:exp007/p2")).isEmpty();
  }
}
