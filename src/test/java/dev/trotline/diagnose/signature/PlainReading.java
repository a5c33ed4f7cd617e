package dev.trotline.diagnose.signature;

/** Reads a text line by line, with every signature that comes with Trotline. */
final class PlainReading {

  private static final Catalogue CATALOGUE = Catalogue.builtIn();

  private PlainReading() {}

  static LogScan scan(String log) {
    LogScan scan = new LogScan(CATALOGUE);
    int number = 0;
    for (String line : log.lines().toList()) {
      scan.accept(LogLines.clean(++number, line));
    }
    scan.finish();
    return scan;
  }
}
