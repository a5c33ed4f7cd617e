package dev.trotline.cli;

import dev.trotline.archive.RunRecord;
import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.error.InvalidInputException;
import dev.trotline.judge.Judgement;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The judge on checkpoints. */
@Command(
    name = "evaluate",
    description =
        "Judges runs' checkpoints by the fixed evaluation that no reward can move, and records what"
            + " it says.")
final class EvaluateCommand extends StudyCommand {
  @Parameters(
      paramLabel = "RUN|EXP",
      arity = "1..*",
      description =
          "runs such as exp007/s2, or latest; an experiment such as exp007 means all its finished"
              + " runs")
  List<String> runs = new ArrayList<>();

  @Option(
      names = "--checkpoint",
      description = "of one run, a file of its log folder (default: the last)")
  @Nullable String checkpoint;

  @Option(
      names = "--again",
      description = "judge anew with the present judge and replace what was recorded")
  boolean again;

  EvaluateCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run(Services services) {
    services.requireReady();
    Set<RunId> ids = chosen(services);
    if (checkpoint != null && ids.size() > 1) {
      throw new InvalidInputException(
          "'--checkpoint' goes with one run, not with " + ids.size(),
          null,
          "--checkpoint",
          "name one run such as " + ids.iterator().next());
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (RunId id : ids) {
      say("judging " + id + " (" + (rows.size() + 1) + " of " + ids.size() + ")");
      rows.add(judge(services, id, lines));
    }
    Map<String, Object> json = Json.document("evaluate");
    json.putAll(rows.get(0));
    json.put("judgements", rows);
    return Outcome.yes(View.of(lines, json));
  }

  private Set<RunId> chosen(Services services) {
    Set<RunId> ids = new LinkedHashSet<>();
    for (String text : runs) {
      if (text.equals("latest") || text.indexOf('/') >= 0) {
        ids.add(Ids.run(services, text));
        continue;
      }
      ExperimentId experiment = resolve(services, text);
      List<RunId> finished =
          services.archive().runs(experiment).stream()
              .filter(run -> run.state() == RunState.FINISHED && !run.isImported())
              .map(RunRecord::id)
              .toList();
      if (finished.isEmpty()) {
        throw new InvalidInputException(
            experiment + " has no finished run to judge",
            null,
            null,
            "name a run such as " + experiment + "/s1, or launch the experiment");
      }
      ids.addAll(finished);
    }
    return ids;
  }

  private Map<String, Object> judge(Services services, RunId id, List<String> lines) {
    Judgement judgement = services.evaluation().of(id, checkpoint, again, person());
    Path file = services.study().runFolder(id).resolve(judgement.checkpoint());
    Map<String, Double> metrics = new TreeMap<>(judgement.score().metrics());
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("run", id.toString());
    row.put("checkpoint", services.study().root().relativize(file).toString());
    row.put("metrics", metrics);
    row.put("fresh", judgement.fresh());
    lines.add(id + " " + file.getFileName() + (judgement.fresh() ? "" : " (judged earlier)"));
    metrics.forEach(
        (name, value) -> lines.add(String.format(Locale.ROOT, "  %-22s %.4f", name, value)));
    return row;
  }
}
