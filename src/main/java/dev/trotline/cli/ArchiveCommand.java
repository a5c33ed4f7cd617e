package dev.trotline.cli;

import dev.trotline.archive.Archive;
import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.launch.Rebuild;
import dev.trotline.process.StudyLock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Care of the archive. */
@Command(
    name = "archive",
    description = "verify: checks the archive. rebuild: makes it anew from the folders.")
final class ArchiveCommand extends StudyCommand {
  /** What can be done. */
  enum Action {
    VERIFY,
    REBUILD
  }

  @Parameters(paramLabel = "verify|rebuild", description = "what to do")
  Action action = Action.VERIFY;

  @Option(names = "--dry-run", description = "rebuild: say what would be done")
  boolean dryRun;

  ArchiveCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run(Services services) {
    return action == Action.VERIFY ? verify(services) : rebuild(services);
  }

  private static Outcome verify(Services services) {
    List<String> problems = services.archive().verify();
    Map<String, Object> json = Json.document("archive-verify");
    json.put("consistent", problems.isEmpty());
    json.put("problems", problems);
    return Outcome.of(
        problems.isEmpty(),
        View.of(problems.isEmpty() ? List.of("the archive is consistent") : problems, json));
  }

  private Outcome rebuild(Services services) {
    Path db = services.study().archive();
    try (StudyLock lock = StudyLock.acquire(services.study().lockFile(), "trotline archive")) {
      Map<String, Object> json = Json.document("archive-rebuild");
      if (dryRun) {
        json.put("runs", null);
        return Outcome.yes(View.of(List.of("would set " + db + " aside and make it anew"), json));
      }
      Optional<Path> aside = Archive.setAside(db, context.clock());
      int runs = Rebuild.fromFolders(services.study(), services.archive(), services.simulator());
      json.put("runs", runs);
      json.put("aside", aside.map(Path::toString).orElse(null));
      return Outcome.yes(
          View.of(
              List.of(
                  runs
                      + " runs were found in the folders"
                      + aside.map(p -> "; the old archive is " + p).orElse("")),
              json));
    }
  }
}
