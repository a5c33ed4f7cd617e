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
import java.util.List;
import java.util.Map;
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
      paramLabel = "TIME",
      converter = UntilConverter.class,
      description =
          "nothing runs after this local time, 07:00 or 2026-11-23T07:00; what is not finished by"
              + " then goes on in the next session")
  Night.@Nullable Until until;

  @Option(
      names = "--from",
      paramLabel = "HH:MM",
      converter = LocalTimeConverter.class,
      description = "with --until: outside these hours leave at once, with code 5")
  @Nullable LocalTime from;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "also write the events to this file (at most 1 MiB, then FILE.1)")
  @Nullable Path log;

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
    ZoneId zone = ZoneId.systemDefault();
    Instant deadline = Night.deadline(until, from, context.clock().instant(), zone);
    services.requireReady();
    services.config(services.experiment(dev.trotline.study.ExperimentId.BASELINE));
    if (dryRun) {
      Map<String, Object> json = Json.document("loop-plan");
      json.put("study", services.study().root().toString());
      json.put("waves", waves);
      json.put("deadline", deadline == null ? null : deadline.toString());
      return Outcome.yes(
          View.of(
              List.of(
                  "would run up to "
                      + waves
                      + " waves in "
                      + services.study().root()
                      + (deadline == null ? "" : " until " + deadline.atZone(zone))),
              json));
    }
    EventLog events = log == null ? null : new EventLog(context.directory().resolve(log), zone);
    try (Console console = new Console(context, root, services).keepingLog(events);
        Watch watch = services.watch(console)) {
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
          new ResearchLoop(parts).run(new LoopOptions(waves, deadline, deviceHours));
      console.done();
      boolean yes =
          summary.targetReached()
              && !summary.paused()
              && (summary.reproduction() == null || summary.reproduced());
      return Outcome.of(yes, view(services, summary));
    }
  }

  private static String writeReport(Services services) {
    Path file = Reports.write(services);
    return services.study().root().relativize(file).toString();
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
    json.put("paused", summary.paused());
    return View.of(Reports.writeSummary(services), json);
  }
}
