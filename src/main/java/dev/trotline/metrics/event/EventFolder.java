package dev.trotline.metrics.event;

import dev.trotline.error.EnvironmentException;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The event files directly inside one folder, read in the order of their names, which start with
 * the time the file was opened. Files of sub-folders belong to other runs.
 */
public final class EventFolder {

  /** By code points, as Python sorts; Java's own order puts rare letters before common ones. */
  static final Comparator<Path> BY_NAME =
      Comparator.comparing(
          file -> file.getFileName().toString().codePoints().toArray(), Arrays::compare);

  private EventFolder() {}

  /**
   * One file of a folder.
   *
   * @param name its name
   * @param extent how far it could be read
   */
  public record FileReading(String name, EventFile.Extent extent) {}

  /**
   * What a folder holds.
   *
   * @param series all scalars
   * @param files the event files in reading order
   * @param malformed messages with a right checksum that still made no sense
   * @param otherValues values that are no scalars
   */
  public record Reading(
      RunSeries series, List<FileReading> files, long malformed, long otherValues) {

    public Reading {
      files = List.copyOf(files);
    }

    /** True if every file was read to its end and every message was understood. */
    public boolean isClean() {
      return malformed == 0 && files.stream().allMatch(f -> f.extent().isClean());
    }
  }

  /**
   * All scalars of a folder; empty if it holds no event file. A file it cannot read is an error.
   */
  public static RunSeries read(Path folder) {
    var collector = new ScalarCollector<>(GrowingSeries::new);
    for (Path file : files(folder)) {
      collector.startFile();
      EventFile.read(file, 0, collector);
    }
    return series(collector);
  }

  /**
   * All scalars of a folder, and how far each of its files could be read; one that cannot be read
   * at all has the container {@code unreadable}.
   */
  public static Reading scan(Path folder) {
    var collector = new ScalarCollector<>(GrowingSeries::new);
    var files = new ArrayList<FileReading>();
    for (Path file : files(folder)) {
      EventFile.Extent extent;
      collector.startFile();
      try {
        extent = EventFile.read(file, 0, collector);
      } catch (EnvironmentException e) {
        extent = EventFile.Extent.UNREADABLE;
      }
      files.add(new FileReading(file.getFileName().toString(), extent));
    }
    return new Reading(series(collector), files, collector.malformed(), collector.otherValues());
  }

  /** What was collected; tags that a purge emptied are left out. */
  static RunSeries series(ScalarCollector<GrowingSeries> collector) {
    var all = new LinkedHashMap<String, ScalarSeries>();
    collector.scalars().forEach(points -> all.put(points.tag(), points.toSeries()));
    return new RunSeries(all);
  }

  /** The event files directly inside a folder, in reading order; none if there is no folder. */
  public static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var files = new ArrayList<Path>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (isEventFile(entry)) {
          files.add(entry);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      throw new EnvironmentException(
          "the folder " + folder + " cannot be listed: " + e.getMessage(),
          "check that it may be read",
          e);
    }
    files.sort(BY_NAME);
    return files;
  }

  /** True for an existing file whose name is that of an event file; dangling links are none. */
  public static boolean isEventFile(Path file) {
    String name = file.getFileName().toString();
    return name.contains("tfevents")
        && !name.endsWith(".profile-empty")
        && Files.isRegularFile(file);
  }
}
