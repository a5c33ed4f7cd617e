package dev.trotline.cli;

import dev.trotline.analyze.SeedScores;
import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.launch.Driver;
import dev.trotline.monitor.Watch;
import dev.trotline.reproduce.Agreement;
import dev.trotline.study.Author;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fresh seeds of an experiment and the agreement test. */
@Command(
    name = "reproduce",
    description = "Trains an experiment with fresh seeds and says whether they agree.")
final class ReproduceCommand extends StudyCommand {
  @Parameters(paramLabel = "EXP", description = "an experiment: an id, latest or best")
  String experiment = "";

  @Option(names = "--seeds", description = "fresh seeds (default: seeds.reproduce of study.yaml)")
  @Nullable Integer seeds;

  @Option(names = "--dry-run", description = "say which seeds would be trained")
  boolean dryRun;

  ReproduceCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run(Services services) {
    Checks.positive(seeds, "--seeds");
    services.requireReady();
    ExperimentId id = resolve(services, experiment);
    Experiment chosen = services.experiment(id);
    services.config(chosen);
    int count = seeds == null ? services.study().config().seeds().reproduce() : seeds;
    List<Integer> fresh = unused(services, id, count);
    Map<String, Object> json = Json.document("reproduce");
    json.put("experiment", id.toString());
    json.put("seeds", fresh);
    if (dryRun) {
      return Outcome.yes(View.of(List.of("would train " + id + " with seeds " + fresh), json));
    }
    try (Driver driver = services.drive("trotline reproduce")) {
      Author who = person();
      services.launcher().enqueue(chosen, fresh, 0, "reproduce", null, who);
      try (Console console = new Console(context, root, services);
          Watch watch = services.watch(console)) {
        console.follow(watch);
        while (watch.busy()) {
          watch.poll();
          console.progress();
          watch.rest();
        }
        console.done();
      }
    }
    SeedScores scores = services.scores();
    String metric = services.study().config().objective().metric();
    Agreement agreement =
        Agreement.of(
            SeedScores.column(scores.judged(id), metric),
            SeedScores.column(scores.fresh(id), metric),
            id.equals(ExperimentId.BASELINE)
                ? List.of()
                : SeedScores.column(scores.judged(ExperimentId.BASELINE), metric),
            services.study().config().objective().minimize());
    json.put("agrees", agreement.agrees());
    json.put("original", agreement.original());
    json.put("fresh", agreement.fresh());
    json.put("margin", agreement.margin());
    json.put("sentence", agreement.sentence());
    return Outcome.of(agreement.agrees(), View.of(List.of(id + ": " + agreement.sentence()), json));
  }

  private static List<Integer> unused(Services services, ExperimentId id, int count) {
    List<Integer> used = services.archive().runs(id).stream().map(run -> run.id().seed()).toList();
    return IntStream.iterate(Agreement.FIRST_FRESH_SEED, s -> s + 1)
        .filter(s -> !used.contains(s))
        .limit(count)
        .boxed()
        .toList();
  }
}
