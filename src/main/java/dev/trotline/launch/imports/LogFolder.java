package dev.trotline.launch.imports;

import dev.trotline.archive.ImportRow.KnownFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder that looks like a training's, from the outside.
 *
 * @param path where it is, absolute, without links
 * @param known the files it is known by, with their beginnings
 * @param bytes their size together
 * @param writtenAt when one of them was written last
 * @param console a console log in it, or null
 * @param problems files that could not be read, a sentence each
 */
record LogFolder(
    Path path,
    Set<KnownFile> known,
    long bytes,
    Instant writtenAt,
    @Nullable Path console,
    List<String> problems) {

  LogFolder {
    known = Set.copyOf(known);
    problems = List.copyOf(problems);
  }

  /** False for a folder of configurations that nothing was trained in, as far as it tells. */
  boolean isTraining() {
    return !known.isEmpty();
  }

  /** True if one of both holds all that the other is known by. */
  static boolean sameRun(Set<KnownFile> a, Set<KnownFile> b) {
    Set<KnownFile> fewer = a.size() <= b.size() ? a : b;
    Set<KnownFile> more = a.size() <= b.size() ? b : a;
    return !fewer.isEmpty()
        && fewer.stream().allMatch(file -> more.stream().anyMatch(file::matches));
  }
}
