package dev.trotline.cli;

import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.loop.LoopOptions;
import dev.trotline.loop.LoopParts;
import dev.trotline.loop.LoopSummary;
import dev.trotline.loop.ResearchLoop;
import dev.trotline.monitor.Watch;
import dev.trotline.propose.rules.RulePlanner;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Chains the stages, unattended. */
@Command(
    name = "loop",
    description =
        "Chains the stages unattended: baseline, waves, reproduction, report. The same command"
            + " carries on after an interruption.")
final class LoopCommand extends StudyCommand {
  @Option(
      names = "--waves",
      defaultValue = "3",
      description = "waves of this session (default: ${DEFAULT-VALUE})")
  int waves;

  @Option(
      names = "--until",
      paramLabel = "HH:MM",
      converter = LocalTimeConverter.class,
      description = "nothing runs after this local time")
  @Nullable LocalTime until;

  @Option(
      names = "--gpu-hours",
      paramLabel = "HOURS",
      description = "device hours this session may spend")
  @Nullable Double deviceHours;

  @Option(names = "--dry-run", description = "say what would be done, start nothing")
  boolean dryRun;

  LoopCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run(Services services) {
    Checks.positive(waves, "--waves");
    Checks.positive(deviceHours, "--gpu-hours");
    services.requireReady();
    services.config(services.experiment(dev.trotline.study.ExperimentId.BASELINE));
    if (dryRun) {
      Map<String, Object> json = Json.document("loop-plan");
      json.put("study", services.study().root().toString());
      json.put("waves", waves);
      return Outcome.yes(
          View.of(
              List.of("would run up to " + waves + " waves in " + services.study().root()), json));
    }
    Console console = new Console(context, root, services);
    try (Watch watch = services.watch(console)) {
      console.follow(watch);
      LoopParts parts =
          new LoopParts(
              services.study(),
              services.archive(),
              services.simulator(),
              services.reference(),
              watch,
              services.evaluation(),
              RulePlanner.standard(),
              () -> writeReport(services),
              console,
              context.clock());
      LoopSummary summary =
          new ResearchLoop(parts).run(new LoopOptions(waves, deadline(), deviceHours));
      console.done();
      boolean yes =
          summary.targetReached() && (summary.reproduction() == null || summary.reproduced());
      return Outcome.of(yes, view(services, summary));
    }
  }

  private static String writeReport(Services services) {
    Path file = Reports.write(services);
    return services.study().root().relativize(file).toString();
  }

  private @Nullable Instant deadline() {
    if (until == null) {
      return null;
    }
    ZonedDateTime now = context.clock().instant().atZone(ZoneId.systemDefault());
    ZonedDateTime next = now.with(until);
    return (next.isAfter(now) ? next : next.plusDays(1)).toInstant();
  }

  private static View view(Services services, LoopSummary summary) {
    String metric = services.study().config().objective().metric();
    Map<String, Object> json = Json.document("loop");
    json.put("stop", summary.stop());
    json.put("incumbent", summary.incumbent().toString());
    json.put("metric", metric);
    json.put("baseline", summary.baseline());
    json.put("best", summary.best());
    json.put("reproduction", summary.reproduction());
    json.put("reproduced", summary.reproduced());
    json.put("targetReached", summary.targetReached());
    json.put("report", summary.report());
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("baseline exp000: " + metric + " " + figures(summary.baseline()));
    lines.add("best     " + summary.incumbent() + ": " + metric + " " + figures(summary.best()));
    if (summary.reproduction() != null) {
      lines.add("reproduction: " + summary.reproduction());
    }
    lines.add(
        "target "
            + (services.study().config().objective().target() == null
                ? "none"
                : services.study().config().objective().target()
                    + (summary.targetReached() ? ": reached" : ": not reached")));
    lines.add("report: " + services.study().root().resolve(summary.report()));
    return View.of(lines, json);
  }

  private static String figures(List<Double> values) {
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    return String.format(Locale.ROOT, "%.3f", mean)
        + values.stream()
            .map(v -> String.format(Locale.ROOT, "%.3f", v))
            .collect(Collectors.joining(", ", " (", ")"));
  }
}
