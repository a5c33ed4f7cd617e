package dev.trotline.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MorningReportTest {

  private static String golden(String name) {
    try (var in = MorningReportTest.class.getResourceAsStream("/golden/" + name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compare(String name, String actual) {
    String update = System.getProperty("golden.update");
    if (update != null) {
      try {
        Files.writeString(Path.of(update, name), actual);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assertThat(actual).isEqualTo(golden(name));
  }

  @Test
  void nightWithAWinnerAndTwoDeathsReadsLikeTheGoldenFile() {
    compare("morning-report.md", MorningReport.markdown(Night.withWinner()));
  }

  @Test
  void studyThatHasNotBegunReadsLikeTheGoldenFile() {
    compare("morning-report-empty.md", MorningReport.markdown(Night.empty()));
  }

  @Test
  void firstPageAnswersTheFiveQuestionsBeforeAnyTable() {
    String report = MorningReport.markdown(Night.withWinner());

    assertThat(report.substring(0, report.indexOf('|')))
        .contains("**Ran.**", "**Died.**", "**Really better.**", "**Cost.**", "**Next.**");
  }

  @Test
  void foreignTextCannotBreakTheTables() {
    String report = MorningReport.markdown(Night.withHostileText());

    assertThat(report).doesNotContain("<script>").doesNotContain("| evil |");
    assertThat(report.lines().filter(line -> line.startsWith("| exp001 | exp000")))
        .allSatisfy(line -> assertThat(line.replace("\\|", "").split("\\|")).hasSize(8));
  }

  @Test
  void reportIsTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      String report = MorningReport.markdown(Night.withWinner());
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(MorningReport.markdown(Night.withWinner())).isEqualTo(report);
    } finally {
      Locale.setDefault(before);
    }
  }
}
