package dev.trotline.metrics.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is kept of one tag while a folder is read: all its points, or figures of them. */
abstract class TagPoints {

  private final String tag;
  private final byte[] name;

  /** The tag whose value came after this one's last time. */
  @Nullable TagPoints follower;

  /** True if the first value was a tensor, for which TensorBoard has another purge rule. */
  boolean tensors;

  /** True while nothing says that these tensors are scalars. */
  boolean hidden;

  TagPoints(String tag, byte[] name) {
    this.tag = tag;
    this.name = name;
  }

  final String tag() {
    return tag;
  }

  final byte[] name() {
    return name;
  }

  /** True if the bytes spell this tag. */
  final boolean isNamed(byte[] bytes, int from, int length) {
    return Arrays.equals(name, 0, name.length, bytes, from, from + length);
  }

  /** Takes the next point in file order. */
  abstract void add(long step, double value, double wallTime);

  /** Forgets every point at this step or later. */
  abstract void purgeFrom(long step);

  /** Points that are left. */
  abstract long size();
}
