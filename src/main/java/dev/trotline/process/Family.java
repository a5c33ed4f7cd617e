package dev.trotline.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All processes of one job: those that carry its marker, those in its proven group or session,
 * those found before, and all their descendants. A pid or a group that was given to somebody else
 * is never among them, and neither is this process nor an ancestor of it.
 */
final class Family {

  private final String marker;
  private final @Nullable Identity leader;
  private final Map<Long, ProcStat> known = new HashMap<>();
  private final Set<Long> untouchable = new HashSet<>();

  /**
   * @param marker exact value of {@code TROTLINE_RUN}; empty to go by the leader only
   * @param leader the group's leader, or null if unknown
   */
  Family(String marker, @Nullable Identity leader) {
    this.marker = marker;
    this.leader = leader;
    long pid = ProcessHandle.current().pid();
    while (pid > 0 && untouchable.add(pid)) {
      pid = ProcStat.read(pid).map(ProcStat::parent).orElse(0L);
    }
  }

  /** Members alive now. */
  List<ProcStat> scan() {
    List<ProcStat> all = ProcStat.all();
    boolean proven = leaderProven();
    var members = new HashMap<Long, ProcStat>();
    for (ProcStat stat : all) {
      if (stat.isAlive() && !untouchable.contains(stat.pid()) && belongs(stat, proven)) {
        members.put(stat.pid(), stat);
      }
    }
    boolean grown = !members.isEmpty();
    while (grown) {
      grown = false;
      for (ProcStat stat : all) {
        if (stat.isAlive()
            && members.containsKey(stat.parent())
            && !untouchable.contains(stat.pid())
            && members.put(stat.pid(), stat) == null) {
          grown = true;
        }
      }
    }
    known.putAll(members);
    return new ArrayList<>(members.values());
  }

  /** True if nothing is left. One pass over /proc is no snapshot, so two must agree. */
  boolean isGone() {
    if (!scan().isEmpty()) {
      return false;
    }
    Pause.briefly(10);
    return scan().isEmpty();
  }

  /** True while the leader's pid, and with it the group's id, cannot have been given away. */
  boolean leaderProven() {
    return leader != null && leader.find().isPresent();
  }

  private boolean belongs(ProcStat stat, boolean proven) {
    ProcStat before = known.get(stat.pid());
    if (before != null && before.isSame(stat)) {
      return true;
    }
    if (proven
        && leader != null
        && (stat.group() == leader.pid() || stat.session() == leader.pid())) {
      return true;
    }
    return !marker.isEmpty() && stat.marker().equals(Optional.of(marker));
  }
}
