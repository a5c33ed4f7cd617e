package dev.trotline.cli;

import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.Table;
import dev.trotline.cli.output.View;
import dev.trotline.executor.local.LocalExecutor;
import dev.trotline.process.Disk;
import dev.trotline.process.Host;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.mujoco.MujocoSimulator;
import dev.trotline.study.ExecutorSettings;
import dev.trotline.study.SimulatorSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** What this machine can do. */
@Command(name = "doctor", description = "Checks what this machine can do and says what to do.")
final class DoctorCommand extends BaseCommand {
  private static final long FREE_MIB = 500;

  DoctorCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run() {
    List<Map<String, Object>> checks = new ArrayList<>();
    add(checks, "java", true, System.getProperty("java.version"), "");
    MujocoSimulator simulator =
        new MujocoSimulator(
            new SimulatorSettings(
                "mujoco", "Trotline-Velocity-Flat-Quad-v0", null, null, null, List.of(), Map.of()),
            context.home(),
            context.environment());
    List<String> problems = simulator.problems();
    add(
        checks,
        "simulator mujoco",
        problems.isEmpty(),
        problems.isEmpty() ? simulator.versions().toString() : String.join("; ", problems),
        "run scripts/setup-python");
    List<Device> devices =
        new LocalExecutor(
                new ExecutorSettings("local", null, null), context.environment(), context.clock())
            .devices();
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
            .collect(Collectors.joining(", ")),
        "");
    long free = Disk.freeMiB(studyDirectory());
    add(checks, "disk", free >= FREE_MIB, free + " MiB free", "free some space");
    add(
        checks,
        "memory",
        true,
        Host.availableMemoryMiB() + " MiB available, " + Host.cores() + " cores",
        "");
    boolean ready = checks.stream().allMatch(c -> Boolean.TRUE.equals(c.get("ok")));
    Table table = new Table("check", "ok", "found", "what to do");
    for (Map<String, Object> check : checks) {
      boolean ok = Boolean.TRUE.equals(check.get("ok"));
      table.row(
          String.valueOf(check.get("check")),
          ok ? "yes" : "no",
          String.valueOf(check.get("found")),
          ok ? "" : String.valueOf(check.get("remedy")));
    }
    Map<String, Object> json = Json.document("doctor");
    json.put("ready", ready);
    json.put("checks", checks);
    return Outcome.of(ready, View.of(table.lines(), json));
  }

  private static void add(
      List<Map<String, Object>> checks, String name, boolean ok, String found, String remedy) {
    Map<String, Object> check = new LinkedHashMap<>();
    check.put("check", name);
    check.put("ok", ok);
    check.put("found", found);
    check.put("remedy", remedy);
    checks.add(check);
  }
}
