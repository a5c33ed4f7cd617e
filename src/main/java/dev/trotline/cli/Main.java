package dev.trotline.cli;

import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.Style;
import dev.trotline.error.InvalidInputException;
import dev.trotline.error.TrotlineException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParameterException;

/** Entry point: the only place that prints results, maps failures to exit codes and exits. */
public final class Main {
  private static final int NO = 1;
  private static final int USAGE = 2;
  private static final int INTERNAL = 70;

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    // picocli looks for Groovy closures unless told not to; that costs start-up time.
    System.setProperty("picocli.disable.closures", "true");
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    boolean terminal = "1".equals(System.getenv("TROTLINE_TTY"));
    Context context =
        new Context(
            System.getenv(),
            Path.of("").toAbsolutePath(),
            System.in,
            out,
            err,
            InstantSource.system(),
            terminal);
    int code = run(context, args);
    out.flush();
    err.flush();
    System.exit(code);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Runs one command in the given surroundings and returns its exit code. */
  static int run(Context context, String... args) {
    boolean json = Arrays.asList(args).contains("--json");
    CommandLine commandLine = Commands.commandLine(context);
    commandLine.setOut(new java.io.PrintWriter(context.out(), true, StandardCharsets.UTF_8));
    commandLine.setErr(new java.io.PrintWriter(context.err(), true, StandardCharsets.UTF_8));
    commandLine.setParameterExceptionHandler((e, a) -> usage(context, json, e));
    commandLine.setExecutionExceptionHandler((e, c, p) -> failed(context, json, e));
    commandLine.setExecutionStrategy(
        parsed -> {
          Integer help = CommandLine.executeHelpRequest(parsed);
          if (help != null) {
            return help;
          }
          CommandLine leaf = parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
          if (!(leaf.getCommand() instanceof BaseCommand command)) {
            throw new ParameterException(leaf, "a command is missing");
          }
          try {
            return show(context, command.root, command.call());
          } catch (ParameterException e) {
            throw e;
          } catch (RuntimeException e) {
            // picocli asks the handler below only for failures wrapped like this.
            throw new ExecutionException(leaf, String.valueOf(e.getMessage()), e);
          }
        });
    return commandLine.execute(args);
  }

  private static int show(Context context, TrotlineCommand root, Outcome outcome) {
    if (root.json) {
      Map<String, Object> document = outcome.view().json();
      if (!document.isEmpty()) {
        context.out().println(Json.line(document));
      }
    } else {
      outcome.view().lines().forEach(context.out()::println);
    }
    return outcome.yes() ? 0 : NO;
  }

  private static int usage(Context context, boolean json, ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String remedy = "see '" + command + " --help'";
    report(context, json, "usage", String.valueOf(e.getMessage()), remedy, null);
    return USAGE;
  }

  private static int failed(Context context, boolean json, Exception e) {
    if (e instanceof TrotlineException expected) {
      String remedy = expected.remedy();
      report(context, json, expected.kind(), String.valueOf(e.getMessage()), remedy, expected);
      return expected.exitCode();
    }
    Path log = trace(context, e);
    String remedy = "please report it with the trace in " + log;
    report(context, json, "internal", "internal error: " + e, remedy, null);
    return INTERNAL;
  }

  private static void report(
      Context context,
      boolean json,
      String kind,
      String message,
      @Nullable String remedy,
      @Nullable TrotlineException source) {
    if (json) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("kind", kind);
      error.put("message", message);
      if (source instanceof InvalidInputException invalid) {
        putIfPresent(error, "file", invalid.file());
        putIfPresent(error, "path", invalid.path());
      }
      putIfPresent(error, "remedy", remedy);
      Map<String, Object> document = Json.document("error");
      document.put("error", error);
      context.out().println(Json.line(document));
      return;
    }
    Style style = Style.detect(context.environment(), context.terminal(), false);
    String advice = remedy == null ? "" : "; " + remedy;
    context.err().println(style.error("trotline: ") + message + advice);
  }

  private static void putIfPresent(Map<String, Object> map, String key, @Nullable String value) {
    if (value != null) {
      map.put(key, value);
    }
  }

  private static Path trace(Context context, Exception e) {
    String cache = context.environment().get("XDG_CACHE_HOME");
    String user = context.environment().getOrDefault("HOME", "/tmp");
    Path log =
        (cache == null ? Path.of(user, ".cache") : Path.of(cache)).resolve("trotline/error.log");
    StringBuilder text = new StringBuilder(context.clock().instant() + " " + e + "\n");
    for (Throwable t = e; t != null; t = t.getCause()) {
      text.append(t == e ? "" : "caused by " + t + "\n");
      for (StackTraceElement frame : t.getStackTrace()) {
        text.append("  at ").append(frame).append('\n');
      }
    }
    try {
      Files.createDirectories(log.getParent());
      Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException ignored) {
      // The trace is a courtesy: a full disk must not hide the message itself.
      context.err().print(text);
    }
    return log;
  }
}
