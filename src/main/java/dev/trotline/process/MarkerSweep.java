package dev.trotline.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds processes by the marker in their environment, whoever started them and whenever. */
public final class MarkerSweep {

  /** The environment variable that names the device a run holds. */
  public static final String DEVICE = "TROTLINE_DEVICE";

  private MarkerSweep() {}

  /**
   * A living process that carries a marker.
   *
   * @param pid process id
   * @param marker the value of its {@code TROTLINE_RUN}
   */
  public record Marked(long pid, String marker) {}

  /**
   * A living process that holds a device.
   *
   * @param pid process id
   * @param marker the value of its {@code TROTLINE_RUN}
   * @param device the value of its {@code TROTLINE_DEVICE}
   */
  public record Holder(long pid, String marker, String device) {}

  /** All of this user's processes that carry a marker and a device; no zombies. Milliseconds. */
  public static List<Holder> holders() {
    long self = ProcessHandle.current().pid();
    var found = new ArrayList<Holder>();
    for (ProcStat stat : ProcTable.read().alive()) {
      Optional<String> all = stat.pid() == self ? Optional.empty() : stat.environment();
      all.flatMap(variables -> ProcStat.variable(variables, DEVICE))
          .flatMap(
              device ->
                  ProcStat.variable(all.get(), Marker.VARIABLE)
                      .map(marker -> new Holder(stat.pid(), marker, device)))
          .ifPresent(found::add);
    }
    return found;
  }

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
