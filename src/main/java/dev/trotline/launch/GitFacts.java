package dev.trotline.launch;

import dev.trotline.error.EnvironmentException;
import dev.trotline.process.ShortCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What git knows of the folder a study lies in.
 *
 * @param commit the commit checked out, or null outside a repository or before its first commit
 * @param diff uncommitted changes of tracked files against it, empty if there are none
 */
record GitFacts(@Nullable String commit, String diff) {

  private static final GitFacts NONE = new GitFacts(null, "");
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** A status query must not take the index lock away from the user's own git. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of("GIT_OPTIONAL_LOCKS", "0", "GIT_TERMINAL_PROMPT", "0");

  /** Asks git; a machine without git and a folder outside a repository are no errors. */
  static GitFacts of(Path folder) {
    if (!inRepository(folder.toAbsolutePath())) {
      return NONE;
    }
    try {
      ShortCommand.Result head = git(folder, "rev-parse", "HEAD");
      if (!head.ok()) {
        return NONE;
      }
      ShortCommand.Result diff =
          git(folder, "diff", "--no-ext-diff", "--binary", "HEAD", "--", ".");
      return new GitFacts(head.out().strip(), diff.ok() ? diff.out() : "");
    } catch (EnvironmentException gitIsMissing) {
      return NONE;
    }
  }

  private static boolean inRepository(Path folder) {
    for (Path at = folder; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return true;
      }
    }
    return false;
  }

  private static ShortCommand.Result git(Path folder, String... arguments) {
    List<String> argv = new ArrayList<>(List.of("git"));
    argv.addAll(List.of(arguments));
    return ShortCommand.run(argv, ENVIRONMENT, folder, LIMIT);
  }
}
