package dev.trotline.process;

/** The environment variable by which every process of a run is found again. */
final class Marker {

  static final String VARIABLE = "TROTLINE_RUN";

  private Marker() {}

  /** Refuses what could not be told apart in a pid file or an environment. */
  static String check(String marker) {
    if (marker.isEmpty() || marker.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new IllegalArgumentException("a marker is one word: '" + marker + "'");
    }
    return marker;
  }
}
