package dev.trotline.simulator.mjlab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the train script of a version of mjlab understands. Read in the published packages 0.1.0,
 * 1.0.0, 1.1.1, 1.2.0, 1.3.0, 1.4.0, 1.5.0, 1.5.3 and 1.6.0.
 *
 * @param version as installed, or {@code unknown}
 * @param pythonLiterals from 1.0: collections are one argument in Python's syntax, {@code
 *     (-1.0,1.0)}; before, one argument for each element
 * @param gpuIds from 1.0: {@code --gpu-ids}; before, {@code --device}
 * @param gpuByUuid from 1.5: {@code CUDA_VISIBLE_DEVICES} may hold a GPU's UUID; 1.0 to 1.4 convert
 *     it to a number and fail
 */
record Generation(String version, boolean pythonLiterals, boolean gpuIds, boolean gpuByUuid) {

  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\D.*)?");

  /** A version that cannot be told is taken for the newest. */
  static Generation of(String version) {
    Matcher numbers = NUMBERS.matcher(version);
    boolean known = numbers.matches();
    int major = known ? Integer.parseInt(numbers.group(1)) : Integer.MAX_VALUE;
    int minor = known ? Integer.parseInt(numbers.group(2)) : Integer.MAX_VALUE;
    boolean one = major >= 1;
    return new Generation(version, one, one, !one || major > 1 || minor >= 5);
  }

  /** For messages and notes. */
  String name() {
    return version.equals("unknown") ? "mjlab" : "mjlab " + version;
  }
}
