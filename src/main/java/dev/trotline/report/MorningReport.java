package dev.trotline.report;

/** The report a person reads in the morning, as Markdown. */
public final class MorningReport {

  private MorningReport() {}

  /** The whole document, ending in a line feed. */
  public static String markdown(ReportData data) {
    return "# " + data.study() + "\n";
  }
}
