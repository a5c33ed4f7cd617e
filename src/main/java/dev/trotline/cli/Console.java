package dev.trotline.cli;

import dev.trotline.archive.RunRecord;
import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.LiveTable;
import dev.trotline.cli.output.Screen;
import dev.trotline.cli.output.Style;
import dev.trotline.cli.output.TerminalScreen;
import dev.trotline.loop.LoopListener;
import dev.trotline.monitor.Watch;
import dev.trotline.monitor.WatchListener;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.process.Farewell;
import dev.trotline.study.RunState;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person or a program what happens while a command waits. With {@code --json} the loop's
 * events go to stdout, one document a line; people get lines and a live table on stderr. Whoever
 * interrupts the command is told what becomes of the runs.
 */
final class Console implements LoopListener, WatchListener, AutoCloseable {
  private final Context context;
  private final boolean json;
  private final boolean quiet;
  private final LiveTable table;
  private final Services services;
  private final Looks looks;
  private final Farewell farewell;
  private @Nullable Watch watch;
  private Set<String> standing = Set.of();
  private @Nullable EventLog log;

  Console(Context context, TrotlineCommand root, Services services) {
    this.context = context;
    this.json = root.json;
    this.quiet = root.quiet;
    this.services = services;
    this.looks = new Looks(services, ZoneId.systemDefault());
    Supplier<Screen> screens =
        context.terminal()
            ? new TerminalScreen(context.environment())
            : () -> Screen.endless(context.environment());
    this.table =
        new LiveTable(
            context.err(),
            Style.detect(context.environment(), context.terminal(), root.noColor),
            screens,
            ZoneId.systemDefault());
    this.farewell = new Farewell(this::leave);
  }

  /** Also keeps what happens in a file, if there is one to. */
  Console keepingLog(@Nullable EventLog file) {
    this.log = file;
    return this;
  }

  /** Whose runs the table shows. */
  void follow(Watch shown) {
    this.watch = shown;
  }

  @Override
  public void event(String event, Map<String, Object> fields, String line) {
    if (log != null) {
      log.add(context.clock().instant(), line);
    }
    if (json) {
      Map<String, Object> document = Json.document("event");
      document.put("at", context.clock().instant().toString());
      document.put("event", event);
      document.putAll(fields);
      context.out().println(Json.line(document));
      context.out().flush();
    } else if (!quiet) {
      table.say(line);
    }
  }

  @Override
  public void progress() {
    Watch shown = watch;
    if (!quiet && !json && shown != null) {
      table.show(() -> looks.at(shown), context.clock().instant());
    }
  }

  /** Takes the table away before the result is printed. */
  void done() {
    table.clear();
  }

  @Override
  public void close() {
    farewell.close();
  }

  /** Runs on a thread of its own while the process goes down. */
  private void leave() {
    table.close();
    String words = looks.farewell();
    if (json) {
      Map<String, Object> document = Json.document("error");
      document.put(
          "error", Map.of("kind", "interrupted", "message", words, "remedy", looks.remedy()));
      context.out().println(Json.line(document));
      context.out().flush();
    } else {
      context.err().println(words + "; " + looks.remedy());
      context.err().flush();
    }
  }

  @Override
  public void ended(RunRecord run) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run", run.id().toString());
    fields.put("state", run.state().word());
    fields.put("cause", run.cause());
    fields.put("deviceSeconds", run.deviceSeconds());
    String why = run.cause() == null ? "" : " (" + run.cause() + ")";
    String note = run.state() == RunState.FINISHED || run.note() == null ? "" : ": " + run.note();
    event("run_ended", fields, run.id() + " " + run.state().word() + why + note);
  }

  @Override
  public void stopping(RunRecord run, RuleVerdict.Stop verdict) {
    event(
        "stopping_run",
        Map.of("run", run.id().toString(), "cause", verdict.cause(), "reason", verdict.reason()),
        run.id() + " is stopped: " + verdict.reason());
  }

  @Override
  public void judged(RunRecord run) {
    Map<String, Double> metrics = services.scores().of(run.id());
    String metric = services.study().config().objective().metric();
    event(
        "judged",
        Map.of("run", run.id().toString(), "metrics", metrics),
        run.id()
            + " judged: "
            + metric
            + " "
            + String.format(java.util.Locale.ROOT, "%.4f", metrics.getOrDefault(metric, Double.NaN))
            + String.format(
                java.util.Locale.ROOT,
                ", time-outs %.0f %%",
                100 * metrics.getOrDefault("timeout_share", Double.NaN)));
  }

  /** Said when it begins, and again if it comes back; figures that move do not make it new. */
  @Override
  public void problems(List<String> sentences) {
    Set<String> now = new HashSet<>();
    for (String sentence : sentences) {
      String form = sentence.replaceAll("\\d+", "#");
      if (now.add(form) && !standing.contains(form)) {
        event("problem", Map.of("message", sentence), "problem: " + sentence);
      }
    }
    standing = now;
  }

  @Override
  public void judgeFailed(RunRecord run, String message) {
    event(
        "judge_failed",
        Map.of("run", run.id().toString(), "message", message),
        run.id() + ": " + message);
  }

  @Override
  public void trouble(String message) {
    event(
        "trouble", Map.of("message", message), "trouble, tried again until it is over: " + message);
  }
}
