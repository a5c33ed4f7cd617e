package dev.trotline.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends signals the JDK cannot send. */
final class Signals {

  private static final int NOT_STARTED = -1;
  private static final int UNKNOWN = -2;

  private Signals() {}

  /**
   * Sends a signal to pids; a negative number is a group. What is gone already is passed over.
   * False if no helper process could be started (a limit is reached), and nothing was sent.
   *
   * @param name INT, TERM, KILL, CONT
   */
  static boolean send(String name, Collection<Long> targets) {
    if (targets.isEmpty()) {
      return true;
    }
    var argv = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" -- \"$@\"", name));
    targets.forEach(target -> argv.add(Long.toString(target)));
    return helper(argv) != NOT_STARTED;
  }

  /**
   * True if one of the groups has a process, a zombie included, that this user may signal; false
   * too if it cannot be found out.
   */
  static boolean reachAny(Collection<Long> groups) {
    if (groups.isEmpty()) {
      return false;
    }
    var argv =
        new ArrayList<>(
            List.of(
                "/bin/sh", "-c", "for g; do kill -s 0 -- \"-$g\" && exit 0; done; exit 1", "sh"));
    groups.forEach(group -> argv.add(Long.toString(group)));
    return helper(argv) == 0;
  }

  /** Its exit code, to the end even if this thread is interrupted; the flag is set again. */
  private static int helper(List<String> argv) {
    var builder = new ProcessBuilder(argv);
    builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
    builder.environment().remove(Marker.VARIABLE);
    try {
      Process helper = builder.start();
      helper.getOutputStream().close();
      boolean interrupted = false;
      boolean done = false;
      for (int attempt = 0; attempt < 5 && !done; attempt++) {
        try {
          done = helper.waitFor(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return done ? helper.exitValue() : UNKNOWN;
    } catch (IOException e) {
      return NOT_STARTED;
    }
  }

  /** Sends KILL without starting a helper; for when none can be started. */
  static void killOneByOne(Collection<ProcStat> processes) {
    for (ProcStat process : processes) {
      ProcessHandle.of(process.pid())
          .filter(handle -> process.isStillAlive())
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
