package dev.trotline.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends signals the JDK cannot send. */
final class Signals {

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
    var builder = new ProcessBuilder(argv);
    builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
    builder.environment().remove(Marker.VARIABLE);
    try {
      Process kill = builder.start();
      kill.getOutputStream().close();
      boolean interrupted = false;
      boolean done = false;
      for (int attempt = 0; attempt < 5 && !done; attempt++) {
        try {
          done = kill.waitFor(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return true;
    } catch (IOException e) {
      return false;
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
