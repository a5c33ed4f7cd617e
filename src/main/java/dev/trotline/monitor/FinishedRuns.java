package dev.trotline.monitor;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.TrotlineException;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.monitor.rule.History;
import dev.trotline.monitor.rule.Peer;
import dev.trotline.monitor.rule.Surroundings.TaskFacts;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The finished runs of a study as witnesses of what is possible; each is read once, one a look. */
final class FinishedRuns {

  /** The newest so many are kept: 100 kB each. */
  private static final int MOST = 200;

  private final Study study;
  private final Archive archive;
  private final Simulator simulator;
  private final Map<RunId, Peer> peers = new LinkedHashMap<>();
  private final Set<RunId> seen = new HashSet<>();

  FinishedRuns(Study study, Archive archive, Simulator simulator) {
    this.study = study;
    this.archive = archive;
    this.simulator = simulator;
  }

  /** Those read so far. */
  List<Peer> known() {
    return new ArrayList<>(peers.values());
  }

  /** Reads the next one. */
  void poll() {
    for (RunRecord run : archive.runsIn(EnumSet.of(RunState.FINISHED))) {
      if (run.isImported() || run.id().probe() || !seen.add(run.id())) {
        continue;
      }
      try {
        read(run);
      } catch (TrotlineException e) {
        // A run whose files are gone or torn is no witness.
        peers.remove(run.id());
      }
      return;
    }
  }

  private void read(RunRecord run) {
    Path log = simulator.logFolder(study.runFolder(run.id())).orElse(null);
    if (log == null) {
      return;
    }
    TaskFacts task = TaskReader.read(log);
    History history = History.of(EventFolder.read(log));
    int asked = run.iterationsAsked() > 0 ? run.iterationsAsked() : history.length();
    peers.put(run.id(), new Peer(run.id().experiment().toString(), asked, task.rewards(), history));
    if (peers.size() > MOST) {
      peers.remove(peers.keySet().iterator().next());
    }
  }
}
