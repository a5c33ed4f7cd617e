package dev.trotline.simulator.isaaclab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions and classes of a study's own {@code rewards/*.py}, found without Python. */
final class StudyFunctions {

  private static final String FOLDER = "rewards";
  private static final Pattern DEFINITION =
      Pattern.compile("(?m)^(?:async\\s+)?(?:def|class)\\s+([A-Za-z]\\w*)\\s*[(:]");

  private StudyFunctions() {}

  /** The folder they lie in. */
  static Path folder(Path study) {
    return study.resolve(FOLDER).toAbsolutePath().normalize();
  }

  /** All of them, {@code rewards/gait.py:trot}; those that start with an underscore are private. */
  static Set<String> of(Path study) {
    Set<String> found = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(study), "*.py")) {
      for (Path file : files) {
        Matcher definition =
            DEFINITION.matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        while (definition.find()) {
          found.add(FOLDER + "/" + file.getFileName() + ":" + definition.group(1));
        }
      }
    } catch (IOException absent) {
      return Set.of();
    }
    return found;
  }
}
