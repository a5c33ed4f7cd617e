package dev.trotline.launch;

import dev.trotline.archive.RunRecord;
import dev.trotline.study.RunId;
import java.util.List;

/**
 * What one look at the study's runs did.
 *
 * @param started runs that were given a device and started
 * @param ended runs that reached their final state, as recorded
 * @param problems what keeps runs from being started, watched or ended, one sentence each
 */
public record Tick(List<RunId> started, List<RunRecord> ended, List<String> problems) {

  public Tick {
    started = List.copyOf(started);
    ended = List.copyOf(ended);
    problems = List.copyOf(problems);
  }
}
