package dev.trotline.cli;

import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.error.InvalidInputException;
import dev.trotline.judge.Score;
import dev.trotline.simulator.Artefacts;
import dev.trotline.study.RunId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The judge on a checkpoint. */
@Command(
    name = "evaluate",
    description = "Judges a run's checkpoint by the fixed evaluation that no reward can move.")
final class EvaluateCommand extends StudyCommand {
  @Parameters(paramLabel = "RUN", description = "a run such as exp007/s2, or latest")
  String run = "";

  @Option(
      names = "--checkpoint",
      description = "a file of the run's log folder (default: the last)")
  @Nullable String checkpoint;

  EvaluateCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run(Services services) {
    services.requireReady();
    RunId id = Ids.run(services, run);
    Path folder = services.study().runFolder(id);
    Artefacts artefacts = services.simulator().artefacts(folder);
    Path log = artefacts.logFolder();
    Path file =
        checkpoint == null
            ? artefacts.finalCheckpoint()
            : log == null ? null : log.resolve(checkpoint);
    if (log == null || file == null || !java.nio.file.Files.isRegularFile(file)) {
      throw new InvalidInputException(
          id + " has no checkpoint" + (checkpoint == null ? "" : " '" + checkpoint + "'"),
          services.study().root().relativize(folder).toString(),
          null,
          "wait for the run's first model_*.pt, or name one of its files");
    }
    Score score = services.judge().evaluate(folder, log, file, services.judgeDevice());
    Map<String, Double> metrics = new TreeMap<>(score.metrics());
    Map<String, Object> json = Json.document("evaluate");
    json.put("run", id.toString());
    json.put("checkpoint", services.study().root().relativize(file).toString());
    json.put("metrics", metrics);
    List<String> lines = new ArrayList<>();
    lines.add(id + " " + file.getFileName());
    metrics.forEach(
        (name, value) -> lines.add(String.format(Locale.ROOT, "  %-22s %.4f", name, value)));
    return Outcome.yes(View.of(lines, json));
  }
}
