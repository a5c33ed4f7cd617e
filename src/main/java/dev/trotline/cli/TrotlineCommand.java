package dev.trotline.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command: global options only. */
@Command(
    name = "trotline",
    description = "Runs reinforcement-learning research for legged robots unattended.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionProvider.class,
    footer = {
      "",
      "Exit codes: 0 done; 1 done, and the answer is no; 2 usage; 3 invalid study, experiment or"
          + " patch; 4 environment not usable; 5 refused by budget, lock or directive; 70 internal"
          + " error; 130 interrupted."
    })
final class TrotlineCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--study",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "the study's directory (default: the current directory)")
  @Nullable Path study;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "print one JSON document and nothing else")
  boolean json;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "say more")
  boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "no progress on stderr")
  boolean quiet;

  @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "no colours")
  boolean noColor;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
