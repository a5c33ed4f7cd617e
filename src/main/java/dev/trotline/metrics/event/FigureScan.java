package dev.trotline.metrics.event;

import dev.trotline.error.EnvironmentException;
import dev.trotline.metrics.ScalarFigures;
import dev.trotline.process.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Figures of every scalar of many folders, without keeping points: memory depends on the number of
 * tags and cores and not on the size of the files. Folders are read side by side, large files by
 * several threads. The figures are exactly those of the points that {@link EventFolder#scan} keeps.
 */
public final class FigureScan {

  /** Heap a thread may need: buffers, and one record of the largest size that is looked into. */
  private static final long HEAP_PER_THREAD = 3L * EventFile.LARGEST;

  /** Files from this size on are worth several threads. */
  private static final long LARGE = 8L * ChunkedFile.CHUNK;

  private final int threads;
  private final long large;
  private final Chunks chunks;

  /**
   * Reads with a number of threads.
   *
   * @param chunk bytes of the pieces that large files are cut into
   * @param large size from which a file is cut
   */
  FigureScan(int threads, int chunk, long large) {
    this.threads = threads;
    this.large = large;
    this.chunks = new Chunks(2 * threads, chunk);
  }

  /** With as many threads as there are cores and memory for. */
  public FigureScan() {
    this(threads(), ChunkedFile.CHUNK, LARGE);
  }

  private static int threads() {
    long byMemory = Host.heap() / HEAP_PER_THREAD;
    return (int) Math.max(1, Math.min(Host.cores(), byMemory));
  }

  /**
   * What a folder holds.
   *
   * @param folder the folder
   * @param figures by tag, sorted; tags that a purge emptied are left out
   * @param files the event files in reading order; one that cannot be read at all has the container
   *     {@code unreadable}
   * @param malformed messages with a right checksum that still made no sense
   * @param otherValues values that are no scalars
   */
  public record Reading(
      Path folder,
      Map<String, ScalarFigures> figures,
      List<EventFolder.FileReading> files,
      long malformed,
      long otherValues) {

    public Reading {
      figures = Collections.unmodifiableMap(new TreeMap<>(figures));
      files = List.copyOf(files);
    }
  }

  /** Reads folders; the answers come in the order of the folders. */
  public List<Reading> read(List<Path> folders) {
    if (threads == 1) {
      return folders.stream().map(folder -> read(folder, null)).toList();
    }
    ExecutorService executor = Executors.newFixedThreadPool(threads, FigureScan::thread);
    try {
      List<Future<Reading>> tasks = new ArrayList<>();
      for (Path folder : folders) {
        tasks.add(executor.submit(() -> read(folder, executor)));
      }
      List<Reading> readings = new ArrayList<>();
      for (Future<Reading> task : tasks) {
        readings.add(task.get());
      }
      return readings;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("reading was interrupted", "try again", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  private static Thread thread(Runnable work) {
    var thread = new Thread(work, "event-files");
    thread.setDaemon(true);
    return thread;
  }

  private Reading read(Path folder, @Nullable ExecutorService executor) {
    var collector = new ScalarCollector<>(GrowingFigures::new);
    var files = new ArrayList<EventFolder.FileReading>();
    List<Path> paths = EventFolder.files(folder);
    for (Path file : paths) {
      EventFile.Extent extent;
      collector.startFile();
      try {
        extent =
            executor != null && size(file) >= large
                ? new ChunkedFile(collector, chunks, executor).read(file)
                : EventFile.read(file, 0, collector);
      } catch (EnvironmentException e) {
        extent = EventFile.Extent.UNREADABLE;
      }
      files.add(new EventFolder.FileReading(file.getFileName().toString(), extent));
    }
    ScalarCollector<GrowingFigures> last =
        collector.tags().stream().anyMatch(GrowingFigures::needsSecondReading)
            ? readAgain(paths, files, collector.tags())
            : collector;
    var figures = new TreeMap<String, ScalarFigures>();
    last.scalars().forEach(tag -> figures.put(tag.tag(), tag.figures()));
    return new Reading(folder, figures, files, last.malformed(), last.otherValues());
  }

  /** A restart dropped some points of a tag: reads the same bytes again, knowing which. */
  private static ScalarCollector<GrowingFigures> readAgain(
      List<Path> paths, List<EventFolder.FileReading> files, List<GrowingFigures> first) {
    var known = new HashMap<String, GrowingFigures>();
    first.forEach(tag -> known.put(tag.tag(), tag));
    var collector =
        new ScalarCollector<GrowingFigures>(
            (tag, name) -> {
              GrowingFigures before = known.get(tag);
              return before == null ? new GrowingFigures(tag, name) : new GrowingFigures(before);
            });
    for (int i = 0; i < paths.size(); i++) {
      long end = files.get(i).extent().end();
      collector.startFile();
      if (end > 0) {
        EventFile.read(paths.get(i), 0, end, collector);
      }
    }
    return collector;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
