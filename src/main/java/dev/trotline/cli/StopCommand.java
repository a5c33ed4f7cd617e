package dev.trotline.cli;

import dev.trotline.archive.RunRecord;
import dev.trotline.archive.StopIntent;
import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.error.InvalidInputException;
import dev.trotline.error.RefusedException;
import dev.trotline.launch.Dispatcher;
import dev.trotline.launch.Driver;
import dev.trotline.process.AtomicFile;
import dev.trotline.process.Pause;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends runs because a person wants it so. */
@Command(
    name = "stop",
    description =
        "Ends runs: queued ones leave the queue, live ones are ended with everything they started,"
            + " politely first. Where another Trotline drives the study, it is told and waited for.")
final class StopCommand extends StudyCommand {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /** Besides the time a stubborn program is given: the driver may be starting or judging. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Parameters(
      paramLabel = "RUN|EXP",
      arity = "0..*",
      description =
          "runs such as exp007/s2, the beginning of an id, latest; an experiment means all its runs")
  List<String> names = new ArrayList<>();

  @Option(names = "--all", description = "every run that has not ended")
  boolean all;

  @Option(names = "--queued", description = "of these only those that have not been started")
  boolean queued;

  @Option(
      names = "--halt",
      description =
          "also make the file HALT, so that nothing new is started, by a loop either, until you"
              + " delete it")
  boolean halt;

  @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the journal")
  @Nullable String reason;

  @Option(names = "--dry-run", description = "say what would be ended, end nothing")
  boolean dryRun;

  StopCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run(Services services) {
    if (names.isEmpty() && !all && !queued) {
      throw new InvalidInputException(
          "no run is named", null, null, "name runs, or say --all or --queued");
    }
    List<RunRecord> chosen = chosen(services);
    String driver = null;
    if (!dryRun) {
      if (halt) {
        AtomicFile.write(services.study().haltFile(), "trotline stop --halt\n");
      }
      driver = chosen.isEmpty() ? null : end(services, chosen);
    }
    return view(services, chosen, driver);
  }

  private List<RunRecord> chosen(Services services) {
    List<RunRecord> found = new ArrayList<>();
    for (String name : names) {
      found.addAll(Ids.open(services, name));
    }
    if (names.isEmpty()) {
      services.archive().runs().stream()
          .filter(run -> !run.state().isTerminal())
          .forEach(found::add);
    }
    Set<RunId> once = new LinkedHashSet<>();
    return found.stream()
        .filter(run -> !queued || run.state() == RunState.QUEUED)
        .filter(run -> once.add(run.id()))
        .toList();
  }

  private StopIntent intent(Services services) {
    String who = person().name();
    String note = reason == null || reason.isBlank() ? "stopped by " + who : reason.strip();
    return new StopIntent(RunState.CANCELLED, null, note, person(), services.now());
  }

  /** Ends them, or has them ended; returns who drives the study, or null. */
  private @Nullable String end(Services services, List<RunRecord> chosen) {
    StopIntent intent = intent(services);
    // Before any process is touched: from here on nobody starts them any more.
    for (RunRecord run : chosen) {
      if (!services
          .archive()
          .transition(run.id(), RunState.QUEUED, RunState.CANCELLED, change(intent))) {
        boolean unused = services.archive().intend(run.id(), intent);
      }
    }
    String driver = null;
    long start = System.nanoTime();
    Duration grace = services.study().config().limits().killGrace();
    Duration patience = PATIENCE.plus(grace.multipliedBy(2));
    while (anyOpen(services, chosen) && System.nanoTime() - start < patience.toNanos()) {
      try (Driver self = services.drive("trotline stop")) {
        driver = null;
        carryOut(services, chosen, start, patience);
        return null;
      } catch (RefusedException e) {
        driver = e.getMessage();
        Pause.sleep(LOOK_EVERY);
      }
    }
    return driver;
  }

  /** Their intents are on record; the dispatcher ends what has one, each on a thread of its own. */
  private static void carryOut(
      Services services, List<RunRecord> chosen, long start, Duration patience) {
    Dispatcher dispatcher = services.dispatcher();
    while (anyOpen(services, chosen) && System.nanoTime() - start < patience.toNanos()) {
      dispatcher.settle();
      if (anyOpen(services, chosen)) {
        Pause.sleep(LOOK_EVERY);
      }
    }
  }

  private static dev.trotline.archive.Change change(StopIntent intent) {
    return dev.trotline.archive.Change.because(intent.cause(), intent.note()).by(intent.author());
  }

  private static boolean anyOpen(Services services, List<RunRecord> chosen) {
    return chosen.stream()
        .anyMatch(
            run ->
                services.archive().run(run.id()).filter(r -> !r.state().isTerminal()).isPresent());
  }

  private Outcome view(Services services, List<RunRecord> chosen, @Nullable String driver) {
    List<Map<String, Object>> rows = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    boolean over = true;
    for (RunRecord before : chosen) {
      RunRecord now = services.archive().run(before.id()).orElse(before);
      String action = action(before, now);
      over &= dryRun || now.state().isTerminal();
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("run", before.id().toString());
      row.put("before", before.state().word());
      row.put("state", now.state().word());
      row.put("action", action);
      rows.add(row);
      lines.add(sentence(before, now, action));
    }
    if (chosen.isEmpty()) {
      lines.add("nothing to stop");
    }
    if (driver != null && !over) {
      lines.add("it was told, but has not ended them yet: the study is " + driver);
    }
    if (halt && !dryRun) {
      lines.add("HALT is there: nothing new is started until you delete it");
    }
    Map<String, Object> json = Json.document("stop");
    json.put("dryRun", dryRun);
    json.put("halt", halt);
    json.put("driver", driver);
    json.put("runs", rows);
    return Outcome.of(over, View.of(lines, json));
  }

  private String action(RunRecord before, RunRecord now) {
    if (before.state().isTerminal()) {
      return "over_before";
    }
    if (dryRun) {
      return before.state() == RunState.QUEUED ? "would_leave_queue" : "would_end";
    }
    return !now.state().isTerminal()
        ? "still_live"
        : before.state() == RunState.QUEUED && now.startedAt() == null ? "left_queue" : "ended";
  }

  private static String sentence(RunRecord before, RunRecord now, String action) {
    String id = before.id().toString();
    return switch (action) {
      case "over_before" -> id + " had ended before: " + before.state().word();
      case "would_leave_queue" -> id + " would leave the queue";
      case "would_end" -> id + " would be ended (" + before.state().word() + ")";
      case "left_queue" -> id + " has left the queue";
      case "still_live" -> id + " is still " + now.state().word();
      default -> id + " has ended: " + now.state().word();
    };
  }
}
