package dev.trotline.archive;

import dev.trotline.study.RunId;
import java.time.Instant;
import java.util.Set;

/**
 * Where an adopted run comes from.
 *
 * @param run the run it became
 * @param path the log folder, absolute
 * @param config hash of its configuration; runs of one hash belong to one experiment
 * @param bytes size of the files it is known by, when they were read last
 * @param rule the normalisation applied to its logged metrics
 * @param firstSeen when it was adopted
 * @param updatedAt when it was read last
 * @param files what it is known by
 * @param manifest the text of its {@code run.json}, so that a folder that is missing can be made
 */
public record ImportRow(
    RunId run,
    String path,
    String config,
    long bytes,
    String rule,
    Instant firstSeen,
    Instant updatedAt,
    Set<KnownFile> files,
    String manifest) {

  public ImportRow {
    files = Set.copyOf(files);
  }

  /**
   * One thing a folder is known by, wherever it is moved or copied.
   *
   * @param name a file's name; an event file's holds time, host and process
   * @param head hash of what never changes in it, empty while it has none
   */
  public record KnownFile(String name, String head) {}
}
