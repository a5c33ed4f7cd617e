package dev.trotline.launch;

import dev.trotline.archive.RunRecord;
import dev.trotline.study.RunId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what becomes a {@link Tick}. */
final class TickLog {

  private final List<RunId> started = new ArrayList<>();
  private final List<RunRecord> ended = new ArrayList<>();
  private final Set<String> problems = new LinkedHashSet<>();

  void started(RunId run) {
    started.add(run);
  }

  void ended(RunRecord run) {
    ended.add(run);
  }

  void problem(String sentence) {
    problems.add(sentence);
  }

  Tick toTick() {
    return new Tick(started, ended, List.copyOf(problems));
  }
}
