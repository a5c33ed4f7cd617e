package dev.trotline.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All processes of one job: those that carry its marker, those in its proven group or session,
 * those found before, and all their descendants. A pid or a group that was given to somebody else
 * is never among them, and neither is this process nor an ancestor of it.
 */
final class Family {

  private static final int MOST_PASSES = 50;

  /** On a busy machine somebody is always missed, and a program that flees is missed often. */
  private static final int DOUBTFUL_PASSES = 12;

  private final String marker;
  private final Map<Long, ProcStat> known = new HashMap<>();
  private final Set<Long> groups = new HashSet<>();
  private final Set<Long> untouchable = new HashSet<>();
  private final Set<Long> foreignGroups = new HashSet<>();
  private @Nullable Identity leader;

  /**
   * @param marker exact value of {@code TROTLINE_RUN}; empty for none
   */
  Family(String marker) {
    this.marker = marker;
    long pid = ProcessHandle.current().pid();
    while (pid > 0 && untouchable.add(pid)) {
      Optional<ProcStat> stat = ProcStat.read(pid);
      stat.map(ProcStat::group).ifPresent(foreignGroups::add);
      pid = stat.map(ProcStat::parent).orElse(0L);
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
    return members(ProcTable.read());
  }

  /**
   * True if nothing is left. A pass over /proc is no snapshot, so two must agree. Where somebody
   * died before he could be looked at, he may have left a child that was too young for the pass:
   * then it takes more passes, many if he was of a group known to be the job's. Whoever jumps from
   * pid to pid faster than a pass goes by is still of his group, which the kernel knows at once.
   */
  boolean isGone() {
    ProcTable table = ProcTable.read();
    if (!members(table).isEmpty()) {
      return false;
    }
    for (int pass = 1; pass <= MOST_PASSES; pass++) {
      Pause.briefly(2);
      table = ProcTable.readAfter(table);
      if (!members(table).isEmpty()) {
        return false;
      }
      boolean ours = table.newlyDead().stream().anyMatch(dead -> groups.contains(dead.group()));
      boolean perhaps = table.missedSomebody() || !table.newlyDead().isEmpty();
      boolean unseen = !ours && (!perhaps || pass >= DOUBTFUL_PASSES);
      if (unseen && !Signals.reachAny(groups)) {
        return true;
      }
    }
    return true;
  }

  /**
   * Groups of members. A group lives inside one session and a session is only ever inherited, so a
   * group with a member in it holds nobody else's processes, except where the member was started by
   * hand in a group of ours.
   */
  Set<Long> groups(List<ProcStat> members) {
    var found = new TreeSet<Long>();
    members.forEach(member -> found.add(member.group()));
    found.removeAll(foreignGroups);
    found.removeIf(group -> group <= 1);
    return found;
  }

  private List<ProcStat> members(ProcTable table) {
    List<ProcStat> all =
        table.alive().stream().filter(stat -> !untouchable.contains(stat.pid())).toList();
    OptionalLong group = provenGroup();
    var members = new HashMap<Long, ProcStat>();
    for (ProcStat stat : all) {
      if (belongs(table, stat, group)) {
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
    members.values().forEach(member -> groups.add(member.group()));
    return new ArrayList<>(members.values());
  }

  private boolean belongs(ProcTable table, ProcStat stat, OptionalLong group) {
    ProcStat before = known.get(stat.pid());
    if (before != null && before.isSame(stat)) {
      return true;
    }
    if (group.isPresent()
        && (stat.group() == group.getAsLong() || stat.session() == group.getAsLong())) {
      return true;
    }
    return !marker.isEmpty() && table.marker(stat).equals(Optional.of(marker));
  }
}
