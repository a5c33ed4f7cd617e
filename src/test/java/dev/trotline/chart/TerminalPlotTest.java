package dev.trotline.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TerminalPlotTest {

  @Test
  void noLineIsWiderThanTheTerminalAndNothingHostileGetsThrough() {
    var random = new SplittableRandom(5);
    for (long seed = 1; seed < 60; seed++) {
      var terminal =
          new Terminal(20 + random.nextInt(120), random.nextInt(40), random.nextBoolean(), false);
      for (String name : List.of(Samples.HOSTILE, "速度誤差の平均 ", "x")) {
        for (Plot plot : Samples.all(seed, name)) {
          for (String line : TerminalPlot.of(plot, terminal)) {
            assertThat(Text.columns(line)).isLessThanOrEqualTo(terminal.width());
            assertThat(line).doesNotContain("\u001b", "\u202e", "\u0000", "\n");
            if (!terminal.unicode()) {
              assertThat(line).matches("[ -~]*");
            }
          }
        }
      }
    }
  }

  @Test
  void coloursAddNothingButColours() {
    for (Plot plot : Samples.all(4, "name")) {
      List<String> plain = TerminalPlot.of(plot, new Terminal(90, 20, true, false));
      List<String> coloured = TerminalPlot.of(plot, new Terminal(90, 20, true, true));

      assertThat(coloured.toString()).contains("\u001b[");
      assertThat(coloured.stream().map(l -> l.replaceAll("\u001b\\[\\d+m", "").stripTrailing()))
          .containsExactlyElementsOf(plain.stream().map(String::stripTrailing).toList());
    }
  }

  @Test
  void curvesCarryTheLettersOfTheLegend() {
    double[] x = {0, 1, 2, 3};
    Chart chart =
        new Chart(
            "t",
            "",
            Axis.of("step"),
            Axis.of("v"),
            List.of(
                Curve.of("first", x, new double[] {0, 1, 2, 3}),
                Curve.of("second", x, new double[] {3, 2, 1, 0})),
            List.of());

    for (boolean unicode : new boolean[] {true, false}) {
      String text = String.join("\n", TerminalPlot.of(chart, new Terminal(60, 16, unicode, false)));
      String area = text.substring(0, text.indexOf("A first"));

      assertThat(text).contains("A first   B second");
      assertThat(area).contains("A", "B");
    }
  }

  @Test
  void aRisingLineGoesFromBottomLeftToTopRight() {
    List<String> lines =
        TerminalPlot.of(Samples.line(0, 1, 2, 3, 4), new Terminal(40, 12, false, false));
    List<String> rows = lines.stream().filter(l -> l.contains("*")).toList();

    assertThat(rows.get(0).indexOf('*')).isGreaterThan(rows.get(rows.size() - 1).indexOf('*') + 20);
  }

  @Test
  void unicodeNeedsALocaleThatHasItAndATerminalThatShowsIt() {
    assertThat(unicode(Map.of("LANG", "en_US.UTF-8", "TERM", "xterm"))).isTrue();
    assertThat(unicode(Map.of("LC_ALL", "C", "LANG", "en_US.UTF-8"))).isFalse();
    assertThat(unicode(Map.of("LANG", "en_US.utf8", "TERM", "linux"))).isFalse();
    assertThat(unicode(Map.of())).isFalse();
    assertThat(Terminal.detect(Map.of("LANG", "C.UTF-8"), 20, true, false).unicode()).isFalse();
    assertThat(Terminal.detect(Map.of("COLUMNS", "123"), 20, true, false).width()).isEqualTo(123);
    assertThat(Terminal.detect(Map.of("COLUMNS", "wide"), 20, true, false).width()).isEqualTo(80);
  }

  private static boolean unicode(Map<String, String> environment) {
    return Terminal.detect(environment, 20, false, false).unicode();
  }
}
