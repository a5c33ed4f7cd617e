package dev.trotline.chart;

import java.util.Arrays;

/**
 * Takes points out of a curve that has more than can be seen, in such a way that it looks the same:
 * of every stretch of neighbours the first, the lowest, the highest and the last stay (M4, Jugel et
 * al. 2014), so no spike vanishes and no gap closes.
 */
final class Thinning {

  private Thinning() {}

  /** Indices that stay, rising; at most {@code most} of them, or four if that is more. */
  static int[] keep(double[] values, int most) {
    int n = values.length;
    if (n <= most) {
      int[] all = new int[n];
      Arrays.setAll(all, i -> i);
      return all;
    }
    // A stretch gives four points, and a fifth where it holds a gap.
    int stretches = Math.max(1, most / 5);
    int[] kept = new int[stretches * 5];
    int size = 0;
    for (int s = 0; s < stretches; s++) {
      int from = (int) ((long) s * n / stretches);
      int to = (int) ((s + 1L) * n / stretches);
      size = stretch(values, from, to, kept, size);
    }
    return Arrays.copyOf(kept, size);
  }

  private static int stretch(double[] values, int from, int to, int[] kept, int size) {
    int low = -1;
    int high = -1;
    int gap = -1;
    for (int i = from; i < to; i++) {
      if (!Scale.isDrawable(values[i])) {
        gap = gap < 0 ? i : gap;
        continue;
      }
      low = low < 0 || values[i] < values[low] ? i : low;
      high = high < 0 || values[i] > values[high] ? i : high;
    }
    int[] five = {from, low, high, gap, to - 1};
    Arrays.sort(five);
    int last = -1;
    int end = size;
    for (int i : five) {
      if (i >= 0 && i != last) {
        kept[end++] = i;
        last = i;
      }
    }
    return end;
  }

  /**
   * Of columns of a stack: those where the positive and where the negative pile is highest, of
   * every stretch of neighbours, and the first and last of all.
   */
  static int[] columns(double[] positive, double[] negative, int most) {
    int n = positive.length;
    int stretches = Math.max(1, (most - 2) / 2);
    if (n <= most) {
      return keep(positive, n);
    }
    int[] kept = new int[stretches * 2 + 2];
    int size = 0;
    kept[size++] = 0;
    for (int s = 0; s < stretches; s++) {
      int from = (int) ((long) s * n / stretches);
      int to = (int) ((s + 1L) * n / stretches);
      int up = from;
      int down = from;
      for (int i = from; i < to; i++) {
        up = positive[i] > positive[up] ? i : up;
        down = negative[i] < negative[down] ? i : down;
      }
      kept[size++] = Math.min(up, down);
      kept[size++] = Math.max(up, down);
    }
    kept[size++] = n - 1;
    return Arrays.stream(kept, 0, size).distinct().toArray();
  }

  /** The values at these indices. */
  static double[] pick(double[] values, int[] indices) {
    double[] picked = new double[indices.length];
    for (int i = 0; i < indices.length; i++) {
      picked[i] = values[indices[i]];
    }
    return picked;
  }
}
