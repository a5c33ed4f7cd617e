package dev.trotline.cli;

import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.loop.Candidates;
import dev.trotline.propose.Proposal;
import dev.trotline.propose.rules.RulePlanner;
import dev.trotline.study.Edit;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.StudyFiles;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The next wave, as files a person can review. */
@Command(
    name = "propose",
    description =
        "Proposes the next experiments with reasons and predictions, as reviewable files.")
final class ProposeCommand extends StudyCommand {
  @Option(names = "--count", description = "how many (default: planner.count of study.yaml)")
  @Nullable Integer count;

  @Option(
      names = "--planner",
      defaultValue = "rules",
      description = "rules (default: ${DEFAULT-VALUE})")
  PlannerKind planner = PlannerKind.RULES;

  @Option(names = "--from", paramLabel = "EXP", description = "improve on this one (default: best)")
  String from = "best";

  @Option(names = "--dry-run", description = "show the proposals, write nothing")
  boolean dryRun;

  ProposeCommand(Context context) {
    super(context);
  }

  /** Planners there are. */
  enum PlannerKind {
    RULES
  }

  @Override
  Outcome run(Services services) {
    Checks.positive(count, "--count");
    ExperimentId id = resolve(services, from);
    Experiment parent = services.experiment(id);
    Isolations.unknownInQuarantine(services).forEach(this::say);
    Candidates candidates = services.candidates();
    int wanted = count == null ? services.study().config().planner().count() : count;
    List<Proposal> proposals = RulePlanner.standard().propose(candidates.input(parent), wanted);
    List<Map<String, Object>> rows = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    ExperimentId next = candidates.nextId();
    for (Proposal proposal : proposals) {
      Experiment child =
          Candidates.experiment(
              proposal, parent, next, 0, context.clock().instant().truncatedTo(ChronoUnit.SECONDS));
      if (!dryRun) {
        StudyFiles.writeExperiment(services.study(), child);
      }
      rows.add(row(proposal, dryRun ? null : next));
      lines.addAll(lines(proposal, dryRun ? "" : next + " "));
      next = next.next();
    }
    if (proposals.isEmpty()) {
      lines.add(
          services.sample(id).bySeed().isEmpty()
              ? id + " has no judged run yet: 'trotline launch " + id + " --seeds 3'"
              : "the planner has no idea left for " + id);
    }
    Map<String, Object> json = Json.document("propose");
    json.put("parent", id.toString());
    json.put("proposals", rows);
    return Outcome.of(!proposals.isEmpty(), View.of(lines, json));
  }

  private static Map<String, Object> row(Proposal proposal, @Nullable ExperimentId id) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("experiment", id == null ? null : id.toString());
    row.put("author", proposal.author().toString());
    row.put("edits", proposal.edits().stream().map(Edit::describe).toList());
    row.put("hypothesis", proposal.hypothesis());
    Map<String, Object> prediction = new LinkedHashMap<>();
    proposal.predictions().forEach(p -> prediction.put(p.metric(), p.expected()));
    row.put("prediction", prediction);
    row.put("evidence", proposal.evidence());
    row.put("priority", proposal.priority());
    return row;
  }

  private static List<String> lines(Proposal proposal, String prefix) {
    List<String> lines = new ArrayList<>();
    lines.add(
        prefix
            + proposal.author()
            + ": "
            + proposal.edits().stream().map(Edit::describe).collect(Collectors.joining("; ")));
    lines.add("  " + proposal.hypothesis());
    proposal
        .predictions()
        .forEach(
            p ->
                lines.add(
                    String.format(Locale.ROOT, "  expects %s %.3g", p.metric(), p.expected())));
    proposal.evidence().forEach(text -> lines.add("  saw: " + text));
    return lines;
  }
}
