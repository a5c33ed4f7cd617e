package dev.trotline.metrics.event;

import dev.trotline.metrics.RunSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows the event files of a folder while they grow: each poll reads only what is new. Where
 * reading on would give another answer than reading all (an older file grew, a file shrank or
 * vanished), everything is read again. Belongs to one thread.
 */
public final class EventTail {

  private final Path folder;
  private final Map<Path, Long> ends = new LinkedHashMap<>();
  private ScalarCollector collector = new ScalarCollector();
  private RunSeries series = RunSeries.empty();
  private long bytesRead;

  /** Follows a folder that may not exist yet. */
  public EventTail(Path folder) {
    this.folder = folder;
  }

  /** Reads what is new; true if there was any. */
  public boolean poll() {
    List<Path> files = EventFolder.files(folder);
    boolean again = mustStartOver(files);
    if (again) {
      ends.clear();
      collector = new ScalarCollector();
    }
    boolean changed = again;
    for (Path file : files) {
      long from = ends.getOrDefault(file, 0L);
      if (size(file) > from || !ends.containsKey(file)) {
        long to = EventFile.read(file, from, collector).end();
        changed |= to > from;
        bytesRead += to - from;
        ends.put(file, to);
      }
    }
    if (changed) {
      series = collector.toRunSeries();
    }
    return changed;
  }

  /** Everything read so far. */
  public RunSeries series() {
    return series;
  }

  /** Bytes of sound records read by all polls together. */
  public long bytesRead() {
    return bytesRead;
  }

  private boolean mustStartOver(List<Path> files) {
    Path last = null;
    for (Path known : ends.keySet()) {
      last = known;
    }
    if (last == null) {
      return false;
    }
    int index = 0;
    for (Path known : ends.keySet()) {
      if (index >= files.size() || !files.get(index).equals(known)) {
        return true;
      }
      long end = ends.get(known);
      long size = size(known);
      boolean more = !known.equals(last) && size > end && grew(known, end);
      if (size < end || more) {
        return true;
      }
      index++;
    }
    return false;
  }

  /** A torn tail of an older file is no growth; a sound record behind its end is. */
  private static boolean grew(Path file, long end) {
    return EventFile.read(file, end, (bytes, from, length) -> {}).end() > end;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
