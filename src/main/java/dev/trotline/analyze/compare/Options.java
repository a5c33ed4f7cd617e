package dev.trotline.analyze.compare;

import java.util.List;

/**
 * What a comparison is to look at.
 *
 * @param window iterations averaged at the end
 * @param level chance of a false claim, for each curve's parting and for each table as a whole
 * @param tags tags to overlay and test beside the metrics, as written in the log
 */
public record Options(int window, double level, List<String> tags) {

  /** Windows of 50 iterations (as the log's metrics), 5 %, the metrics. */
  public static final Options USUAL = new Options(50, 0.05, List.of());

  public Options {
    tags = List.copyOf(tags);
    if (window < 1 || !(level > 0 && level < 1)) {
      throw new IllegalArgumentException("window " + window + ", level " + level);
    }
  }
}
