package dev.trotline.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.chart.Text;
import dev.trotline.monitor.LiveRun;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveTableTest {
  private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");
  private static final ZoneId ZONE = ZoneOffset.UTC;

  private static LiveRun run(int number, Duration left) {
    return new LiveRun(
        RunId.parse("exp%03d/s%d".formatted(number, 1 + number % 3)),
        RunState.TRAINING,
        "gpu" + number,
        1234,
        50_000,
        Duration.ofHours(30),
        left,
        0.27,
        98_304,
        0.263,
        List.of(1.0, 2.0, 3.0, 2.5),
        List.of(0.9, 0.5, 0.3));
  }

  private static List<LiveRun> runs(int count) {
    List<LiveRun> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(run(i, Duration.ofSeconds(97_920)));
    }
    return runs;
  }

  private static Screen screen(int columns, int lines, boolean unicode) {
    return new Screen(columns, lines, true, unicode, false);
  }

  private static List<String> lines(Look look, Screen screen) {
    return new Frame(screen, NOW, ZONE).lines(look).stream().map(Frame.Line::text).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0:00:00",
    "59, 0:00:59",
    "86399, 23:59:59",
    "86400, 1 d 00:00",
    "97920, 1 d 03:12",
    "1000000, 11 d 13:46"
  })
  void timesDoNotWrapAtADay(long seconds, String text) {
    assertThat(Spans.span(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void aMomentOfAnotherDaySaysSo() {
    assertThat(Spans.moment(NOW.plusSeconds(60), NOW, ZONE)).isEqualTo("02:01:00");
    assertThat(Spans.moment(NOW.plusSeconds(97_920), NOW, ZONE)).isEqualTo("Mon 05:12");
    assertThat(Spans.moment(NOW.plus(Duration.ofDays(20)), NOW, ZONE)).isEqualTo("12-12 02:00");
  }

  @Test
  void columnsAreLeftOutFromTheLeastMissedOn() {
    Look look = Look.of(runs(2), List.of());
    assertThat(lines(look, screen(140, 24, true)).get(0))
        .contains("device", "it/s", "steps/s", "time", "left", "ends", "reward", "error so far");
    assertThat(lines(look, screen(80, 24, true)).get(0))
        .contains("run", "state", "iteration", "it/s", "left", "error", "reward")
        .doesNotContain("time", "error so far");
    assertThat(lines(look, screen(40, 24, true)).get(0))
        .contains("run", "iteration", "left")
        .doesNotContain("state", "reward");
    assertThat(lines(look, screen(40, 24, true)).get(1)).contains("1 d 03:12");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 20, 33, 40, 60, 80, 100, 120, 300})
  void noLineReachesTheEdgeAndNoFrameTheTop(int columns) {
    SplittableRandom random = new SplittableRandom(20261122L + columns);
    String[] texts = {
      "die Maße für Größe", "走れ犬よ走れ", "e\u0301e\u0301", "👍 ok", "\u001b[31mred\u001b[0m\nline"
    };
    for (int trial = 0; trial < 200; trial++) {
      int height = 1 + random.nextInt(30);
      List<String> foreign = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        foreign.add((texts[random.nextInt(texts.length)] + " ").repeat(1 + random.nextInt(20)));
      }
      Look look =
          new Look(
              runs(random.nextInt(40)),
              random.nextBoolean() ? List.of("exp001/s1", "exp001/s2") : List.of(),
              random.nextBoolean() ? "session 2, wave 3, full; until 07:00:00" : "",
              foreign,
              foreign);
      Screen screen = screen(columns, height, random.nextBoolean());
      List<String> lines = lines(look, screen);
      assertThat(lines).hasSizeLessThanOrEqualTo(Math.max(1, height - 1));
      for (String line : lines) {
        assertThat(Text.columns(line)).as(line).isLessThanOrEqualTo(Math.max(1, columns - 1));
        assertThat(line).doesNotContain("\u001b", "\n");
        if (!screen.unicode()) {
          assertThat(line).matches("[ -~]*");
        }
      }
    }
  }

  @Test
  void moreRunsThanLinesAreCounted() {
    List<String> lines =
        lines(
            new Look(runs(20), List.of("exp030/s1"), "", List.of(), List.of()),
            screen(100, 12, true));
    assertThat(lines).hasSize(11);
    assertThat(lines.get(9)).isEqualTo("… 12 more");
    assertThat(lines.get(10)).isEqualTo("1 queued: exp030/s1");
  }

  @Test
  void whyNothingStartsIsShownEvenWhereRoomIsScarce() {
    Look look =
        new Look(
            runs(20), List.of("exp030/s1"), "", List.of("the disk is full"), List.of("a", "b"));
    assertThat(lines(look, screen(100, 8, true))).contains("! the disk is full").hasSize(7);
  }

  @Test
  void withoutUnicodeCurvesAreAscii() {
    String row = lines(Look.of(runs(1), List.of()), screen(100, 24, false)).get(1);
    assertThat(row).matches("[ -~]*").contains("*");
    assertThat(Screen.terminal(Map.of("LANG", "C.UTF-8", "TERM", "xterm")).unicode()).isTrue();
    assertThat(Screen.terminal(Map.of("LANG", "de_DE.ISO-8859-1", "TERM", "xterm")).unicode())
        .isFalse();
    assertThat(
            Screen.terminal(Map.of("LC_ALL", "C.UTF-8", "TROTLINE_ASCII", "1", "TERM", "xterm"))
                .unicode())
        .isFalse();
  }

  @Test
  void aDumbTerminalGetsLines() {
    assertThat(Screen.terminal(Map.of("TERM", "dumb")).moves()).isFalse();
    assertThat(Screen.terminal(Map.of()).moves()).isFalse();
    assertThat(Screen.terminal(Map.of("TERM", "xterm", "COLUMNS", "132")).columns()).isEqualTo(132);
  }

  /** What reaches the terminal, one element a write. */
  private static final class Recorder extends ByteArrayOutputStream {
    private final List<String> writes = new ArrayList<>();

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }
  }

  @Test
  void aFrameIsOneWriteThatLeavesTheCursorVisible() {
    Recorder recorder = new Recorder();
    AtomicReference<Screen> screen = new AtomicReference<>(screen(80, 24, true));
    LiveTable table = new LiveTable(new PrintStream(recorder), new Style(true), screen::get, ZONE);
    table.show(() -> Look.of(runs(3), List.of()), NOW);
    table.say("exp000/s1 finished");
    table.clear();
    assertThat(recorder.writes).hasSize(3);
    assertThat(recorder.writes).allMatch(write -> write.endsWith("\u001b[?25h"));
    // Four lines up, the event, the table again.
    assertThat(recorder.writes.get(1)).contains("\u001b[4A").contains("finished\u001b[K\n");
    table.close();
    table.say("nothing any more");
    assertThat(recorder.writes).hasSize(3);
  }

  @Test
  void linesFoldedByANarrowedWindowAreCountedWhereTerminalsFold() {
    Recorder recorder = new Recorder();
    AtomicReference<Screen> screen = new AtomicReference<>(new Screen(100, 24, true, true, true));
    LiveTable table = new LiveTable(new PrintStream(recorder), new Style(false), screen::get, ZONE);
    table.show(() -> Look.of(runs(1), List.of()), NOW);
    screen.set(new Screen(50, 24, true, true, true));
    table.clear();
    assertThat(recorder.writes.get(1)).startsWith("\u001b[4A");
  }

  @Test
  void aPipeGetsPlainLines() {
    Recorder recorder = new Recorder();
    LiveTable table =
        new LiveTable(
            new PrintStream(recorder),
            new Style(false),
            () -> Screen.endless(Map.of("LANG", "C.UTF-8")),
            ZONE);
    table.show(() -> Look.of(runs(12), List.of("exp030/s1")), NOW);
    table.say("a\u001b[2Jb");
    table.clear();
    assertThat(String.join("", recorder.writes))
        .doesNotContain("\u001b")
        .contains("exp000/s1 1234/50000 left 1 d 03:12 error 0.263", "… 4 more", "+1 queued\n");
  }
}
