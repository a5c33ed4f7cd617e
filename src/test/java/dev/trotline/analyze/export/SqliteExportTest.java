package dev.trotline.analyze.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trotline.error.EnvironmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteExportTest {
  @TempDir Path folder;

  /** What Python's own SQLite says; skipped where there is no Python. */
  private static List<String> python(Path file, String... queries) throws Exception {
    String program =
        "import sqlite3,sys\nc=sqlite3.connect('file:'+sys.argv[1]+'?mode=ro',uri=True)\n"
            + "for q in sys.argv[2:]:\n  for row in c.execute(q): print(row)";
    var command = new java.util.ArrayList<>(List.of("python3", "-c", program, file.toString()));
    command.addAll(Arrays.asList(queries));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException none) {
      assumeTrue(false, "no python3");
      throw none;
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text.lines().toList();
  }

  private static final Map<String, Map<String, Object>> SETTINGS =
      Map.of(
          "env.yaml",
          Map.of("rewards", Map.of("track", Map.of("weight", 1.5, "ids", List.of(1, 2)))));

  @Test
  void pythonReadsRunsScalarsSettingsAndMetrics() throws Exception {
    Path file = folder.resolve("export.db");
    var run =
        new ExportedRun(
            "exp000/s1",
            "logs/a",
            CsvExportTest.run(
                    "",
                    CsvExportTest.series("Train/mean_reward", 1, Double.NaN, 0.1f),
                    CsvExportTest.series("b", Double.POSITIVE_INFINITY))
                .series(),
            SETTINGS);

    SqliteExport.write(
        file,
        Map.of("program", "trotline 1"),
        sink -> {
          sink.accept(run);
          sink.accept(CsvExportTest.run("exp000/s2", CsvExportTest.series("b", 2)));
        },
        List.of(new MetricRow("exp000", "1", "velocity_error", "judge", 0.25)));

    assertThat(
            python(
                file,
                "select run,tag,step,wall_time,value from curves order by run,tag,step",
                "select path,value from configs order by path",
                "select * from metrics",
                "select key,value from meta where key in ('program','schema_version') order by key",
                "select name,path from runs",
                "pragma integrity_check"))
        .containsExactly(
            "('exp000/s1', 'Train/mean_reward', 0, 1700000000.0, 1.0)",
            "('exp000/s1', 'Train/mean_reward', 1, 1700000000.25, None)",
            "('exp000/s1', 'Train/mean_reward', 2, 1700000000.5, 0.10000000149011612)",
            "('exp000/s1', 'b', 0, 1700000000.0, inf)",
            "('exp000/s2', 'b', 0, 1700000000.0, 2.0)",
            "('rewards.track.ids', '[1, 2]')",
            "('rewards.track.weight', '1.5')",
            "('exp000', '1', 'velocity_error', 'judge', 0.25)",
            "('program', 'trotline 1')",
            "('schema_version', '1')",
            "('exp000/s1', 'logs/a')",
            "('exp000/s2', 'logs/exp000/s2')",
            "('ok',)");
    assertThat(folder.toFile().list()).containsExactly("export.db");
  }

  @Test
  void aFailureHalfwayLeavesTheOldFileAndNothingElse() throws Exception {
    Path file = folder.resolve("export.db");
    Files.writeString(file, "old");

    assertThatThrownBy(
            () ->
                SqliteExport.write(
                    file,
                    Map.of(),
                    sink -> {
                      throw new IllegalStateException("unreadable");
                    },
                    List.of()))
        .hasMessage("unreadable");

    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void noPointIsLostWhereThereAreMany() throws Exception {
    Path file = folder.resolve("export.db");
    double[] values = new double[2_500];
    Arrays.setAll(values, i -> i);

    SqliteExport.write(
        file,
        Map.of(),
        sink -> sink.accept(CsvExportTest.run("a", CsvExportTest.series("x", values))),
        List.of());

    assertThat(python(file, "select count(*),sum(value),max(step),min(run_id) from scalars"))
        .containsExactly("(2500, 3123750.0, 2499, 1)");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path file = folder.resolve("none/export.db");

    assertThatThrownBy(() -> SqliteExport.write(file, Map.of(), sink -> {}, List.of()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("export.db");
  }

  @Test
  void aTreeThatHoldsItselfEnds() {
    var tree = new java.util.HashMap<String, Object>();
    tree.put("self", tree);
    tree.put("list", List.of(Map.of("a", 1), "b"));

    assertThat(Flattening.of(tree)).containsEntry("self", "...").containsEntry("list.0.a", "1");
  }
}
