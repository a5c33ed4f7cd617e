package dev.trotline.launch.imports;

import dev.trotline.archive.Archive;
import dev.trotline.archive.ImportRow;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.InvalidInputException;
import dev.trotline.error.TrotlineException;
import dev.trotline.launch.Rebuild;
import dev.trotline.launch.imports.ImportReport.Action;
import dev.trotline.launch.imports.ImportReport.Item;
import dev.trotline.launch.imports.Matching.Match;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Author;
import dev.trotline.study.Experiment;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Adopts the log folders of whole trees into a study (issue 3): idempotent, one run in one
 * transaction, nothing copied or changed. The archive comes first and the run's folder second; what
 * a Trotline that was killed between the two has left undone is done by the next import. Only the
 * holder of the study's lock may call it.
 */
public final class Importer {

  /** A training that wrote within this time goes on, as far as anybody can tell. */
  private static final Duration QUIET = Duration.ofMinutes(10);

  private final Study study;
  private final Archive archive;
  private final InstantSource clock;
  private final Progress progress;
  private final Adopter adopter;

  /** Told how far an import is; called from the importing thread. */
  @FunctionalInterface
  public interface Progress {
    /** So many of so many folders were looked at. */
    void at(int done, int all);
  }

  /**
   * @param study the study that adopts
   * @param archive its archive
   * @param simulator the study's simulator, for its task's configuration
   * @param who whose command it is
   * @param clock where times come from
   * @param progress told how far it is
   */
  public Importer(
      Study study,
      Archive archive,
      Simulator simulator,
      Author who,
      InstantSource clock,
      Progress progress) {
    this.study = study;
    this.archive = archive;
    this.clock = clock;
    this.progress = progress;
    this.adopter = new Adopter(study, archive, simulator, who, clock);
  }

  /**
   * Imports everything below some folders.
   *
   * @param roots the folders
   * @param dryRun true to say what would be done, and do nothing
   * @throws dev.trotline.error.InvalidInputException if a root is no folder, or if the archive was
   *     lost and not rebuilt
   */
  public ImportReport run(List<Path> roots, boolean dryRun) {
    refuseWithoutItsPast();
    List<ImportRow> rows = archive.imports();
    int repaired = dryRun ? 0 : adopter.repair(rows);
    FolderSearch search = FolderSearch.in(roots, adopter.ownRuns());
    List<Item> items = new ArrayList<>();
    List<LogFolder> trainings = new ArrayList<>();
    for (Path path : search.folders()) {
      look(path, trainings, items);
    }
    adopter.begin(rows, dryRun);
    Map<Path, Match> matches = Matching.of(trainings, rows);
    Map<Path, RunId> runs = new HashMap<>();
    int done = 0;
    for (LogFolder folder : trainings) {
      Match match = matches.get(folder.path());
      if (match.original() == folder) {
        Item item = take(folder, match.known());
        items.add(item);
        if (item.run() != null) {
          runs.put(folder.path(), item.run());
        }
      }
      progress.at(++done, trainings.size());
    }
    for (LogFolder folder : trainings) {
      Match match = matches.get(folder.path());
      if (match.original() != folder) {
        RunId run = runs.get(match.original().path());
        items.add(new Item(folder.path(), Action.COPY, run, null, null, folder.problems()));
      }
    }
    items.sort(Comparator.comparing(item -> item.path().toString()));
    List<Experiment> made = adopter.made();
    return new ImportReport(items, made, search.unreadable(), repaired, gone(rows, items));
  }

  /** An archive that has forgotten what was adopted would adopt all of it a second time. */
  private void refuseWithoutItsPast() {
    List<RunId> forgotten = Rebuild.forgottenImports(study, archive);
    if (!forgotten.isEmpty()) {
      String first = study.runFolder(forgotten.get(0)).toString();
      int more = forgotten.size() - 1;
      throw new InvalidInputException(
          "the archive does not know the imported run "
              + first
              + (more == 0 ? "" : " and " + more + " more")
              + ": run 'trotline archive rebuild' first",
          first,
          null,
          "the rebuild restores what was imported; then repeat the import");
    }
  }

  private static List<RunId> gone(List<ImportRow> rows, List<Item> items) {
    Set<RunId> found = items.stream().map(Item::run).collect(Collectors.toSet());
    return rows.stream()
        .filter(row -> !found.contains(row.run()) && isGone(place(row.path())))
        .map(ImportRow::run)
        .toList();
  }

  private static boolean isGone(@Nullable Path place) {
    return place != null && !Files.isDirectory(place);
  }

  private static void look(Path path, List<LogFolder> trainings, List<Item> items) {
    if (!isSpeakable(path)) {
      String problem = "its name cannot be written in this locale; set LANG=C.UTF-8";
      items.add(new Item(path, Action.UNREADABLE, null, null, null, List.of(problem)));
      return;
    }
    try {
      LogFolder folder = Recognition.look(path);
      if (folder.isTraining()) {
        trainings.add(folder);
      } else {
        Action action = folder.problems().isEmpty() ? Action.CONFIGURATION_ONLY : Action.UNREADABLE;
        items.add(new Item(path, action, null, null, null, folder.problems()));
      }
    } catch (TrotlineException e) {
      String problem = String.valueOf(e.getMessage());
      items.add(new Item(path, Action.UNREADABLE, null, null, null, List.of(problem)));
    }
  }

  /** False for a name Java can read from a folder, but not from a text. */
  private static boolean isSpeakable(Path path) {
    return path.equals(place(path.toString()));
  }

  /** A path from its text; null if the locale does not have its letters. */
  static @Nullable Path place(String path) {
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** Enters a folder that stands for a run. */
  private Item take(LogFolder folder, @Nullable ImportRow known) {
    if (known != null) {
      boolean here = known.path().equals(folder.path().toString());
      if (!here && stillThere(known, folder)) {
        return new Item(folder.path(), Action.COPY, known.run(), null, null, folder.problems());
      }
      if (here && known.bytes() == folder.bytes() && known.files().equals(folder.known())) {
        RunRecord run = archive.run(known.run()).orElseThrow();
        return new Item(folder.path(), Action.UNCHANGED, known.run(), run, null, folder.problems());
      }
    }
    LogReading reading = LogReading.of(folder);
    RunId run = known == null ? null : known.run();
    if (goesOn(folder, reading)) {
      return new Item(
          folder.path(), Action.RUNNING, run, null, reading.summary(), reading.problems());
    }
    if (known == null) {
      RunRecord adopted = adopter.adopt(folder, reading);
      return item(folder, Action.IMPORTED, adopted, reading);
    }
    boolean grown = known.bytes() != folder.bytes() || !known.files().equals(folder.known());
    RunRecord amended = adopter.amend(known, folder, reading);
    return item(folder, grown ? Action.UPDATED : Action.RELINKED, amended, reading);
  }

  private static Item item(LogFolder folder, Action action, RunRecord run, LogReading reading) {
    return new Item(folder.path(), action, run.id(), run, reading.summary(), reading.problems());
  }

  /** True if the place the study knows still holds the run, and no less of it. */
  private static boolean stillThere(ImportRow known, LogFolder folder) {
    Path place = place(known.path());
    if (place == null) {
      return true;
    }
    LogFolder old = Recognition.lookAgain(place);
    return old != null && Matching.isSame(known, old) && old.bytes() >= folder.bytes();
  }

  /**
   * A copy's files are as young as the copy, so their last entry must be young, too; who has
   * reached the last iteration does not go on; and what grew under one's hands does in any case.
   */
  private boolean goesOn(LogFolder folder, LogReading reading) {
    Instant now = clock.instant();
    boolean recent = isRecent(folder.writtenAt(), now) && isRecent(reading.lastWordAt(), now);
    if (recent && reading.end().state() != RunState.FINISHED) {
      return true;
    }
    LogFolder after = Recognition.lookAgain(folder.path());
    return after == null || after.bytes() != folder.bytes();
  }

  private static boolean isRecent(Instant at, Instant now) {
    return Duration.between(at, now).abs().compareTo(QUIET) < 0;
  }
}
