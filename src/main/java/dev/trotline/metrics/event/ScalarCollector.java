package dev.trotline.metrics.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns Event messages into what is kept of each tag. Field numbers are those of tensorflow's
 * event.proto and summary.proto; of two members of a oneof the later counts.
 *
 * <p>Which points a restart makes obsolete is decided as TensorBoard does, which has two readers:
 * its {@code EventAccumulator} for values of the old encoding, and the one behind its pages for
 * tensors ({@code plugin_event_accumulator}). Files of version 2 drop later points of all tags at a
 * session start (for tensors not at the first); older ones drop those of an event's tags when its
 * step is behind. They differ in what "behind" means: the former compares with the newest step that
 * was not itself behind, the latter with the last one.
 *
 * @param <P> what is kept of a tag
 */
final class ScalarCollector<P extends TagPoints> implements EventFile.RecordSink {

  /** Makes the keeper of a tag that was not seen before. */
  interface Factory<P extends TagPoints> {
    P create(String tag, byte[] name);
  }

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int SESSION_START = 1;
  private static final long NO_STEP = Long.MIN_VALUE;

  private final Factory<P> factory;
  private final TagTable<P> tags = new TagTable<>();

  /** By tag: whether the first metadata of its tensors made them scalars. */
  private final Map<String, Boolean> scalarTensors = new HashMap<>();

  /** Tags with a tensor but no metadata so far, as far as the current file goes. */
  private final Set<String> bareInFile = new HashSet<>();

  private final WireReader event = new WireReader();
  private final WireReader summary = new WireReader();
  private final WireReader detail = new WireReader();
  private final SummaryValue value = new SummaryValue();
  private final ScalarTensor tensor = new ScalarTensor();
  private final List<int[]> summaries = new ArrayList<>();

  private @Nullable P previous;
  private boolean modern;
  private boolean seenSessionStart;
  private long newestStep = -1;
  private long lastSummaryStep = -1;
  private long malformed;
  private long otherValues;

  private final boolean part;
  private boolean special;

  /** Collects whole folders, record by record. */
  ScalarCollector(Factory<P> factory) {
    this(factory, false);
  }

  private ScalarCollector(Factory<P> factory, boolean part) {
    this.factory = factory;
    this.part = part;
    this.modern = part;
  }

  /**
   * Collects a part of a file of version 2 that is not its beginning, to be added to a collector of
   * what came before. It gives up at the first record whose meaning depends on that.
   */
  static <P extends TagPoints> ScalarCollector<P> ofPart(Factory<P> factory) {
    return new ScalarCollector<>(factory, true);
  }

  /** True if a part held what only a reading from the beginning can make sense of. */
  boolean isSpecial() {
    return special;
  }

  /** True once a file of version 2 or newer was begun: only a session start drops points. */
  boolean isModern() {
    return modern;
  }

  /** Says that what follows comes from another file of the same folder. */
  void startFile() {
    bareInFile.clear();
  }

  @Override
  public void record(byte[] bytes, int from, int length) {
    if (!common(bytes, from, from + length)) {
      any(bytes, from, length);
    }
  }

  /**
   * Nearly every record is written as tag and number, one value, fields in their order, short
   * enough for lengths of one byte. False if this one is not, or needs a closer look.
   */
  private boolean common(byte[] bytes, int from, int end) {
    if (end - from < 20 || bytes[from] != 0x09) {
      return false;
    }
    int at = from + 9;
    long step = 0;
    if (bytes[at] == 0x10) {
      at++;
      int shift = 0;
      byte b;
      do {
        if (at >= end || shift > 63) {
          return false;
        }
        b = bytes[at++];
        step |= (long) (b & 0x7f) << shift;
        shift += 7;
      } while (b < 0);
    }
    int tagLength = end - at - 11;
    if (tagLength <= 0
        || bytes[at] != 0x2a
        || bytes[at + 1] != tagLength + 9
        || bytes[at + 2] != 0x0a
        || bytes[at + 3] != tagLength + 7
        || bytes[at + 4] != 0x0a
        || bytes[at + 5] != tagLength
        || bytes[end - 5] != 0x15) {
      return false;
    }
    if (!modern) {
      if (step < newestStep || step < lastSummaryStep) {
        return false;
      }
      newestStep = step;
    }
    P found = find(bytes, at + 6, tagLength);
    if (found == null || found.hidden) {
      return false;
    }
    lastSummaryStep = step;
    found.add(
        step,
        Float.intBitsToFloat((int) INTS.get(bytes, end - 4)),
        Double.longBitsToDouble((long) LONGS.get(bytes, from + 1)));
    return true;
  }

  private void any(byte[] bytes, int from, int length) {
    double wallTime = 0;
    long step = 0;
    boolean sessionStart = false;
    boolean graph = false;
    int versionAt = -1;
    int versionLength = 0;
    summaries.clear();
    event.reset(bytes, from, length);
    while (event.next()) {
      if (event.is(1, WireReader.FIXED64)) {
        wallTime = event.float64();
      } else if (event.is(2, WireReader.VARINT)) {
        step = event.integer();
      } else if (event.type() == WireReader.BYTES && event.field() >= 3 && event.field() <= 9) {
        int what = event.field();
        versionAt = what == 3 ? event.start() : -1;
        versionLength = event.length();
        graph = what == 4 || what == 8;
        sessionStart = what == 7 && isStart(bytes, event.start(), event.length());
        if (what == 5) {
          summaries.add(new int[] {event.start(), event.length()});
        } else {
          summaries.clear();
        }
      }
    }
    if (event.isBroken() || !areSound(bytes)) {
      malformed++;
      return;
    }
    boolean starts = versionAt >= 0;
    boolean two = starts && FileVersion.of(text(bytes, versionAt, versionLength)) >= 2;
    if (part && (sessionStart || starts && !two)) {
      special = true;
      return;
    }
    modern = starts ? two : modern;
    purge(bytes, step, sessionStart);
    if (graph) {
      // TensorBoard's reader for tensors turns graphs into summaries first.
      lastSummaryStep = step;
    }
    for (int[] range : summaries) {
      values(bytes, range, step, wallTime);
    }
  }

  /** True if every value of the event can be made sense of; else none of them counts. */
  private boolean areSound(byte[] bytes) {
    for (int[] range : summaries) {
      summary.reset(bytes, range[0], range[1]);
      while (summary.next()) {
        if (summary.is(1, WireReader.BYTES)
            && !(value.read(bytes, summary.start(), summary.length())
                && isText(bytes, value.tagAt, value.tagLength))) {
          return false;
        }
      }
      if (summary.isBroken()) {
        return false;
      }
    }
    return true;
  }

  private void purge(byte[] bytes, long step, boolean sessionStart) {
    boolean hasSummary = !summaries.isEmpty();
    if (modern) {
      if (sessionStart) {
        for (P points : tags.all()) {
          if (!points.tensors || seenSessionStart) {
            points.purgeFrom(step);
          }
        }
        seenSessionStart = true;
      }
    } else {
      boolean back = step < newestStep && hasSummary;
      boolean backForTensors = step < lastSummaryStep && hasSummary;
      if (back || backForTensors) {
        purgeTagsOfEvent(bytes, step, back, backForTensors);
      }
      newestStep = back ? newestStep : step;
    }
    if (hasSummary) {
      lastSummaryStep = step;
    }
  }

  private void purgeTagsOfEvent(byte[] bytes, long step, boolean back, boolean backForTensors) {
    for (int[] range : summaries) {
      summary.reset(bytes, range[0], range[1]);
      while (summary.next()) {
        if (!summary.is(1, WireReader.BYTES)) {
          continue;
        }
        value.read(bytes, summary.start(), summary.length());
        P known = tags.get(bytes, value.tagAt, value.tagLength);
        if (known != null && (known.tensors ? backForTensors : back)) {
          known.purgeFrom(step);
        }
        if (value.tagLength == 0 && back) {
          // TensorBoard takes "no tag" for "all tags" here.
          for (P points : tags.all()) {
            if (!points.tensors) {
              points.purgeFrom(step);
            }
          }
        }
      }
    }
  }

  private void values(byte[] bytes, int[] range, long step, double wallTime) {
    summary.reset(bytes, range[0], range[1]);
    while (summary.next() && !special) {
      if (summary.is(1, WireReader.BYTES)) {
        value.read(bytes, summary.start(), summary.length());
        value(bytes, step, wallTime);
      }
    }
  }

  private void value(byte[] bytes, long step, double wallTime) {
    if (value.kind == SummaryValue.TENSOR || value.metadataAt >= 0) {
      if (part) {
        special = true;
        return;
      }
      learn(bytes);
    }
    if (value.kind == SummaryValue.SIMPLE) {
      P points = find(bytes, value.tagAt, value.tagLength);
      if (points != null) {
        reveal(points);
        points.add(step, value.simple, wallTime);
      }
    } else if (value.kind == SummaryValue.TENSOR
        && value.tagLength > 0
        && mayBeScalar(bytes)
        && tensor.read(bytes, value.tensorAt, value.tensorLength)) {
      boolean first = tags.get(bytes, value.tagAt, value.tagLength) == null;
      P points = find(bytes, value.tagAt, value.tagLength);
      if (points != null) {
        if (first) {
          points.tensors = true;
          points.hidden = !scalarTensors.containsKey(points.tag());
        }
        points.add(step, tensor.value(), wallTime);
      }
    } else if (value.kind != 0) {
      otherValues++;
    }
  }

  /**
   * Writers describe a tag with its first value only, so the first description counts, for values
   * before it, too. One that does not say what class of data it describes says so only of a tag
   * that had no value in this file before.
   */
  private void learn(byte[] bytes) {
    String tag = text(bytes, value.tagAt, value.tagLength);
    if (value.kind == SummaryValue.SIMPLE || scalarTensors.containsKey(tag)) {
      return;
    }
    P known = tags.get(bytes, value.tagAt, value.tagLength);
    if (known != null && !known.tensors) {
      scalarTensors.put(tag, true);
    } else if (value.metadataAt < 0) {
      bareInFile.add(tag);
    } else {
      boolean scalars = value.isOfScalarPlugin(bytes, detail, !bareInFile.contains(tag));
      scalarTensors.put(tag, scalars);
      if (known != null) {
        known.hidden = !scalars;
      }
    }
  }

  private boolean mayBeScalar(byte[] bytes) {
    return scalarTensors.getOrDefault(text(bytes, value.tagAt, value.tagLength), true);
  }

  /**
   * Trainers log their tags in a fixed order, so the tag that followed last time is tried first.
   */
  @SuppressWarnings("unchecked")
  private @Nullable P find(byte[] bytes, int from, int length) {
    P guess = previous == null ? null : (P) previous.follower;
    if (guess == null || !guess.isNamed(bytes, from, length)) {
      guess = tags.get(bytes, from, length);
      if (guess == null) {
        if (!isText(bytes, from, length)) {
          return null;
        }
        byte[] name = Arrays.copyOfRange(bytes, from, from + length);
        guess = factory.create(text(bytes, from, length), name);
        tags.add(guess);
      }
      if (previous != null) {
        previous.follower = guess;
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
        start = (int) detail.integer() == SESSION_START;
      }
    }
    return start;
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  private static boolean isText(byte[] bytes, int from, int length) {
    int at = from;
    while (at < from + length && bytes[at] >= 0) {
      at++;
    }
    if (at == from + length) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Messages that no reader could make sense of although their checksum was right. */
  long malformed() {
    return malformed;
  }

  /** Values that are no scalars: histograms, images, texts, tensors that nothing describes. */
  long otherValues() {
    return otherValues
        + tags.all().stream().filter(tag -> tag.hidden).mapToLong(TagPoints::size).sum();
  }

  /** Points over all tags. */
  long points() {
    return tags.all().stream().mapToLong(TagPoints::size).sum();
  }

  /** All tags in the order of their first values, those that a purge emptied included. */
  List<P> tags() {
    return tags.all();
  }

  /** The tags that are scalars and have points. */
  List<P> scalars() {
    return tags.all().stream().filter(tag -> !tag.hidden && tag.size() > 0).toList();
  }

  /** The keeper of a tag of which a part had values of the old encoding. */
  P tag(P like) {
    byte[] name = like.name();
    P known = tags.get(name, 0, name.length);
    if (known == null) {
      known = factory.create(like.tag(), name);
      tags.add(known);
    }
    reveal(known);
    return known;
  }

  /** A value of the old encoding says that a tag is a scalar, whatever its tensors are. */
  private void reveal(P points) {
    if (points.hidden) {
      points.hidden = false;
      scalarTensors.put(points.tag(), true);
    }
  }

  /** Takes over what a part counted beside its points. */
  void addCounts(ScalarCollector<P> later) {
    malformed += later.malformed;
    otherValues += later.otherValues;
    if (later.lastSummaryStep != NO_STEP) {
      lastSummaryStep = later.lastSummaryStep;
    }
  }

  /** Makes a collector of a part ready for another one; what is kept of the tags stays. */
  void startPart() {
    special = false;
    malformed = 0;
    otherValues = 0;
    lastSummaryStep = NO_STEP;
  }
}
