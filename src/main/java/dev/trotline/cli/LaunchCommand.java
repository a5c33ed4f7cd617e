package dev.trotline.cli;

import dev.trotline.archive.RunRecord;
import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.Table;
import dev.trotline.cli.output.View;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.launch.Driver;
import dev.trotline.monitor.Watch;
import dev.trotline.process.Background;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.study.Author;
import dev.trotline.study.Experiment;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Enqueues runs of experiments and sees them through. */
@Command(
    name = "launch",
    description =
        "Trains experiments: enqueues one run per seed and sees them through. With --detach the"
            + " shell is free at once; the runs go on either way if Trotline is killed.")
final class LaunchCommand extends StudyCommand {
  @Parameters(paramLabel = "EXP", arity = "1..*", description = "experiments: ids, latest, best")
  List<String> experiments = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "N|LIST",
      defaultValue = "1",
      description = "how many seeds (3 means 1, 2, 3), or a list such as 4,7 or 2, (default: 1)")
  String seeds = "1";

  @Option(names = "--probe", description = "short diagnostic runs, never ranked")
  boolean probe;

  @Option(names = "--detach", description = "return at once; a background process sees to the runs")
  boolean detach;

  @Option(names = "--wait", description = "wait for the runs to end and be judged (the default)")
  boolean wait;

  @Option(
      names = "--resume",
      description =
          "carry on those of the seeds that were interrupted, from their last checkpoint or, without"
              + " one, from the start; each becomes a run of its own (exp007/s2r1)")
  boolean resume;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description =
          "runs with a higher number are started first (default: 0); runs of these seeds that are"
              + " still queued are moved")
  @Nullable Integer priority;

  @Option(names = "--dry-run", description = "print the command lines, start nothing")
  boolean dryRun;

  LaunchCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run(Services services) {
    if (resume && (probe || dryRun)) {
      throw new InvalidInputException(
          "'--resume' does not go with '--probe' or '--dry-run'",
          null,
          "--resume",
          "leave one of them out; the command line of a run that was interrupted is in its command.sh");
    }
    services.requireReady();
    List<Integer> list = seeds();
    List<Experiment> chosen = new ArrayList<>();
    Isolations.unknownInQuarantine(services).forEach(this::say);
    for (String text : experiments) {
      Experiment experiment = services.experiment(resolve(services, text));
      services.quarantined(services.config(experiment)).forEach(this::say);
      chosen.add(experiment);
    }
    if (dryRun) {
      return Outcome.yes(plan(services, chosen, list));
    }
    if (detach) {
      return Outcome.yes(detached(services, enqueue(services, chosen, list)));
    }
    try (Driver driver = services.drive("trotline launch")) {
      return see(services, enqueue(services, chosen, list));
    }
  }

  /** The runs asked for, new or not. */
  private List<RunId> enqueue(Services services, List<Experiment> chosen, List<Integer> list) {
    Author who = person();
    List<RunId> resumed = new ArrayList<>();
    for (Experiment experiment : chosen) {
      if (resume) {
        resumed.addAll(services.launcher().resume(experiment, list, who));
      } else {
        services.launcher().enqueue(experiment, list, 0, probe ? "probe" : "manual", priority, who);
      }
    }
    return resume ? resumed : ids(chosen, list);
  }

  private List<RunId> ids(List<Experiment> chosen, List<Integer> list) {
    return chosen.stream()
        .flatMap(e -> list.stream().map(seed -> new RunId(e.id(), seed, probe)))
        .toList();
  }

  private List<Integer> seeds() {
    try {
      if (seeds.contains(",")) {
        return List.of(seeds.split(",")).stream().map(s -> Integer.valueOf(s.trim())).toList();
      }
      int count = Integer.parseInt(seeds.trim());
      if (count >= 1 && count <= 1000) {
        return IntStream.rangeClosed(1, count).boxed().toList();
      }
    } catch (NumberFormatException e) {
      // falls through to the same sentence
    }
    throw new InvalidInputException(
        "'--seeds' is '" + seeds + "'", null, "--seeds", "give a number of seeds or a list as 4,7");
  }

  private Outcome see(Services services, List<RunId> ids) {
    try (Console console = new Console(context, quietJson(), services);
        Watch watch = services.watch(console)) {
      console.follow(watch);
      while (watch.busy()) {
        watch.poll();
        console.progress();
        if (watch.busy()) {
          watch.rest();
        }
      }
      console.done();
    }
    List<RunRecord> runs = new ArrayList<>();
    boolean yes = true;
    for (RunId id : ids) {
      runs.add(services.archive().run(id).orElseThrow());
      // What was interrupted and carried on by itself is its seed's run, too.
      RunId next = id.again();
      while (!ids.contains(next) && services.archive().run(next).isPresent()) {
        runs.add(services.archive().run(next).orElseThrow());
        next = next.again();
      }
      yes &= runs.get(runs.size() - 1).state() == RunState.FINISHED;
    }
    return Outcome.of(yes, view(services, runs));
  }

  /** With --json the document is the answer; the stream of events belongs to the loop alone. */
  private TrotlineCommand quietJson() {
    TrotlineCommand options = new TrotlineCommand();
    options.quiet = root.quiet || root.json;
    options.noColor = root.noColor;
    return options;
  }

  private static View view(Services services, List<RunRecord> runs) {
    List<Map<String, Object>> rows = new ArrayList<>();
    Table table =
        new Table("run", "state", "iteration", "cause", "velocity_error", "timeout_share");
    for (RunRecord run : runs) {
      Map<String, Double> metrics = services.scores().of(run.id());
      Map<String, Object> row = StatusCommand.row(run);
      row.put("note", run.note());
      row.put("metrics", metrics);
      rows.add(row);
      table.row(
          run.id().toString(),
          run.state().word(),
          run.iteration() + "/" + run.iterationsAsked(),
          run.cause() == null ? "" : run.cause(),
          number(metrics, "velocity_error"),
          number(metrics, "timeout_share"));
    }
    Map<String, Object> json = Json.document("launch");
    json.put("runs", rows);
    return View.of(table.lines(), json);
  }

  private static String number(Map<String, Double> metrics, String name) {
    Double value = metrics.get(name);
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  private View plan(Services services, List<Experiment> chosen, List<Integer> list) {
    List<String> lines = new ArrayList<>();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Experiment experiment : chosen) {
      for (int seed : list) {
        RunId id = new RunId(experiment.id(), seed, probe);
        CommandLine command = services.launcher().plan(id, experiment, firstDevice(services));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("run", id.toString());
        row.put("argv", command.argv());
        row.put("environment", command.environment());
        row.put("files", command.files());
        rows.add(row);
        lines.add(Shell.line(command));
      }
    }
    Map<String, Object> json = Json.document("launch-plan");
    json.put("runs", rows);
    return View.of(lines, json);
  }

  private static Device firstDevice(Services services) {
    return services.executor().devices().stream()
        .findFirst()
        .orElseThrow(
            () ->
                new EnvironmentException(
                    "there is no device to train on", "'trotline doctor' says why"));
  }

  private View detached(Services services, List<RunId> ids) {
    List<String> argv = new ArrayList<>(Shell.self(context));
    argv.addAll(
        List.of("--study", services.study().root().toString(), "--quiet", "monitor", "--act"));
    long pid = Background.spawn(argv, services.study().root().resolve(".trotline-monitor.log"));
    Map<String, Object> json = Json.document("launch");
    json.put("detached", true);
    json.put("pid", pid);
    json.put("runs", ids.stream().map(id -> Map.of("run", id.toString())).toList());
    return View.of(
        List.of(
            ids.size()
                + " runs are queued; process "
                + pid
                + " sees to them. 'trotline monitor' shows them."),
        json);
  }
}
