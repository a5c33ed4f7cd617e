package dev.trotline.metrics.event;

import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns Event messages into series, with TensorBoard's rules for what a restart makes obsolete:
 * files of version 2 drop later points only at a session start; older ones whenever a step goes
 * back, for the tags of that event. Field numbers are those of tensorflow's event.proto and
 * summary.proto.
 */
final class ScalarCollector implements EventFile.RecordSink {

  private static final int SESSION_START = 1;
  private static final String VERSION_PREFIX = "brain.Event:";

  private final Map<String, GrowingSeries> series = new LinkedHashMap<>();
  private final Map<GrowingSeries, GrowingSeries> follower = new HashMap<>();
  private final Set<String> otherPlugins = new HashSet<>();
  private final WireReader event = new WireReader();
  private final WireReader summary = new WireReader();
  private final WireReader value = new WireReader();
  private final WireReader detail = new WireReader();
  private final ScalarTensor tensor = new ScalarTensor();
  private final List<int[]> summaries = new ArrayList<>();

  private @Nullable GrowingSeries previous;
  private double fileVersion;
  private long newestStep = -1;
  private long malformed;
  private long otherValues;

  @Override
  public void record(byte[] bytes, int from, int length) {
    double wallTime = 0;
    long step = 0;
    boolean sessionStart = false;
    summaries.clear();
    event.reset(bytes, from, length);
    while (event.next()) {
      if (event.is(1, WireReader.FIXED64)) {
        wallTime = event.float64();
      } else if (event.is(2, WireReader.VARINT)) {
        step = event.integer();
      } else if (event.is(5, WireReader.BYTES)) {
        summaries.add(new int[] {event.start(), event.length()});
      } else if (event.is(3, WireReader.BYTES)) {
        fileVersion = version(text(bytes, event.start(), event.length()));
      } else if (event.is(7, WireReader.BYTES)) {
        sessionStart = isStart(bytes, event.start(), event.length());
      }
    }
    if (event.isBroken()) {
      malformed++;
      return;
    }
    if (fileVersion >= 2) {
      if (sessionStart) {
        long first = step;
        series.values().forEach(s -> s.purgeFrom(first));
      }
    } else if (step < newestStep && !summaries.isEmpty()) {
      for (int[] range : summaries) {
        values(bytes, range, step, wallTime, true);
      }
    }
    for (int[] range : summaries) {
      values(bytes, range, step, wallTime, false);
      newestStep = step;
    }
  }

  private void values(byte[] bytes, int[] range, long step, double wallTime, boolean purge) {
    summary.reset(bytes, range[0], range[1]);
    while (summary.next()) {
      if (summary.is(1, WireReader.BYTES)) {
        value(bytes, summary.start(), summary.length(), step, wallTime, purge);
      }
    }
    if (summary.isBroken() && !purge) {
      malformed++;
    }
  }

  private void value(
      byte[] bytes, int from, int length, long step, double wallTime, boolean purge) {
    int tagAt = from;
    int tagLength = 0;
    int nodeAt = from;
    int nodeLength = 0;
    int kind = 0;
    float simple = 0;
    int tensorAt = 0;
    int tensorLength = 0;
    int metadataAt = -1;
    int metadataLength = 0;
    value.reset(bytes, from, length);
    while (value.next()) {
      if (value.is(1, WireReader.BYTES)) {
        tagAt = value.start();
        tagLength = value.length();
      } else if (value.is(2, WireReader.FIXED32)) {
        kind = 2;
        simple = value.float32();
      } else if (value.is(7, WireReader.BYTES)) {
        nodeAt = value.start();
        nodeLength = value.length();
      } else if (value.is(8, WireReader.BYTES)) {
        kind = 8;
        tensorAt = value.start();
        tensorLength = value.length();
      } else if (value.is(9, WireReader.BYTES)) {
        metadataAt = value.start();
        metadataLength = value.length();
      } else if (value.field() >= 3 && value.field() <= 6 && value.type() == WireReader.BYTES) {
        kind = value.field();
      }
    }
    if (value.isBroken()) {
      malformed += purge ? 0 : 1;
      return;
    }
    if (kind == 8 && tagLength == 0) {
      tagAt = nodeAt;
      tagLength = nodeLength;
    }
    if (purge) {
      GrowingSeries known = series.get(text(bytes, tagAt, tagLength));
      if (known != null) {
        known.purgeFrom(step);
      }
      return;
    }
    if (kind == 2) {
      find(bytes, tagAt, tagLength).add(step, simple, wallTime);
    } else if (kind == 8
        && isScalarPlugin(bytes, tagAt, tagLength, metadataAt, metadataLength)
        && tensor.read(bytes, tensorAt, tensorLength)) {
      find(bytes, tagAt, tagLength).add(step, tensor.value(), wallTime);
    } else if (kind != 0) {
      otherValues++;
    }
  }

  /**
   * A tensor is a scalar unless its first metadata names another plugin: writers name the plugin
   * with the first value of a tag only.
   */
  private boolean isScalarPlugin(byte[] bytes, int tagAt, int tagLength, int at, int length) {
    String plugin = at < 0 ? "" : plugin(bytes, at, length);
    if (plugin.isEmpty()) {
      return otherPlugins.isEmpty() || !otherPlugins.contains(text(bytes, tagAt, tagLength));
    }
    if (plugin.equals("scalars")) {
      return true;
    }
    otherPlugins.add(text(bytes, tagAt, tagLength));
    return false;
  }

  private String plugin(byte[] bytes, int from, int length) {
    String name = "";
    detail.reset(bytes, from, length);
    while (detail.next()) {
      if (detail.is(1, WireReader.BYTES)) {
        var data = new WireReader();
        data.reset(bytes, detail.start(), detail.length());
        while (data.next()) {
          if (data.is(1, WireReader.BYTES)) {
            name = text(bytes, data.start(), data.length());
          }
        }
      }
    }
    return name;
  }

  /**
   * Trainers log their tags in a fixed order, so the tag that followed last time is tried first.
   */
  private GrowingSeries find(byte[] bytes, int from, int length) {
    GrowingSeries guess = previous == null ? null : follower.get(previous);
    if (guess == null || !guess.isNamed(bytes, from, length)) {
      String tag = text(bytes, from, length);
      guess = series.get(tag);
      if (guess == null) {
        guess = new GrowingSeries(tag, tag.getBytes(StandardCharsets.UTF_8));
        series.put(tag, guess);
      }
      if (previous != null) {
        follower.put(previous, guess);
      }
    }
    previous = guess;
    return guess;
  }

  private boolean isStart(byte[] bytes, int from, int length) {
    boolean start = false;
    detail.reset(bytes, from, length);
    while (detail.next()) {
      if (detail.is(1, WireReader.VARINT)) {
        start = detail.integer() == SESSION_START;
      }
    }
    return start;
  }

  private static double version(String text) {
    try {
      return Double.parseDouble(text.substring(text.lastIndexOf(VERSION_PREFIX) + 12).strip());
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      return -1;
    }
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Messages or values that no reader could make sense of although their checksum was right. */
  long malformed() {
    return malformed;
  }

  /** Values that are no scalars: histograms, images, texts. */
  long otherValues() {
    return otherValues;
  }

  /** Points over all tags. */
  long points() {
    return series.values().stream().mapToLong(GrowingSeries::size).sum();
  }

  /** A copy of everything collected; tags that a purge emptied are left out. */
  RunSeries toRunSeries() {
    var all = new LinkedHashMap<String, ScalarSeries>();
    series.forEach(
        (tag, points) -> {
          if (points.size() > 0) {
            all.put(tag, points.toSeries());
          }
        });
    return new RunSeries(all);
  }

  /** The same, letting go of each series as it is copied; the collector is empty afterwards. */
  RunSeries drain() {
    var all = new LinkedHashMap<String, ScalarSeries>();
    previous = null;
    follower.clear();
    for (String tag : List.copyOf(series.keySet())) {
      GrowingSeries points = series.remove(tag);
      if (points != null && points.size() > 0) {
        all.put(tag, points.toSeries());
      }
    }
    return new RunSeries(all);
  }
}
