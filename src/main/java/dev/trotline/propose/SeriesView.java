package dev.trotline.propose;

/**
 * The scalars one training logged, by tag, as a planner sees them. Keeps the planner free of how
 * they were read.
 */
public interface SeriesView {

  /** Values of a tag in the order of their steps; empty if the tag was not logged. */
  double[] values(String tag);

  /** Steps of a tag's values, as long as {@link #values}; empty if the tag was not logged. */
  long[] steps(String tag);
}
