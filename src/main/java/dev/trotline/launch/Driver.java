package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.DriverRow;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.RefusedException;
import dev.trotline.error.StoppedException;
import dev.trotline.process.Host;
import dev.trotline.process.Pause;
import dev.trotline.process.StudyLock;
import dev.trotline.study.Study;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The right to start, stop and judge the runs of a study: one process at a time has it. On one
 * machine the study's lock decides, which the kernel takes back from the dead. File locks of
 * network file systems do not always reach other machines, so there is a row in the archive, too:
 * it beats while its owner lives, and whoever finds another machine's row watches whether it still
 * does. Clocks are never compared. A driver that was asleep and lost its place cannot write any
 * more (see {@link Archive#drive}).
 */
public final class Driver implements AutoCloseable {

  /** How a driver shows that it lives, and how long another one waits for a sign. */
  record Pace(Duration beat, Duration patience, Duration look) {
    static final Pace USUAL =
        new Pace(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(1));
  }

  private final StudyLock lock;
  private final Archive archive;
  private final DriverRow row;
  private final Thread heart;
  private volatile boolean closed;

  private Driver(StudyLock lock, Archive archive, DriverRow row, Pace pace) {
    this.lock = lock;
    this.archive = archive;
    this.row = row;
    this.heart = new Thread(() -> beat(pace.beat()), "heartbeat");
    heart.setDaemon(true);
    heart.start();
  }

  /**
   * Takes the study. At once as a rule; half a minute where a driver on another machine died, or
   * this machine went down, without a word.
   *
   * @param who the command, shown to whoever is refused
   * @throws RefusedException if another process has it, on this machine or another
   */
  public static Driver take(Study study, Archive archive, String who) {
    return take(study, archive, who, Host.boot(), Pace.USUAL);
  }

  static Driver take(Study study, Archive archive, String who, String boot, Pace pace) {
    StudyLock lock = StudyLock.acquire(study.lockFile(), who);
    boolean done = false;
    try {
      Optional<DriverRow> before = archive.driver();
      if (before.isPresent() && !before.get().boot().equals(boot)) {
        before = deadOrGone(archive, before.get(), pace);
      }
      DriverRow mine =
          new DriverRow(UUID.randomUUID().toString(), who, Host.name(), boot, Host.pid(), 0);
      if (!archive.drive(mine, before)) {
        throw new RefusedException(
            "another machine has taken this study at this very moment",
            "'trotline status' shows what goes on");
      }
      done = true;
      return new Driver(lock, archive, mine, pace);
    } finally {
      if (!done) {
        lock.close();
      }
    }
  }

  private static Optional<DriverRow> deadOrGone(Archive archive, DriverRow seen, Pace pace) {
    long until = System.nanoTime() + pace.patience().toNanos();
    while (System.nanoTime() < until) {
      Pause.sleep(pace.look());
      Optional<DriverRow> now = archive.driver();
      if (now.isEmpty()) {
        return now;
      }
      if (!now.get().equals(seen)) {
        throw new RefusedException(
            String.format(
                "already driven by %s on %s, pid %d",
                now.get().who(), now.get().host(), now.get().pid()),
            "stop it there, or wait for it, then repeat the command");
      }
    }
    return Optional.of(seen);
  }

  private void beat(Duration pace) {
    while (!closed) {
      try {
        Pause.sleep(pace);
        if (!closed) {
          archive.beat();
        }
      } catch (StoppedException e) {
        return;
      } catch (EnvironmentException e) {
        // A full disk or a busy archive: nobody else can take the study over meanwhile either.
        continue;
      } catch (RefusedException e) {
        // The next write of the driver itself says so to the person.
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    heart.interrupt();
    try {
      archive.leave(row);
    } catch (EnvironmentException e) {
      // The lock goes back all the same; the row is found to be dead.
      return;
    } finally {
      lock.close();
    }
  }
}
