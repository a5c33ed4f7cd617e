package dev.trotline.chart;

import java.util.List;

/**
 * Something that can be drawn. Texts may come from strangers' files: every renderer cleans them.
 */
public sealed interface Plot permits Chart, StackedArea, DotChart {

  /** What is shown. */
  String title();

  /** What one must know to read it, such as the smoothing; may be empty. */
  String subtitle();

  /** The names a legend lists, each once, in order. */
  List<String> names();
}
