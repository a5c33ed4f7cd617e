package dev.trotline.simulator.isaaclab;

import java.nio.file.Path;
import java.util.Map;

/** Paths as people write them in study.yaml. */
final class Paths {

  private Paths() {}

  /** The text with a leading {@code ~} replaced by the home directory. */
  static String home(String text, Map<String, String> environment) {
    if (text.equals("~") || text.startsWith("~/")) {
      String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
      return home + text.substring(1);
    }
    return text;
  }

  /** A path, relative to the study where it is relative. */
  static Path of(String text, Path studyRoot, Map<String, String> environment) {
    return studyRoot.resolve(home(text, environment)).toAbsolutePath().normalize();
  }
}
