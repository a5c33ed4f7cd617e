package dev.trotline.cli;

import dev.trotline.archive.RunRecord;
import dev.trotline.executor.DeviceReport;
import dev.trotline.launch.MachineNote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Devices for people and programs: who holds them, and why one is not used. */
final class DeviceLines {

  private DeviceLines() {}

  /** One line for each device that is held or not used, then what is wrong. */
  static List<String> of(MachineNote.Seen seen, List<RunRecord> runs) {
    List<String> lines = new ArrayList<>();
    String others = describe(current(seen.devices(), runs));
    if (!others.isEmpty()) {
      lines.add("devices: " + others + " (seen " + seen.at() + ")");
    }
    seen.problems().forEach(problem -> lines.add("  " + problem));
    return lines;
  }

  /** {@code cpu0 free, gpu0 exp001/s2, gpu1 not used: …}. */
  static String describe(List<DeviceReport> devices) {
    List<String> parts = new ArrayList<>();
    for (DeviceReport device : devices) {
      String holder = device.holder();
      String reason = device.reason();
      String state = holder != null ? holder : reason != null ? "not used, " + reason : "free";
      parts.add(device.device() + " " + state);
    }
    return String.join(", ", parts);
  }

  /** For programs. */
  static Map<String, Object> json(MachineNote.Seen seen, List<RunRecord> runs) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seen", seen.at().toString());
    json.put("devices", json(current(seen.devices(), runs)));
    json.put("problems", seen.problems());
    return json;
  }

  /** For programs. */
  static List<Map<String, Object>> json(List<DeviceReport> devices) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (DeviceReport device : devices) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("device", device.device());
      row.put("gpu", device.gpu());
      row.put("holder", device.holder());
      row.put("reason", device.reason());
      rows.add(row);
    }
    return rows;
  }

  /** The study's own runs as the archive has them now, those of others as they were seen. */
  private static List<DeviceReport> current(List<DeviceReport> seen, List<RunRecord> runs) {
    List<DeviceReport> now = new ArrayList<>();
    for (DeviceReport device : seen) {
      Optional<RunRecord> run =
          runs.stream().filter(r -> r.state().isLive() && holds(r, device)).findFirst();
      String holder = device.holder();
      boolean own = holder == null || MachineNote.isOwn(holder);
      now.add(
          run.isPresent()
              ? new DeviceReport(device.device(), device.gpu(), run.get().id().toString(), null)
              : own
                  ? new DeviceReport(device.device(), device.gpu(), null, device.reason())
                  : device);
    }
    return now;
  }

  /** A run of several GPUs holds {@code gpu0+2}. */
  private static boolean holds(RunRecord run, DeviceReport device) {
    String held = run.device();
    if (held == null || held.equals(device.device())) {
      return held != null;
    }
    return held.startsWith("gpu")
        && List.of(held.substring(3).split("\\+")).contains(device.device().substring(3));
  }
}
