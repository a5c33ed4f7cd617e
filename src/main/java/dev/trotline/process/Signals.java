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
   *
   * @param name INT, TERM, KILL, CONT
   */
  static void send(String name, Collection<Long> targets) {
    if (targets.isEmpty()) {
      return;
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
    } catch (IOException e) {
      // No process can be made (a limit is reached): KILL, which needs none, has to do.
      return;
    }
  }

  /** Sends KILL one by one without starting a helper: at once, and where no helper can start. */
  static void killNow(Collection<ProcStat> processes) {
    for (ProcStat process : processes) {
      ProcessHandle.of(process.pid())
          .filter(handle -> process.isStillAlive())
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
