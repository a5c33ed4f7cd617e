package dev.trotline.launch.imports;

import dev.trotline.archive.ImportRow.KnownFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A folder that looks like a training's, from the outside.
 *
 * @param path where it is, absolute, without links
 * @param known the files it is known by, with their beginnings, and its settings
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

  private static final String EVENTS = "tfevents";

  LogFolder {
    known = Set.copyOf(known);
    problems = List.copyOf(problems);
  }

  /** False for a folder of configurations that nothing was trained in, as far as it tells. */
  boolean isTraining() {
    return !known.isEmpty();
  }

  /** How many files it is known by. */
  int count() {
    return files(known).size();
  }

  /** The files among what a folder is known by: all but its settings. */
  static Set<KnownFile> files(Set<KnownFile> known) {
    return known.stream()
        .filter(file -> !file.name().equals(Recognition.SETTINGS))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * True if one of both holds all that the other is known by.
   *
   * @param here true if both are one place at different times
   */
  static boolean sameRun(Set<KnownFile> a, Set<KnownFile> b, boolean here) {
    Set<KnownFile> one = files(a);
    Set<KnownFile> other = files(b);
    Set<KnownFile> fewer = one.size() <= other.size() ? one : other;
    Set<KnownFile> more = one.size() <= other.size() ? other : one;
    boolean agree = settingsAgree(a, b, here);
    return !fewer.isEmpty()
        && fewer.stream().allMatch(x -> more.stream().anyMatch(y -> same(x, y, agree, here)));
  }

  /** What is known of settings does not differ; in one place they may not have been there yet. */
  static boolean settingsAgree(Set<KnownFile> a, Set<KnownFile> b, boolean here) {
    Set<String> one = settings(a);
    Set<String> other = settings(b);
    return one.isEmpty() || other.isEmpty()
        ? here || one.equals(other)
        : one.stream().anyMatch(other::contains);
  }

  private static Set<String> settings(Set<KnownFile> known) {
    return known.stream()
        .filter(file -> file.name().equals(Recognition.SETTINGS))
        .map(KnownFile::head)
        .collect(Collectors.toSet());
  }

  /**
   * An event file or a checkpoint with content is itself proof. A console is not, for every start
   * prints the same, nor is a file without content; they say something only with equal settings. An
   * event file that was empty may be any of its name, which holds time, host and process; a
   * checkpoint's name is everywhere the same.
   */
  private static boolean same(KnownFile a, KnownFile b, boolean agree, boolean here) {
    if (!a.name().equals(b.name())) {
      return false;
    }
    if (a.head().isEmpty() || b.head().isEmpty()) {
      boolean bothEmpty = a.head().equals(b.head());
      return here || agree && (bothEmpty || a.name().contains(EVENTS));
    }
    return a.head().equals(b.head()) && (agree || !Console.NAMES.contains(a.name()));
  }
}
