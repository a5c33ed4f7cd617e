package dev.trotline.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.report.ReportData.RunLine;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The mail in the morning. */
class NightSummaryTest {

  private static List<String> mail(ReportData data, ExperimentId before) {
    return NightSummary.lines(
        data,
        new NightSummary.Night(
            3,
            data.from(),
            false,
            before,
            data.runs().stream().map(RunLine::id).collect(Collectors.toSet()),
            1.5,
            "/home/somebody/studies/my-study/reports/report.md"),
        ZoneOffset.UTC);
  }

  @Test
  void theFirstLineIsASubjectThatTellsTheNight() {
    ReportData data = Night.withWinner();
    List<String> mail = mail(data, ExperimentId.BASELINE);
    assertThat(mail.get(0))
        .startsWith("trotline " + data.study() + ": ")
        .contains(data.incumbent().id() + " is better");
    assertThat(mail.get(1)).isEmpty();
    assertThat(String.join("\n", mail))
        .contains("\nSession   3, ", "\nRan ", "\nDied ", "\nBetter ", "\nCost ", "\nReport ");
    assertThat(mail(data, data.incumbent().id()).get(0)).contains("nothing better yet");
  }

  @Test
  void aStudyThatHasNotBegunHasAMailToo() {
    assertThat(String.join("\n", mail(Night.empty(), null)))
        .contains("Ran       nothing", "the baseline has not been measured");
  }

  @Test
  void itFitsAScreenAndAMailWhateverTheNightWasLike() {
    ReportData data = Night.withHostileText();
    List<RunLine> many = new ArrayList<>(data.runs());
    for (int i = 0; i < 500; i++) {
      many.add(
          new RunLine(
              RunId.of(new ExperimentId(i), 1),
              "screen",
              i % 3 == 0 ? RunState.CRASHED : RunState.HUNG,
              i % 2 == 0 ? "physx_buffer_overflow" : null,
              "\u001b[31m走れ" + "x".repeat(300) + "\nSubject: no",
              1,
              2,
              3.0));
    }
    ReportData busy =
        new ReportData(
            data.study(),
            data.task(),
            data.writtenAt(),
            data.from(),
            data.to(),
            data.objective(),
            data.budget(),
            data.spent(),
            "y".repeat(200) + " the deadline has passed",
            data.baseline(),
            data.incumbent(),
            data.reproduction(),
            data.experiments(),
            many,
            data.decisions(),
            data.curves(),
            data.next(),
            data.imported());
    for (ReportData each : List.of(Night.withWinner(), data, busy, Night.empty())) {
      List<String> mail = mail(each, ExperimentId.BASELINE);
      assertThat(mail).hasSizeLessThanOrEqualTo(45);
      assertThat(mail).allMatch(line -> line.length() <= 72 && line.matches("[ -~]*"));
    }
    assertThat(mail(busy, ExperimentId.BASELINE).get(0)).contains("runs died");
  }

  @Test
  void whatADeadlineEndedHasNotDied() {
    RunLine paused =
        new RunLine(
            RunId.of(ExperimentId.BASELINE, 1),
            "baseline",
            RunState.PREEMPTED,
            "deadline",
            null,
            1,
            2,
            3.0);
    assertThat(ReportTables.isDead(paused)).isFalse();
  }
}
