package dev.trotline.process;

import java.util.ArrayList;
import java.util.List;

/** Finds processes by the marker in their environment, whoever started them and whenever. */
public final class MarkerSweep {

  private MarkerSweep() {}

  /**
   * A living process that carries a marker.
   *
   * @param pid process id
   * @param marker the value of its {@code TROTLINE_RUN}
   */
  public record Marked(long pid, String marker) {}

  /**
   * All of this user's processes whose marker starts with the prefix; no zombies, and not this
   * process. Milliseconds.
   */
  public static List<Marked> find(String prefix) {
    long self = ProcessHandle.current().pid();
    var found = new ArrayList<Marked>();
    for (ProcStat stat : ProcTable.read().alive()) {
      if (stat.pid() != self) {
        stat.marker()
            .filter(marker -> marker.startsWith(prefix))
            .ifPresent(marker -> found.add(new Marked(stat.pid(), marker)));
      }
    }
    return found;
  }
}
