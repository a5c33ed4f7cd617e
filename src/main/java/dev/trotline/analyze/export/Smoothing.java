package dev.trotline.analyze.export;

/** The moving mean every chart uses: honest about the past, blind to the future. */
final class Smoothing {

  private Smoothing() {}

  /**
   * Mean of the finite values among each point and those before it, {@code window} in all; at the
   * start of fewer. NaN where there is none.
   */
  static double[] trailingMean(double[] values, int window) {
    double[] smooth = new double[values.length];
    for (int block = 0; block < values.length; block += window) {
      // Sums run forward within a block and backward in the one before, so that no rounding error
      // and no spike that has left the window stays behind, as it would in one running sum.
      double[] before = sumsFromEnd(values, block - window, block);
      double sum = 0;
      int count = 0;
      for (int i = block; i < Math.min(values.length, block + window); i++) {
        boolean finite = Double.isFinite(values[i]);
        sum += finite ? values[i] : 0;
        count += finite ? 1 : 0;
        int from = i - window + 1 - (block - window);
        boolean reaches = block > 0 && from < window;
        double total = sum + (reaches ? before[from] : 0);
        int all = count + (reaches ? (int) before[window + from] : 0);
        smooth[i] = all == 0 ? Double.NaN : total / all;
      }
    }
    return smooth;
  }

  /** Sums of the finite values from each index to the end of a block, then their counts. */
  private static double[] sumsFromEnd(double[] values, int from, int to) {
    int window = to - from;
    double[] sums = new double[2 * window];
    if (from < 0) {
      return sums;
    }
    double sum = 0;
    int count = 0;
    for (int i = window - 1; i >= 0; i--) {
      double value = values[from + i];
      sum += Double.isFinite(value) ? value : 0;
      count += Double.isFinite(value) ? 1 : 0;
      sums[i] = sum;
      sums[window + i] = count;
    }
    return sums;
  }
}
