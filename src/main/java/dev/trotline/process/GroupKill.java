package dev.trotline.process;

import dev.trotline.error.EnvironmentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Ends a supervised program and everything it started, and proves it. */
public final class GroupKill {

  /** Processes in uninterruptible sleep (a stuck driver) may take this long to die of KILL. */
  private static final Duration LAST_WAIT = Duration.ofSeconds(10);

  /** Milliseconds are the rule, but a machine may be overloaded or the supervisor stopped. */
  private static final Duration LEAVING = Duration.ofSeconds(2);

  private static final int KILLED = 137;

  private final InstantSource clock;

  /**
   * @param clock dates the exit code written for a supervisor that was killed
   */
  public GroupKill(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * How it went.
   *
   * @param lastSignal the strongest signal needed: INT, TERM, KILL, or NONE if nothing was left
   * @param killed ids of the processes that were signalled
   * @param survivors processes that could not be ended; empty is the proof
   */
  public record Report(String lastSignal, List<Long> killed, List<Long> survivors) {

    public Report {
      killed = List.copyOf(killed);
      survivors = List.copyOf(survivors);
    }
  }

  /**
   * INT, grace, TERM, grace, KILL to the group and to every process that carries the marker or
   * descends from one that does; without INT where only leftovers of an ended program are there;
   * stopped ones are continued. Afterwards the folder says how it ended: by the supervisor's own
   * exit code or, if that was killed, by 137. Does nothing if nothing is left. Safe to repeat after
   * dying in the middle of it.
   *
   * @param marker exact value of {@code TROTLINE_RUN}
   * @param folder the job's folder; may have no pid file yet
   * @param grace time between the signals
   */
  public Report kill(String marker, Path folder, Duration grace) {
    Path pidFile = folder.resolve(ProcessFacts.PID_FILE);
    var family = new Family(Marker.check(marker));
    Identity.read(pidFile).ifPresent(family::ledBy);
    letLeave(family, folder);
    boolean ours = family.leaderAlive();
    var killed = new TreeSet<Long>();
    String last = "NONE";
    for (String signal : signals(folder)) {
      if (family.isGone()) {
        break;
      }
      last = signal;
      // A start in progress may have made its pid file by now.
      Identity.read(pidFile).ifPresent(family::ledBy);
      if (waitAfter(family, signal, grace, killed)) {
        break;
      }
    }
    List<Long> survivors = family.scan().stream().map(ProcStat::pid).sorted().toList();
    if (survivors.isEmpty() && Files.exists(pidFile) && (ours || !last.equals("NONE"))) {
      settle(folder);
    }
    return new Report(last, new ArrayList<>(killed), survivors);
  }

  /**
   * What a program that has ended left behind has nothing to save, and a shell starts its
   * background jobs deaf to INT.
   */
  private static List<String> signals(Path folder) {
    return Files.exists(folder.resolve(ProcessFacts.EXIT_FILE))
        ? List.of("TERM", "KILL")
        : List.of("INT", "TERM", "KILL");
  }

  /**
   * A supervisor that has written the exit code is about to end, and so is the helper it wrote it
   * with. Taking them for something left behind would put a kill on record that was none.
   */
  private static void letLeave(Family family, Path folder) {
    long start = System.nanoTime();
    while (family.leaderAlive()
        && Files.exists(folder.resolve(ProcessFacts.EXIT_FILE))
        && System.nanoTime() - start < LEAVING.toNanos()) {
      Pause.briefly(2);
    }
  }

  private static boolean waitAfter(Family family, String signal, Duration grace, Set<Long> killed) {
    boolean finish = signal.equals("KILL");
    Duration limit = finish && grace.compareTo(LAST_WAIT) < 0 ? LAST_WAIT : grace;
    send(family, signal, killed);
    long start = System.nanoTime();
    long pause = 5;
    while (!family.isGone()) {
      if (System.nanoTime() - start >= limit.toNanos()) {
        return false;
      }
      Pause.briefly(pause);
      pause = Math.min(100, pause * 2);
      if (finish) {
        // Something may have been born between the last look and the signal.
        send(family, signal, killed);
      }
    }
    return true;
  }

  private static void send(Family family, String signal, Set<Long> killed) {
    List<ProcStat> members = family.scan();
    if (members.isEmpty()) {
      return;
    }
    members.forEach(member -> killed.add(member.pid()));
    Set<Long> groups = family.groups(members);
    var targets = new ArrayList<Long>();
    // A signal to a group reaches children being forked at this very moment, too.
    groups.forEach(group -> targets.add(-group));
    members.stream()
        .filter(member -> !groups.contains(member.group()))
        .forEach(member -> targets.add(member.pid()));
    // All at once: a shell whose child died a moment earlier would go on and claim success.
    if (!Signals.send(signal, targets) && signal.equals("KILL")) {
      Signals.killOneByOne(members);
    }
    if (members.stream().anyMatch(ProcStat::isStopped)) {
      Signals.send("CONT", targets);
    }
  }

  /** As the supervisor writes it: with the seconds since boot, which no set clock moves. */
  private String settled() {
    String line = KILLED + " " + clock.instant().getEpochSecond() + " " + Host.uptime();
    return line.strip() + "\n";
  }

  /** Writes the last word of a supervisor that could not; never over a word it wrote itself. */
  private void settle(Path folder) {
    Path exit = folder.resolve(ProcessFacts.EXIT_FILE);
    if (Files.exists(exit)) {
      return;
    }
    try {
      AtomicFile.create(exit, settled());
    } catch (EnvironmentException e) {
      // A full disk must not turn a good kill into a failure: the folder says Vanished, as is true.
      return;
    }
  }
}
