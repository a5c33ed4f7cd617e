package dev.trotline.cli;

import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.executor.DeviceReport;
import dev.trotline.executor.TurnRequest;
import dev.trotline.executor.local.LocalExecutor;
import dev.trotline.process.Disk;
import dev.trotline.process.Host;
import dev.trotline.process.Memory;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.ExecutorSettings;
import dev.trotline.study.SimulatorSettings;
import dev.trotline.study.StudyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What this machine can do. */
@Command(
    name = "doctor",
    description =
        "Checks what this machine can do and says what to do: the simulator of the study, or"
            + " without a study the embedded one, and every Isaac Lab and mjlab it can see.")
final class DoctorCommand extends BaseCommand {
  private static final long FREE_MIB = 500;
  private static final String EMBEDDED_TASK = "Trotline-Velocity-Flat-Quad-v0";
  private static final String MJLAB_TASK = "Mjlab-Velocity-Flat-Unitree-Go1";
  private static final String ISAAC_LAB_TASK = "Isaac-Velocity-Flat-Anymal-D-v0";

  @Option(
      names = "--isaaclab",
      paramLabel = "DIR",
      description = "look at this Isaac Lab installation too")
  @Nullable Path isaacLab;

  DoctorCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run() {
    List<Map<String, Object>> checks = new ArrayList<>();
    add(checks, "java", true, System.getProperty("java.version"), "");
    simulators(checks);
    LocalExecutor executor =
        LocalExecutor.shared(executor(), context.environment(), context.clock());
    List<Device> devices = executor.devices();
    List<DeviceReport> held = held(executor);
    List<String> wrong = executor.problems();
    add(
        checks,
        "devices",
        !devices.isEmpty(),
        devices.stream()
                .map(
                    d ->
                        d.name()
                            + (d.gpu() == null ? "" : " " + d.gpu())
                            + " ("
                            + d.threads()
                            + " threads)")
                .collect(Collectors.joining(", "))
            + (needsGpu(checks) && devices.stream().allMatch(d -> d.gpu() == null)
                ? "; no NVIDIA GPU is seen, so Isaac Lab and mjlab would train on the CPU"
                : "")
            + (held.isEmpty() ? "" : "; " + DeviceLines.describe(held))
            + (wrong.isEmpty() ? "" : "; " + String.join("; ", wrong)),
        "look at the output of nvidia-smi");
    SlurmDoctor.check(context, studyDirectory())
        .ifPresent(
            slurm ->
                add(
                    checks,
                    "slurm",
                    slurm.usable(),
                    String.join("; ", slurm.found()),
                    slurm.remedy()));
    long free = Disk.freeMiB(studyDirectory());
    add(checks, "disk", free >= FREE_MIB, free + " MiB free", "free some space");
    add(
        checks,
        "memory",
        true,
        Memory.availableMiB() + " MiB available, " + Host.cores() + " cores",
        "");
    return outcome(checks);
  }

  /** The study's division of the machine, or the usual one. */
  private ExecutorSettings executor() {
    return Files.exists(studyDirectory().resolve("study.yaml"))
        ? StudyFiles.read(studyDirectory()).config().executor()
        : new ExecutorSettings("local", null, null);
  }

  /** Devices that a run holds, of whichever study, or that are not used. */
  private List<DeviceReport> held(LocalExecutor executor) {
    return executor.report(new TurnRequest("doctor", studyDirectory(), Set.of(), 1)).stream()
        .filter(report -> report.holder() != null || report.reason() != null)
        .toList();
  }

  private static boolean needsGpu(List<Map<String, Object>> checks) {
    return checks.stream().anyMatch(c -> String.valueOf(c.get("check")).matches(".*(isaac|mj)lab"));
  }

  /** The one the study needs decides; others are shown for information. */
  private void simulators(List<Map<String, Object>> checks) {
    if (Files.exists(studyDirectory().resolve("study.yaml"))) {
      simulator(checks, StudyFiles.read(studyDirectory()).config().simulator());
    } else if (isaacLab == null) {
      simulator(checks, settings("mujoco", EMBEDDED_TASK, null));
    }
    if (isaacLab != null) {
      Path root = context.directory().resolve(isaacLab).toAbsolutePath().normalize();
      simulator(checks, settings("isaaclab", ISAAC_LAB_TASK, root.toString()));
    }
    seen(checks, settings("isaaclab", ISAAC_LAB_TASK, null));
    seen(checks, settings("mjlab", MJLAB_TASK, null));
  }

  private void simulator(List<Map<String, Object>> checks, SimulatorSettings settings) {
    Simulator simulator = make(settings);
    List<String> problems = simulator.problems();
    add(
        checks,
        "simulator " + settings.kind(),
        problems.isEmpty(),
        problems.isEmpty() ? found(simulator) : String.join("; ", problems) + seen(simulator),
        remedy(settings.kind()));
  }

  /** One nobody asked for: mentioned if it is there and ready. */
  private void seen(List<Map<String, Object>> checks, SimulatorSettings settings) {
    String name = "simulator " + settings.kind();
    if (checks.stream().anyMatch(check -> name.equals(check.get("check")))) {
      return;
    }
    Simulator simulator = make(settings);
    if (simulator.problems().isEmpty()) {
      add(checks, name, true, found(simulator), "");
    }
  }

  private Simulator make(SimulatorSettings settings) {
    return Simulators.of(settings, studyDirectory(), context.home(), context.environment());
  }

  private static String seen(Simulator simulator) {
    String found = found(simulator);
    return found.isEmpty() ? "" : "; found: " + found;
  }

  private static String found(Simulator simulator) {
    List<String> parts = new ArrayList<>();
    new TreeMap<>(simulator.versions()).forEach((name, version) -> parts.add(name + " " + version));
    parts.addAll(simulator.notes());
    return String.join(", ", parts);
  }

  private static String remedy(String kind) {
    return switch (kind) {
      case "isaaclab" ->
          "activate the environment Isaac Lab is installed in, or set simulator.root and"
              + " simulator.python in study.yaml";
      case "mjlab" -> "run scripts/setup-mjlab, or set simulator.python in study.yaml";
      default -> "run scripts/setup-python";
    };
  }

  private static SimulatorSettings settings(String kind, String task, @Nullable String root) {
    return new SimulatorSettings(
        kind, task, root, null, null, List.of(), null, List.of(), null, null, List.of(), Map.of());
  }

  private static Outcome outcome(List<Map<String, Object>> checks) {
    boolean ready = checks.stream().allMatch(c -> Boolean.TRUE.equals(c.get("ok")));
    List<String> lines = new ArrayList<>();
    for (Map<String, Object> check : checks) {
      boolean ok = Boolean.TRUE.equals(check.get("ok"));
      lines.add((ok ? "ok  " : "NO  ") + check.get("check"));
      for (String part : String.valueOf(check.get("found")).split("; ")) {
        lines.add("      " + part);
      }
      if (!ok && !String.valueOf(check.get("remedy")).isEmpty()) {
        lines.add("      what to do: " + check.get("remedy"));
      }
    }
    Map<String, Object> json = Json.document("doctor");
    json.put("ready", ready);
    json.put("checks", checks);
    return Outcome.of(ready, View.of(lines, json));
  }

  private static void add(
      List<Map<String, Object>> checks, String name, boolean ok, String found, String remedy) {
    Map<String, Object> check = new LinkedHashMap<>();
    check.put("check", name);
    check.put("ok", ok);
    check.put("found", found);
    check.put("remedy", ok ? "" : remedy);
    checks.add(check);
  }
}
