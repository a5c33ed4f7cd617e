package dev.trotline.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.RunRecord;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One run's files cannot be read for a while; the others are seen to all the same. */
class UnreadableRunIT {

  private static final String TRAINER =
      """
      if [ "$1" = 1 ]; then
        mv console.log aside && mkdir console.log
        sleep 4
        rmdir console.log && mv aside console.log
      fi
      printf '  Learning iteration 0/5\\n\\n'
      echo "Training time: 1.5 seconds"
      """;

  @TempDir Path folder;

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void theOthersAreStartedAndSettledMeanwhile() throws Exception {
    var listener = new Heard();
    try (ShellNight night =
        new ShellNight(
            folder.resolve("study"),
            2,
            "{kill_grace: 1 s, free_disk_mib: 0}",
            seed -> List.of("-c", TRAINER, "trainer", "" + seed))) {
      night.enqueue(3);
      night.watch(listener, () -> {});

      assertThat(listener.trouble).isEmpty();
      assertThat(listener.problems).anyMatch(text -> text.contains("exp000/s1 cannot be watched"));
      assertThat(listener.ended).hasSize(3);
      assertThat(listener.ended.get(2)).isEqualTo("exp000/s1");
      assertThat(night.archive.runs()).allMatch(run -> run.state() == RunState.FINISHED);
    }
  }

  private static final class Heard implements WatchListener {
    private final List<String> ended = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> trouble = new ArrayList<>();

    @Override
    public void ended(RunRecord run) {
      ended.add(run.id().toString());
    }

    @Override
    public void stopping(RunRecord run, RuleVerdict.Stop verdict) {}

    @Override
    public void judged(RunRecord run) {}

    @Override
    public void judgeFailed(RunRecord run, String message) {}

    @Override
    public void problems(List<String> sentences) {
      problems.addAll(sentences);
    }

    @Override
    public void trouble(String message) {
      trouble.add(message);
    }
  }
}
