package dev.trotline.cli;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.judge.IntegrityProblem;
import dev.trotline.launch.Rebuild;
import dev.trotline.process.StudyLock;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
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
    List<String> problems = new ArrayList<>(services.archive().verify());
    List<String> notes = new ArrayList<>();
    for (IntegrityProblem problem : services.integrity().problems()) {
      (problem.blocks() ? problems : notes).add(problem.sentence());
    }
    Map<String, Object> json = Json.document("archive-verify");
    json.put("consistent", problems.isEmpty());
    json.put("problems", problems);
    json.put("notes", notes);
    List<String> lines =
        new ArrayList<>(problems.isEmpty() ? List.of("the archive is consistent") : problems);
    notes.forEach(note -> lines.add("note: " + note));
    return Outcome.of(problems.isEmpty(), View.of(lines, json));
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
      List<String> taken = takeJudgements(services);
      json.put("runs", runs);
      json.put("judgements", taken);
      json.put("aside", aside.map(Path::toString).orElse(null));
      List<String> lines = new ArrayList<>();
      lines.add(
          runs
              + " runs were found in the folders"
              + aside.map(p -> "; the old archive is " + p).orElse(""));
      if (!taken.isEmpty()) {
        lines.add(
            taken.size()
                + " judgements were taken as they lay there; the record of who made them was lost"
                + " with the archive. 'trotline evaluate EXP --again' judges anew.");
      }
      return Outcome.yes(View.of(lines, json));
    }
  }

  /** Finished runs get their figures back from the judgements in their folders. */
  private static List<String> takeJudgements(Services services) {
    List<String> taken = new ArrayList<>();
    if (services.simulator().judges()) {
      for (RunRecord run : services.archive().runsIn(EnumSet.of(RunState.FINISHED))) {
        if (services.ledger().rebuild(run, services.judge())) {
          taken.add(run.id().toString());
        }
      }
    }
    return taken;
  }
}
