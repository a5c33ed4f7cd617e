package dev.trotline.simulator.rslrl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the folder {@code logs/rsl_rl/<experiment>/<stamp>_<run name>} of a run. */
public final class LogFolders {

  /** The log root below a run's folder, which is the trainer's working directory. */
  public static final String ROOT = "logs/rsl_rl";

  /**
   * The place of a link to a foreign log folder that was adopted. Any other link below the log root
   * leads to the training that was resumed, which is not the run's own.
   */
  public static final String IMPORTED = "imported";

  private static final Pattern STAMP =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}_\\d{2}-\\d{2}-\\d{2}(_.*)?");

  private LogFolders() {}

  /**
   * The newest by its time stamp, of those with the run's name; of all if none has it, as in a
   * folder that was renamed. An adopted folder may be called anything. With several GPUs each rank
   * may make a folder for its settings, but only the first logs (surface §1.7): those with a log
   * come first.
   */
  public static Optional<Path> newest(Path runFolder) {
    List<Path> folders = new ArrayList<>();
    for (Path experiment : folders(runFolder.resolve(ROOT))) {
      boolean imported = name(experiment).equals(IMPORTED);
      for (Path folder : folders(experiment)) {
        if (imported || (STAMP.matcher(name(folder)).matches() && !Files.isSymbolicLink(folder))) {
          folders.add(folder);
        }
      }
    }
    String suffix = runName(runFolder);
    List<Path> own = folders.stream().filter(folder -> name(folder).endsWith(suffix)).toList();
    List<Path> candidates = own.isEmpty() ? folders : own;
    Comparator<Path> newest = Comparator.comparing(LogFolders::name);
    return candidates.size() < 2
        ? candidates.stream().findFirst()
        : candidates.stream().max(Comparator.comparing(LogFolders::hasLog).thenComparing(newest));
  }

  private static boolean hasLog(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(entry -> name(entry).startsWith("events.out.tfevents."));
    } catch (IOException gone) {
      return false;
    }
  }

  /** {@code runs/exp007/s1} is called {@code _exp007_s1} by the trainer. */
  private static String runName(Path runFolder) {
    Path absolute = runFolder.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    return "_" + (parent == null ? "" : name(parent)) + "_" + name(absolute);
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static List<Path> folders(Path parent) {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).toList();
    } catch (IOException absent) {
      return List.of();
    }
  }
}
