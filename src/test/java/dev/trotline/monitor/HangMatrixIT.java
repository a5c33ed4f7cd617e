package dev.trotline.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.RunRecord;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.process.MarkerSweep;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way a training is known to hang, all at once on real processes: each must be noticed within
 * the limit (design §10), ended, and nothing of it may be left. With the limit of real studies:
 * {@code bench/hangs/run}.
 */
class HangMatrixIT {

  private static final int LIMIT = Integer.getInteger("trotline.hang.seconds", 4);

  /** Looks are half a second apart, and evidence is taken before the kill. */
  private static final double SLACK = Integer.getInteger("trotline.hang.slack", 12);

  private static final String BEGIN =
      """
      step() { printf '          Learning iteration %d/5\\n\\n  Mean value_function loss: 0.1\\n\\n' $1; touch last; }
      touch last
      case "$1" in never_*) ;; *) sleep 0.2; step 0; sleep 0.2; step 1 ;; esac
      case "$1" in
      """;

  private static final String END =
      """
      esac
      """;

  private record Case(String name, RunState state, String script) {}

  private static final List<Case> CASES =
      List.of(
          hung("sleeping", "sleep 900"),
          hung("busy_loop", "while :; do :; done"),
          hung("silent", "exec >/dev/null 2>&1; while :; do echo unheard; sleep 0.3; done"),
          hung("heartbeat", "while :; do echo still alive; sleep 0.2; done"),
          hung(
              "same_iteration_again",
              "while :; do printf 'Learning iteration 1/5\\n\\n'; sleep 0.3; done"),
          hung("ignores_int_and_term", "trap '' INT TERM HUP; while :; do sleep 0.5; done"),
          hung(
              "escaped_children",
              "for i in 1 2 3; do setsid sh -c 'sleep 900 & sleep 900' & done; sleep 900"),
          hung("orphaned_child", "(setsid sleep 900 &) ; (nohup setsid sleep 900 &) ; sleep 900"),
          hung("stopped", "kill -STOP $$; sleep 900"),
          hung("stopped_child", "sleep 900 & kill -STOP $!; wait"),
          hung("never_started", "sleep 900"),
          hung("never_but_talks", "while :; do echo compiling shaders; sleep 0.2; done"),
          new Case(
              "teardown",
              RunState.FINISHED,
              "step 2; step 3; step 4; echo 'Training time: 1.0 seconds'; sleep 900"));

  private static Case hung(String name, String script) {
    return new Case(name, RunState.HUNG, script);
  }

  @TempDir Path folder;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void everyHangIsNoticedInTimeAndNothingOfItIsLeft() throws Exception {
    StringBuilder script = new StringBuilder(BEGIN);
    CASES.forEach(c -> script.append(c.name()).append(") ").append(c.script()).append(" ;;\n"));
    script.append(END);
    Stops stops = new Stops();
    try (ShellNight night =
        new ShellNight(
            folder.resolve("study"),
            CASES.size(),
            "{startup: %d s, no_progress: %d s, kill_grace: 1 s, teardown: %d s}"
                .formatted(LIMIT, LIMIT, LIMIT),
            seed -> List.of("-c", script.toString(), "trainer", CASES.get(seed - 1).name()))) {
      stops.night = night;
      night.enqueue(CASES.size());
      night.watch(stops, () -> {});

      Map<String, Double> noticed = new LinkedHashMap<>();
      for (int seed = 1; seed <= CASES.size(); seed++) {
        Case expected = CASES.get(seed - 1);
        RunRecord run = night.archive.run(ShellNight.run(seed)).orElseThrow();
        assertThat(run.state()).as(expected.name() + ": " + run).isEqualTo(expected.state());
        Double after = stops.after.get(run.id());
        assertThat(after).as(expected.name() + " was noticed").isNotNull();
        noticed.put(expected.name(), after);
        assertThat(night.study.runFolder(run.id()).resolve(Evidence.FOLDER)).isNotEmptyDirectory();
      }
      System.out.println("hang matrix, limit " + LIMIT + " s, noticed after " + noticed);
      assertThat(MarkerSweep.find(night.marker() + ":")).isEmpty();
      assertThat(noticed)
          .allSatisfy((name, after) -> assertThat(after).isBetween(LIMIT - 2.0, LIMIT + SLACK));
    }
  }

  /** When each run was found to hang, in seconds after its last step. */
  private static final class Stops implements WatchListener {
    private final Map<RunId, Double> after = new HashMap<>();
    private ShellNight night;

    @Override
    public void stopping(RunRecord run, RuleVerdict.Stop verdict) {
      Path last = night.study.runFolder(run.id()).resolve("last");
      try {
        FileTime time = Files.getLastModifiedTime(last);
        after.put(run.id(), (System.currentTimeMillis() - time.toMillis()) / 1000.0);
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void ended(RunRecord run) {}

    @Override
    public void judged(RunRecord run) {}

    @Override
    public void judgeFailed(RunRecord run, String message) {}
  }
}
