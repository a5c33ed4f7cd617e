package dev.trotline.launch.imports;

import dev.trotline.archive.ImportRow;
import dev.trotline.archive.ImportRow.KnownFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells folders that are the same training: copies of each other, and what the study has already.
 * Of several copies the one that holds most stands for the run, then the one the study knows, then
 * the one that lies highest.
 */
final class Matching {

  private final Map<String, List<Owner>> byName = new HashMap<>();
  private final Map<String, List<Owner>> byPlace = new HashMap<>();

  private Matching() {}

  /** A run and all that it is known by. */
  private static final class Owner {
    final Set<KnownFile> files;
    final @Nullable ImportRow row;
    @Nullable LogFolder folder;

    Owner(Set<KnownFile> files, @Nullable ImportRow row, @Nullable LogFolder folder) {
      this.files = new HashSet<>(files);
      this.row = row;
      this.folder = folder;
    }
  }

  /**
   * What a folder is.
   *
   * @param known the run of the study that it is, or null if it is new
   * @param original the folder that stands for the run, this one itself if it does
   */
  record Match(@Nullable ImportRow known, LogFolder original) {}

  /** Matches all folders that hold a training, keyed by their path. */
  static Map<Path, Match> of(List<LogFolder> folders, List<ImportRow> rows) {
    Matching matching = new Matching();
    rows.forEach(row -> matching.add(row));
    Set<String> places = rows.stream().map(ImportRow::path).collect(Collectors.toSet());
    List<LogFolder> order = new ArrayList<>(folders);
    order.sort(
        Comparator.comparingInt((LogFolder folder) -> -folder.count())
            .thenComparingLong(folder -> -folder.bytes())
            .thenComparing(folder -> !places.contains(folder.path().toString()))
            .thenComparingInt(folder -> folder.path().getNameCount())
            .thenComparing(folder -> folder.path().toString()));
    Map<Path, Match> matches = new LinkedHashMap<>();
    for (LogFolder folder : order) {
      matches.put(folder.path(), matching.match(folder));
    }
    return matches;
  }

  private Match match(LogFolder folder) {
    Owner owner = find(folder);
    if (owner == null) {
      add(new Owner(folder.known(), null, folder));
      return new Match(null, folder);
    }
    LogFolder first = owner.folder;
    if (first == null) {
      owner.folder = folder;
      extend(owner, folder.known());
      first = folder;
    }
    return new Match(owner.row, first);
  }

  /** True if a folder is what a row says, wherever it lies, or was and has grown since. */
  static boolean isSame(ImportRow row, LogFolder folder) {
    return LogFolder.sameRun(folder.known(), row.files(), isPlace(row, folder))
        || isPlace(row, folder) && Console.hasGrown(row.files(), folder);
  }

  private static boolean isPlace(@Nullable ImportRow row, LogFolder folder) {
    return row != null && row.path().equals(folder.path().toString());
  }

  /**
   * The run with these files: one whose beginnings are the same before one that was empty, and that
   * before one that had no more than a console in this place.
   */
  private @Nullable Owner find(LogFolder folder) {
    Owner found = null;
    for (KnownFile file : LogFolder.files(folder.known())) {
      for (Owner owner : byName.getOrDefault(file.name(), List.of())) {
        if (LogFolder.sameRun(folder.known(), owner.files, isPlace(owner.row, folder))) {
          if (owner.files.contains(file)) {
            return owner;
          }
          found = found == null ? owner : found;
        }
      }
    }
    if (found == null) {
      for (Owner owner : byPlace.getOrDefault(folder.path().toString(), List.of())) {
        if (owner.row != null && Console.hasGrown(owner.row.files(), folder)) {
          return owner;
        }
      }
    }
    return found;
  }

  private void add(ImportRow row) {
    Owner owner = new Owner(row.files(), row, null);
    add(owner);
    byPlace.computeIfAbsent(row.path(), path -> new ArrayList<>()).add(owner);
  }

  private void add(Owner owner) {
    LogFolder.files(owner.files).forEach(file -> index(owner, file));
  }

  private void extend(Owner owner, Set<KnownFile> files) {
    for (KnownFile file : files) {
      if (owner.files.add(file) && !file.name().equals(Recognition.SETTINGS)) {
        index(owner, file);
      }
    }
  }

  private void index(Owner owner, KnownFile file) {
    List<Owner> owners = byName.computeIfAbsent(file.name(), name -> new ArrayList<>());
    if (!owners.contains(owner)) {
      owners.add(owner);
    }
  }
}
