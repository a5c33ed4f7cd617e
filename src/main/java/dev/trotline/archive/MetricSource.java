package dev.trotline.archive;

/** Where a run's figures in the archive come from. */
public final class MetricSource {

  /** The judge. */
  public static final String JUDGE = "judge";

  /** The normalised training log. */
  public static final String LOG = "log";

  private MetricSource() {}
}
