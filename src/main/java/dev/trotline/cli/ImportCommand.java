package dev.trotline.cli;

import dev.trotline.archive.RunRecord;
import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.launch.Driver;
import dev.trotline.launch.imports.ImportReport;
import dev.trotline.launch.imports.ImportReport.Action;
import dev.trotline.launch.imports.ImportReport.Item;
import dev.trotline.launch.imports.Importer;
import dev.trotline.study.Edit;
import dev.trotline.study.Experiment;
import dev.trotline.study.RunId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adopts log folders of trainings that were not started by this study. */
@Command(
    name = "import",
    description =
        "Adopts existing log folders, whole trees of them, without copying or changing anything."
            + " Repeating it adds only what is new.")
final class ImportCommand extends StudyCommand {
  private static final int REPORT_EVERY = 100;

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "folders to search")
  List<Path> folders = new ArrayList<>();

  @Option(names = "--dry-run", description = "say what would be imported, write nothing")
  boolean dryRun;

  ImportCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run(Services services) {
    List<Path> roots = folders.stream().map(context.directory()::resolve).toList();
    ImportReport report;
    if (dryRun) {
      report = importer(services).run(roots, true);
    } else {
      try (Driver driver = services.drive("trotline import")) {
        report = importer(services).run(roots, false);
      }
    }
    boolean found = report.items().stream().anyMatch(ImportCommand::isTraining);
    return Outcome.of(found, View.of(lines(report), json(report)));
  }

  private Importer importer(Services services) {
    return new Importer(
        services.study(),
        services.archive(),
        services.simulator(),
        dev.trotline.study.Author.importer(person().name()),
        context.clock(),
        (done, all) -> {
          if (done % REPORT_EVERY == 0 && done < all) {
            say(done + " of " + all + " run folders");
          }
        });
  }

  private static boolean isTraining(Item item) {
    return item.action() != Action.CONFIGURATION_ONLY && item.action() != Action.UNREADABLE;
  }

  private Map<String, Object> json(ImportReport report) {
    Map<String, Object> json = Json.document("import");
    json.put("dryRun", dryRun);
    Map<String, Object> counts = new LinkedHashMap<>();
    for (Action action : Action.values()) {
      counts.put(action.word(), report.count(action));
    }
    json.put("counts", counts);
    json.put("runs", report.items().stream().map(ImportCommand::row).toList());
    json.put("experiments", report.experiments().stream().map(ImportCommand::row).toList());
    json.put("unreadable", report.unreadable());
    json.put("repaired", report.repaired());
    json.put("gone", report.gone().stream().map(RunId::toString).toList());
    return json;
  }

  private static Map<String, Object> row(Item item) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("path", item.path().toString());
    row.put("action", item.action().word());
    row.put("run", item.run() == null ? null : item.run().toString());
    RunRecord run = item.record();
    if (run != null) {
      row.put("state", run.state().word());
      row.put("cause", run.cause());
      row.put("note", run.note());
      row.put("iteration", run.iteration());
      row.put("iterationsAsked", run.iterationsAsked());
    }
    ImportReport.Summary reading = item.reading();
    if (reading != null) {
      row.put("rule", reading.rule());
      row.put("metrics", reading.metrics());
      row.put("inferredVersion", reading.version());
    }
    row.put("problems", item.problems());
    return row;
  }

  private static Map<String, Object> row(Experiment experiment) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("experiment", experiment.id().toString());
    row.put("foreign", experiment.foreign());
    row.put("edits", experiment.edits().stream().map(Edit::describe).toList());
    row.put("hypothesis", experiment.hypothesis());
    return row;
  }

  private List<String> lines(ImportReport report) {
    List<String> lines = new ArrayList<>();
    long imported = report.count(Action.IMPORTED);
    lines.add(
        (dryRun ? "would import " : "imported ")
            + counted(imported, "run")
            + " of "
            + counted(configurations(report), "configuration")
            + report.experiments().stream()
                .filter(experiment -> experiment.foreign() == null)
                .map(experiment -> experiment.id().toString())
                .collect(
                    Collectors.collectingAndThen(
                        Collectors.joining(", "),
                        ids -> ids.isEmpty() ? "" : "; this study can train " + ids)));
    states(report).forEach((state, count) -> lines.add("  " + count + " " + state));
    add(lines, report, Action.UPDATED, "imported before, grown since and read again");
    add(lines, report, Action.RELINKED, "imported before, found in another place");
    add(lines, report, Action.UNCHANGED, "imported before");
    add(lines, report, Action.COPY, "copies of other runs");
    add(lines, report, Action.RUNNING, "still in training; import again when it is over");
    add(lines, report, Action.CONFIGURATION_ONLY, "settings only, nothing was trained there");
    add(lines, report, Action.UNREADABLE, "unreadable");
    if (report.repaired() > 0) {
      lines.add(counted(report.repaired(), "run folder") + " of the study had to be mended");
    }
    if (!report.gone().isEmpty()) {
      lines.add(
          counted(report.gone().size(), "run")
              + " imported earlier lost the log folder: "
              + report.gone().stream().map(RunId::toString).collect(Collectors.joining(", ")));
    }
    for (Item item : report.items()) {
      item.problems().forEach(problem -> lines.add(item.path() + ": " + problem));
    }
    lines.addAll(report.unreadable());
    return lines;
  }

  private static void add(List<String> lines, ImportReport report, Action action, String what) {
    long count = report.count(action);
    if (count > 0) {
      lines.add(counted(count, "folder") + ": " + what);
    }
  }

  private static Map<String, Long> states(ImportReport report) {
    return report.items().stream()
        .filter(item -> item.action() == Action.IMPORTED && item.record() != null)
        .collect(
            Collectors.groupingBy(
                item -> String.valueOf(item.record().state().word()),
                TreeMap::new,
                Collectors.counting()));
  }

  private static long configurations(ImportReport report) {
    return report.items().stream()
        .filter(item -> item.action() == Action.IMPORTED && item.run() != null)
        .map(item -> item.run().experiment())
        .distinct()
        .count();
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
