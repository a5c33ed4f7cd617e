package dev.trotline.process;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One pass over the process table. Not a snapshot: it knows whom it may have missed. */
final class ProcTable {

  private final Set<Long> listed;
  private final List<ProcStat> alive = new ArrayList<>();
  private final Set<ProcStat> newlyDead = new HashSet<>();
  private boolean missed;

  private ProcTable(Set<Long> listed) {
    this.listed = listed;
  }

  /** Reads the table; a few milliseconds for a few hundred processes. */
  static ProcTable read() {
    return readAfter(new ProcTable(Set.of()));
  }

  /**
   * Reads the table again. Those who are new are looked at first, while they are still there, and
   * those of them who are dead already are remembered.
   */
  static ProcTable readAfter(ProcTable earlier) {
    List<Long> pids = ProcStat.pids();
    var table = new ProcTable(new HashSet<>(pids));
    // Highest first: the youngest are the likeliest to be gone in a moment.
    for (int i = pids.size() - 1; i >= 0; i--) {
      if (!earlier.listed.contains(pids.get(i))) {
        table.look(pids.get(i), true);
      }
    }
    for (long pid : pids) {
      if (earlier.listed.contains(pid)) {
        table.look(pid, false);
      }
    }
    return table;
  }

  private void look(long pid, boolean isNew) {
    Optional<ProcStat> stat = ProcStat.read(pid);
    if (stat.filter(ProcStat::isAlive).isPresent()) {
      alive.add(stat.get());
    } else if (isNew) {
      missed |= stat.isEmpty();
      stat.ifPresent(newlyDead::add);
    }
  }

  /** All processes but zombies, in no order. */
  List<ProcStat> alive() {
    return alive;
  }

  /** The process's marker; notes if it died before it could be asked. */
  Optional<String> marker(ProcStat stat) {
    Optional<String> marker = stat.marker();
    missed |= marker.isEmpty() && !stat.isStillAlive();
    return marker;
  }

  /** True if somebody new died before he could be looked at and left nothing. */
  boolean missedSomebody() {
    return missed;
  }

  /** Zombies nobody had seen alive. */
  Set<ProcStat> newlyDead() {
    return newlyDead;
  }
}
