package dev.trotline.cli;

import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.Style;
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

  final Style style() {
    return Style.detect(context.environment(), context.terminal(), root.noColor);
  }

  /** A line of progress for a person; silent with --quiet. */
  final void say(String line) {
    if (!root.quiet) {
      context.err().println(line);
    }
  }
}
