package dev.trotline.cli;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.Table;
import dev.trotline.cli.output.View;
import dev.trotline.error.InvalidInputException;
import dev.trotline.launch.MachineNote;
import dev.trotline.launch.ProbeHours;
import dev.trotline.loop.LoopState;
import dev.trotline.study.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** What is going on, from the archive alone: no YAML is read and no process is asked. */
@Command(name = "status", description = "Shows what is going on, from the archive alone.")
final class StatusCommand extends BaseCommand {
  private static final int SHOWN = 12;

  StatusCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run() {
    Path root = studyDirectory().toAbsolutePath().normalize();
    Path db = root.resolve("archive.db");
    if (!Files.exists(root.resolve("study.yaml"))) {
      throw new InvalidInputException(
          "there is no study in '" + root + "': study.yaml is missing",
          "study.yaml",
          null,
          "name the study with --study DIR, or create one with 'trotline init DIR'");
    }
    if (!Files.exists(db)) {
      Map<String, Object> json = Json.document("status");
      json.put("study", root.toString());
      json.put("runs", Map.of());
      return Outcome.yes(
          View.of(List.of("nothing has run in " + root + " yet; 'trotline loop' begins"), json));
    }
    try (Archive archive = Archive.open(db, context.clock())) {
      return Outcome.yes(view(root, archive));
    }
  }

  private static View view(Path root, Archive archive) {
    List<RunRecord> all = archive.runs();
    List<RunRecord> runs = all.stream().filter(run -> !run.isImported()).toList();
    Map<String, Integer> states = new TreeMap<>();
    runs.forEach(run -> states.merge(run.state().word(), 1, Integer::sum));
    double probes = ProbeHours.seconds(root) / 3600;
    double hours = runs.stream().mapToDouble(RunRecord::deviceSeconds).sum() / 3600 + probes;
    Optional<LoopState> loop = archive.get(LoopState.KEY).map(LoopState::parse);

    Map<String, Object> json = Json.document("status");
    json.put("study", root.toString());
    json.put("incumbent", loop.map(s -> s.incumbent().toString()).orElse(null));
    json.put("runs", states);
    Map<String, Object> budget = new LinkedHashMap<>();
    budget.put("deviceHoursSpent", hours);
    budget.put("probeHours", probes);
    budget.put(
        "experiments",
        archive.experiments().stream().filter(row -> !row.author().isImport()).count());
    json.put("budget", budget);
    long imported = all.stream().filter(RunRecord::isImported).count();
    long configurations =
        all.stream()
            .filter(RunRecord::isImported)
            .map(run -> run.id().experiment())
            .distinct()
            .count();
    if (imported > 0) {
      json.put("imported", Map.of("runs", imported, "configurations", configurations));
    }
    loop.ifPresent(state -> json.put("loop", loop(state)));
    json.put(
        "live", runs.stream().filter(r -> r.state().isLive()).map(StatusCommand::row).toList());

    boolean open = runs.stream().anyMatch(run -> !run.state().isTerminal());
    Optional<MachineNote.Seen> machine = open ? MachineNote.read(archive) : Optional.empty();
    machine.ifPresent(seen -> json.put("machine", DeviceLines.json(seen, runs)));

    List<String> lines = new ArrayList<>();
    lines.add("study " + root);
    loop.ifPresent(
        s ->
            lines.add(
                "loop: session "
                    + s.session()
                    + ", phase "
                    + s.phase().word()
                    + ", wave "
                    + s.wave()
                    + ", incumbent "
                    + s.incumbent()
                    + (s.stop() == null ? "" : "; " + (s.paused() ? "paused: " : "") + s.stop())));
    lines.add("runs: " + (states.isEmpty() ? "none" : words(states)));
    if (imported > 0) {
      lines.add(
          imported
              + (imported == 1 ? " imported run of " : " imported runs of ")
              + configurations
              + (configurations == 1 ? " configuration" : " configurations")
              + " ('trotline analyze EXP' shows one)");
    }
    lines.add(String.format(Locale.ROOT, "spent: %.2f device hours", hours));
    machine.ifPresent(seen -> lines.addAll(DeviceLines.of(seen, runs)));
    Table table = new Table("run", "state", "iteration", "device", "purpose", "cause");
    runs.stream()
        .skip(Math.max(0, runs.size() - SHOWN))
        .forEach(
            run ->
                table.row(
                    run.id().toString(),
                    run.state().word(),
                    run.iteration() + "/" + run.iterationsAsked(),
                    run.device() == null ? "" : run.device(),
                    run.purpose(),
                    run.cause() == null ? "" : run.cause()));
    if (!table.isEmpty()) {
      lines.addAll(table.lines());
    }
    return View.of(lines, json);
  }

  private static Map<String, Object> loop(LoopState state) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("session", state.session());
    map.put("phase", state.phase().word());
    map.put("wave", state.wave());
    map.put("wavesLeft", state.wavesLeft());
    map.put("stop", state.stop());
    map.put("reproduced", state.reproduced());
    map.put("paused", state.paused());
    map.put("until", state.until() == null ? null : state.until().toString());
    return map;
  }

  static Map<String, Object> row(RunRecord run) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("run", run.id().toString());
    map.put("state", run.state().word());
    map.put("cause", run.cause());
    map.put("purpose", run.purpose());
    map.put("iteration", run.iteration());
    map.put("iterationsAsked", run.iterationsAsked());
    map.put("device", run.device());
    map.put("deviceSeconds", run.deviceSeconds());
    map.put("devices", run.devices());
    map.put("priority", run.priority());
    return map;
  }

  private static String words(Map<String, Integer> states) {
    List<String> parts = new ArrayList<>();
    for (RunState state : RunState.values()) {
      Integer count = states.get(state.word());
      if (count != null) {
        parts.add(count + " " + state.word());
      }
    }
    return String.join(", ", parts);
  }
}
