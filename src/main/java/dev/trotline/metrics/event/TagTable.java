package dev.trotline.metrics.event;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds tags by their bytes, so that looking one up makes no string. Keeps their order. */
final class TagTable<P extends TagPoints> {

  private final List<P> all = new ArrayList<>();
  // Positions in the list plus one; 0 is free. A power of two, at most half full.
  private int[] slots = new int[128];

  /** The tag these bytes spell, null if it is not here. */
  @Nullable P get(byte[] bytes, int from, int length) {
    int mask = slots.length - 1;
    for (int at = hash(bytes, from, length) & mask; slots[at] != 0; at = at + 1 & mask) {
      P found = all.get(slots[at] - 1);
      if (found.isNamed(bytes, from, length)) {
        return found;
      }
    }
    return null;
  }

  /** Adds a tag that is not here yet. */
  void add(P tag) {
    all.add(tag);
    if (2 * all.size() > slots.length) {
      slots = new int[2 * slots.length];
      for (int i = 0; i < all.size(); i++) {
        place(i);
      }
    } else {
      place(all.size() - 1);
    }
  }

  private void place(int index) {
    byte[] name = all.get(index).name();
    int mask = slots.length - 1;
    int at = hash(name, 0, name.length) & mask;
    while (slots[at] != 0) {
      at = at + 1 & mask;
    }
    slots[at] = index + 1;
  }

  /** The tags in the order they were added. */
  List<P> all() {
    return all;
  }

  private static int hash(byte[] bytes, int from, int length) {
    int hash = length;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash ^ hash >>> 15;
  }
}
