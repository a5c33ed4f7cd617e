package dev.trotline.cli;

import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.LiveTable;
import dev.trotline.cli.output.Look;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.launch.Driver;
import dev.trotline.monitor.LiveRun;
import dev.trotline.monitor.Watch;
import dev.trotline.monitor.rule.StopRules;
import dev.trotline.process.Pause;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows live runs, and acts on them when told to. */
@Command(
    name = "monitor",
    description =
        "Shows live runs until they end. With --act it also starts queued runs, applies the stop"
            + " rules and has finished runs judged.")
final class MonitorCommand extends StudyCommand {
  @Option(names = "--once", description = "one look, then leave")
  boolean once;

  @Option(names = "--act", description = "start, stop and judge, not only look")
  boolean act;

  @Option(names = "--dry-run", description = "look only, even with --act")
  boolean dryRun;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = UntilConverter.class,
      description =
          "with --act: runs that cannot be done by this local time are ended before it, if possible"
              + " right after a checkpoint")
  Night.@Nullable Until until;

  @Option(names = "--rules", description = "list the stop rules, those that are off too, and leave")
  boolean rules;

  MonitorCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run(Services services) {
    if (rules) {
      return Outcome.yes(rules(services));
    }
    if (act && !dryRun) {
      try (Driver driver = services.drive("trotline monitor --act")) {
        return watch(services);
      }
    }
    return look(services);
  }

  private Outcome watch(Services services) {
    try (Console console = new Console(context, root, services);
        Watch watch = services.watch(console)) {
      console.follow(watch);
      watch.deadline(
          Night.deadline(until, null, context.clock().instant(), ZoneId.systemDefault()));
      do {
        watch.poll();
        console.progress();
        if (!once && watch.busy()) {
          watch.rest();
        }
      } while (!once && watch.busy());
      console.done();
      return Outcome.yes(view(services, watch));
    }
  }

  private Outcome look(Services services) {
    try (Console console = new Console(context, root, services);
        Watch watch = services.watch(console)) {
      console.follow(watch);
      List<LiveRun> live = watch.look();
      while (!once && !root.json && !live.isEmpty()) {
        console.progress();
        Pause.sleep(Watch.POLL);
        live = watch.look();
      }
      console.done();
      return Outcome.yes(view(services, watch));
    }
  }

  private static View rules(Services services) {
    List<Map<String, Object>> rows = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (StopRules.Listed rule :
        StopRules.list(services.study().config().limits(), services.study().config().stop())) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("rule", rule.name());
      row.put("on", rule.on());
      row.put("endsARun", rule.tells());
      rows.add(row);
      lines.add(
          String.format(
              Locale.ROOT, "%-17s %-4s %s", rule.name(), rule.on() ? "on" : "off", rule.tells()));
    }
    Map<String, Object> json = Json.document("stop-rules");
    json.put("rules", rows);
    return View.of(lines, json);
  }

  private View view(Services services, Watch watch) {
    ZoneId zone = ZoneId.systemDefault();
    Look look = new Looks(services, zone).at(watch);
    List<LiveRun> live = look.runs();
    int queued = look.queued().size();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (LiveRun run : live) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("run", run.id().toString());
      row.put("state", run.state().word());
      row.put("device", run.device());
      row.put("iteration", run.iteration());
      row.put("iterationsAsked", run.asked());
      row.put("runningSeconds", run.running().toSeconds());
      row.put("secondsLeft", run.left() == null ? null : run.left().toSeconds());
      row.put("iterationsPerSecond", finite(run.iterationsPerSecond()));
      row.put("stepsPerSecond", finite(run.stepsPerSecond()));
      row.put("velocityError", finite(run.metric()));
      rows.add(row);
    }
    Map<String, Object> json = Json.document("monitor");
    json.put("runs", rows);
    json.put("queued", queued);
    json.put("problems", look.problems());
    List<String> lines =
        live.isEmpty()
            ? List.of("no run is live" + (queued > 0 ? ", " + queued + " queued" : ""))
            : LiveTable.table(look, screen(), outStyle(), context.clock().instant(), zone);
    return View.of(lines, json);
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }
}
