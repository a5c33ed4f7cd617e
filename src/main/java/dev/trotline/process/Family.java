package dev.trotline.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All processes of one job: those that carry its marker, those in its proven group or session,
 * those found before, and all their descendants. A pid or a group that was given to somebody else
 * is never among them, and neither is this process nor an ancestor of it.
 */
final class Family {

  private final String marker;
  private final Map<Long, ProcStat> known = new HashMap<>();
  private final Set<Long> untouchable = new HashSet<>();
  private @Nullable Identity leader;

  /**
   * @param marker exact value of {@code TROTLINE_RUN}; empty for none
   */
  Family(String marker) {
    this.marker = marker;
    long pid = ProcessHandle.current().pid();
    while (pid > 0 && untouchable.add(pid)) {
      pid = ProcStat.read(pid).map(ProcStat::parent).orElse(0L);
    }
  }

  /** Adds the group and session of a leader, as far as it can be proven to exist. */
  void ledBy(Identity identity) {
    leader = identity;
  }

  /** True while the leader runs or is stopped. */
  boolean leaderAlive() {
    return leader != null && leader.isAlive();
  }

  /**
   * The leader's group, if it still is the leader's: while the leader is in the process table, even
   * as a zombie, its number cannot have been given away.
   */
  OptionalLong provenGroup() {
    return leader != null && leader.find().isPresent()
        ? OptionalLong.of(leader.pid())
        : OptionalLong.empty();
  }

  /** Members alive now. */
  List<ProcStat> scan() {
    List<ProcStat> all =
        ProcStat.all().stream()
            .filter(stat -> stat.isAlive() && !untouchable.contains(stat.pid()))
            .toList();
    OptionalLong group = provenGroup();
    var members = new HashMap<Long, ProcStat>();
    for (ProcStat stat : all) {
      if (belongs(stat, group)) {
        members.put(stat.pid(), stat);
      }
    }
    boolean grown = !members.isEmpty();
    while (grown) {
      grown = false;
      for (ProcStat stat : all) {
        if (members.containsKey(stat.parent()) && members.putIfAbsent(stat.pid(), stat) == null) {
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

  private boolean belongs(ProcStat stat, OptionalLong group) {
    ProcStat before = known.get(stat.pid());
    if (before != null && before.isSame(stat)) {
      return true;
    }
    if (group.isPresent()
        && (stat.group() == group.getAsLong() || stat.session() == group.getAsLong())) {
      return true;
    }
    return !marker.isEmpty() && stat.marker().equals(Optional.of(marker));
  }
}
