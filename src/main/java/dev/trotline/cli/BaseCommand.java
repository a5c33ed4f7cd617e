package dev.trotline.cli;

import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.Screen;
import dev.trotline.cli.output.Style;
import dev.trotline.cli.output.TerminalScreen;
import dev.trotline.study.Author;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What all subcommands share: the context, the global options, and that they return an outcome. */
@Command
abstract class BaseCommand implements Callable<Outcome> {
  @ParentCommand TrotlineCommand root;

  final Context context;

  BaseCommand(Context context) {
    this.context = context;
  }

  /** Parses nothing, prints nothing: calls the domain and wraps what it answers. */
  abstract Outcome run();

  @Override
  public final Outcome call() {
    return run();
  }

  /** The study's directory as asked for. */
  final Path studyDirectory() {
    return root.study == null ? context.directory() : context.directory().resolve(root.study);
  }

  /** Who is typing, for the journal. */
  final Author person() {
    return Author.human(context.environment().getOrDefault("USER", "user"));
  }

  /** How results on stdout are coloured; the launcher knows whether that is a terminal. */
  final Style outStyle() {
    return Style.detect(context.environment(), outTerminal(), root.noColor);
  }

  /** What stdout can show at once. */
  final Screen screen() {
    if (!outTerminal()) {
      return Screen.endless(context.environment());
    }
    Screen known =
        context.terminal()
            ? new TerminalScreen(context.environment()).get()
            : Screen.terminal(context.environment());
    return known.scrolling();
  }

  private boolean outTerminal() {
    return "1".equals(context.environment().get("TROTLINE_TTY_OUT"));
  }

  /** A line of progress for a person; silent with --quiet. */
  final void say(String line) {
    if (!root.quiet) {
      context.err().println(line);
    }
  }
}
