package dev.trotline.cli;

import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.edit.ConfigDiff;
import dev.trotline.edit.EditedConfig;
import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Edit;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.StudyFiles;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the three edit commands share: make the child experiment, show the diff. */
abstract class EditSupport extends StudyCommand {
  @Parameters(paramLabel = "EXP", description = "the parent: an id, 'latest' or 'best'")
  String parent = "";

  @Option(names = "--hypothesis", description = "why it should help")
  @Nullable String hypothesis;

  @Option(names = "--dry-run", description = "check and show the diff, write nothing")
  boolean dryRun;

  EditSupport(Context context) {
    super(context);
  }

  /** The edits asked for, in the order of the options. */
  abstract List<Edit> edits();

  @Override
  final Outcome run(Services services) {
    List<Edit> edits = edits();
    if (edits.isEmpty()) {
      throw new InvalidInputException(
          "no edit is given", null, null, "see '--help' for the options that make one");
    }
    ExperimentId parentId = resolve(services, parent);
    Experiment before = services.experiment(parentId);
    ExperimentId id = services.candidates().nextId();
    Experiment child =
        new Experiment(
            id,
            parentId,
            person(),
            hypothesis == null ? "" : hypothesis,
            Stream.concat(before.edits().stream(), edits.stream()).toList(),
            List.of(),
            0,
            context.clock().instant().truncatedTo(ChronoUnit.SECONDS));
    EditedConfig from = services.config(before);
    EditedConfig to = services.config(child);
    List<String> diff = ConfigDiff.of(from, to);
    if (!dryRun) {
      if (parentId.equals(ExperimentId.BASELINE)
          && !java.nio.file.Files.exists(services.study().experimentFile(parentId))) {
        StudyFiles.writeExperiment(services.study(), before);
      }
      StudyFiles.writeExperiment(services.study(), child);
    }
    return Outcome.yes(view(services, child, edits, diff, to));
  }

  private View view(
      Services services, Experiment child, List<Edit> edits, List<String> diff, EditedConfig to) {
    Map<String, Object> json = Json.document("edit");
    json.put("parent", String.valueOf(child.parent()));
    json.put("experiment", dryRun ? null : child.id().toString());
    json.put("edits", edits.stream().map(Edit::describe).toList());
    json.put("diff", diff);
    json.put("changeSet", to.changes());
    json.put("hash", to.hash());
    json.put("written", !dryRun);
    json.put("warnings", to.warnings());
    List<String> lines = new ArrayList<>();
    lines.add(
        dryRun
            ? "a child of " + child.parent() + " would differ by:"
            : child.id()
                + " in "
                + services.study().root().relativize(services.study().experimentFile(child.id()))
                + " differs from "
                + child.parent()
                + " by:");
    diff.forEach(line -> lines.add("  " + line));
    if (diff.isEmpty()) {
      lines.add("  nothing: it trains the same");
    }
    to.warnings().forEach(warning -> lines.add("  note: " + warning));
    return View.of(lines, json);
  }
}
