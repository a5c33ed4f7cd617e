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
    rows.forEach(row -> matching.add(new Owner(row.files(), row, null)));
    Set<String> places = rows.stream().map(ImportRow::path).collect(Collectors.toSet());
    List<LogFolder> order = new ArrayList<>(folders);
    order.sort(
        Comparator.comparingInt((LogFolder folder) -> -folder.known().size())
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
    Owner owner = find(folder.known());
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

  /** The run with these files; one whose beginnings are the same before one that was empty. */
  private @Nullable Owner find(Set<KnownFile> files) {
    Owner found = null;
    for (KnownFile file : files) {
      for (Owner owner : byName.getOrDefault(file.name(), List.of())) {
        if (LogFolder.sameRun(files, owner.files)) {
          if (owner.files.contains(file)) {
            return owner;
          }
          found = found == null ? owner : found;
        }
      }
    }
    return found;
  }

  private void add(Owner owner) {
    owner.files.forEach(file -> index(owner, file));
  }

  private void extend(Owner owner, Set<KnownFile> files) {
    for (KnownFile file : files) {
      if (owner.files.add(file)) {
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
