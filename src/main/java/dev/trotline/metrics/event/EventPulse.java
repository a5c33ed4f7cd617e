package dev.trotline.metrics.event;

import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows the event files of a folder while they grow and hands out every point once, so that its
 * memory does not grow with the training. Where reading on would give another answer than reading
 * all (a file was replaced), all points are handed out again. Belongs to one thread.
 */
public final class EventPulse {

  private final Path folder;
  private final Map<Path, FollowedFile> followed = new LinkedHashMap<>();
  private ScalarCollector<Fresh> collector = new ScalarCollector<>(Fresh::new);

  /** Follows a folder that may not exist yet. */
  public EventPulse(Path folder) {
    this.folder = folder;
  }

  /**
   * What was written since the last call.
   *
   * @param series the new points
   * @param fromStart true if these are all points there are, and not a continuation
   */
  public record Beat(RunSeries series, boolean fromStart) {}

  /** Reads what is new. */
  public Beat poll() {
    List<Path> files = EventFolder.files(folder);
    boolean fromStart = followed.isEmpty() || mustStartOver(files);
    if (fromStart) {
      followed.clear();
      collector = new ScalarCollector<>(Fresh::new);
    }
    for (Path file : files) {
      FollowedFile known = followed.get(file);
      if (known == null) {
        known = new FollowedFile(file);
        followed.put(file, known);
        collector.startFile();
      }
      known.readOn(collector);
    }
    var all = new LinkedHashMap<String, ScalarSeries>();
    for (Fresh points : collector.scalars()) {
      if (points.size() > 0) {
        all.put(points.tag(), points.take());
      }
    }
    return new Beat(new RunSeries(all), fromStart);
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

  /** The points of one tag that nobody has seen yet. */
  private static final class Fresh extends TagPoints {
    private static final int FEW = 16;

    private long[] steps = new long[FEW];
    private double[] values = new double[FEW];
    private double[] wallTimes = new double[FEW];
    private int size;

    Fresh(String tag, byte[] name) {
      super(tag, name);
    }

    @Override
    void add(long step, double value, double wallTime) {
      if (size == steps.length) {
        steps = Arrays.copyOf(steps, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
        wallTimes = Arrays.copyOf(wallTimes, 2 * size);
      }
      steps[size] = step;
      values[size] = value;
      wallTimes[size] = wallTime;
      size++;
    }

    /** What was handed out already is not taken back: who hears of a step again, knows. */
    @Override
    void purgeFrom(long step) {
      int kept = 0;
      for (int i = 0; i < size; i++) {
        if (steps[i] < step) {
          steps[kept] = steps[i];
          values[kept] = values[i];
          wallTimes[kept] = wallTimes[i];
          kept++;
        }
      }
      size = kept;
    }

    @Override
    long size() {
      return size;
    }

    ScalarSeries take() {
      ScalarSeries taken = ScalarSeries.sharing(tag(), steps, values, wallTimes, size);
      steps = new long[FEW];
      values = new double[FEW];
      wallTimes = new double[FEW];
      size = 0;
      return taken;
    }
  }
}
