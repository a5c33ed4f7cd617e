package dev.trotline.process;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One pass over the process table. Not a snapshot: it knows what it missed. */
final class ProcTable {

  private final List<ProcStat> alive = new ArrayList<>();
  private final Set<ProcStat> zombies = new HashSet<>();
  private int missed;

  private ProcTable() {}

  /** Reads the table; a few milliseconds for a few hundred processes. */
  static ProcTable read() {
    var table = new ProcTable();
    for (long pid : ProcStat.pids()) {
      Optional<ProcStat> stat = ProcStat.read(pid);
      if (stat.isEmpty()) {
        table.missed++;
      } else if (stat.get().isAlive()) {
        table.alive.add(stat.get());
      } else {
        table.zombies.add(stat.get());
      }
    }
    return table;
  }

  /** All processes but zombies, in the order of their ids. */
  List<ProcStat> alive() {
    return alive;
  }

  /** The process's marker; counts it as missed if it died before it could be asked. */
  Optional<String> marker(ProcStat stat) {
    Optional<String> marker = stat.marker();
    if (marker.isEmpty() && !stat.isStillAlive()) {
      missed++;
    }
    return marker;
  }

  /** True if nobody died, in this pass or since an earlier one, before he could be looked at. */
  boolean isConclusiveAfter(ProcTable earlier) {
    return missed == 0 && earlier.zombies.containsAll(zombies);
  }
}
