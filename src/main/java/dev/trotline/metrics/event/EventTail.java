package dev.trotline.metrics.event;

import dev.trotline.metrics.RunSeries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows the event files of a folder while they grow: each poll reads only what is new, and what
 * was read is handed out without copying it. Where reading on would give another answer than
 * reading all (an older file grew, a file shrank, vanished or was replaced), everything is read
 * again. Belongs to one thread.
 */
public final class EventTail {

  private final Path folder;
  private final Map<Path, FollowedFile> followed = new LinkedHashMap<>();
  private ScalarCollector<GrowingSeries> collector = new ScalarCollector<>(GrowingSeries::new);
  private RunSeries series = RunSeries.empty();
  private long bytesRead;

  /** Follows a folder that may not exist yet. */
  public EventTail(Path folder) {
    this.folder = folder;
  }

  /** Reads what is new; true if there was any. */
  public boolean poll() {
    List<Path> files = EventFolder.files(folder);
    boolean changed = mustStartOver(files);
    if (changed) {
      followed.clear();
      collector = new ScalarCollector<>(GrowingSeries::new);
    }
    for (Path file : files) {
      FollowedFile known = followed.get(file);
      if (known == null) {
        known = new FollowedFile(file);
        followed.put(file, known);
        collector.startFile();
      }
      long fresh = known.readOn(collector);
      bytesRead += fresh;
      changed |= fresh > 0;
    }
    if (changed) {
      series = EventFolder.series(collector);
    }
    return changed;
  }

  /** Everything read so far. */
  public RunSeries series() {
    return series;
  }

  /**
   * The files and how far each could be read so far; one that cannot be read at all has the
   * container {@code unreadable}.
   */
  public List<EventFolder.FileReading> files() {
    var readings = new ArrayList<EventFolder.FileReading>();
    followed.forEach(
        (path, file) ->
            readings.add(
                new EventFolder.FileReading(path.getFileName().toString(), file.extent())));
    return readings;
  }

  /** Bytes of sound records read by all polls together. */
  public long bytesRead() {
    return bytesRead;
  }

  private boolean mustStartOver(List<Path> files) {
    int index = 0;
    for (Map.Entry<Path, FollowedFile> known : followed.entrySet()) {
      boolean last = index == followed.size() - 1;
      if (index >= files.size()
          || !files.get(index).equals(known.getKey())
          || known.getValue().isAnother()
          || !last && known.getValue().grew()) {
        return true;
      }
      index++;
    }
    return false;
  }
}
