package dev.trotline.diagnose;

import dev.trotline.diagnose.signature.LogEncoding;
import dev.trotline.error.InvalidInputException;
import dev.trotline.metrics.event.EventFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The logs of one run, in the order in which they are read: the trainer's own console first, its
 * error stream after it, the simulator's own log last.
 *
 * @param folder the run's folder, or the folder of the first log
 * @param files the logs; empty for a folder that has event files and no log
 */
public record RunLogs(Path folder, List<Path> files) {

  /** Deeper than torchrun's {@code attempt_0/0/stderr.log} in a run's own log folder. */
  private static final int DEPTH = 6;

  private static final int MOST_FILES = 64;

  /**
   * What logs are called: by shells, Slurm ({@code slurm-%j.out}), torchrun, Kit, nohup, rotation.
   */
  private static final Pattern LOG =
      Pattern.compile(
          "(?:.+\\.(?:log|out|err|stdout|stderr|txt)|stdout|stderr|console|output|nohup|log)"
              + "(?:\\.\\d{1,3})?(?:\\.gz)?",
          Pattern.CASE_INSENSITIVE);

  /** Text files that lie beside logs and are none. */
  private static final Pattern OTHER =
      Pattern.compile(
          "(?:requirements|readme|license|licence|cmakelists|description|hparams|notes?)"
              + "[\\w.-]*\\.txt",
          Pattern.CASE_INSENSITIVE);

  /** Folders in which no log of the run lies. */
  private static final List<String> SKIPPED =
      List.of(".git", "git", "params", "evidence", "judge", "wandb", "__pycache__", "videos");

  private static final Pattern KIT =
      Pattern.compile("(?:kit|omni|isaac-?sim|carb)[_.-].*", Pattern.CASE_INSENSITIVE);
  private static final Pattern ERRORS =
      Pattern.compile(".*(?:\\.err|stderr).*", Pattern.CASE_INSENSITIVE);

  public RunLogs {
    files = List.copyOf(files);
  }

  /** Several logs that somebody says are of one run. */
  public static RunLogs together(List<Path> logs) {
    List<Path> order = new ArrayList<>(logs);
    order.sort(Comparator.comparingInt(RunLogs::rank));
    Path above = order.get(0).toAbsolutePath().getParent();
    return new RunLogs(above == null ? Path.of("/") : above, order);
  }

  /**
   * The runs whose logs lie in a folder: the folder itself if logs or event files lie right in it,
   * else every folder right below it that has some, or the ones below these.
   *
   * @throws InvalidInputException if there is no log
   */
  public static List<RunLogs> in(Path folder) {
    Map<Path, RunLogs> found = new LinkedHashMap<>();
    collect(folder, DEPTH, found);
    if (found.isEmpty()) {
      throw new InvalidInputException(
          "there is no log in '" + folder + "'",
          folder.toString(),
          null,
          "name the file itself, or a run folder with console.log, *.log, *.out, *.err or event"
              + " files");
    }
    return List.copyOf(found.values());
  }

  private static void collect(Path folder, int depth, Map<Path, RunLogs> found) {
    if (hasOwn(folder)) {
      found.put(folder, new RunLogs(folder, logs(folder)));
      return;
    }
    if (depth == 0 || found.size() >= 10_000) {
      return;
    }
    try (Stream<Path> below = Files.list(folder)) {
      for (Path child : below.filter(Files::isDirectory).sorted().toList()) {
        if (!SKIPPED.contains(name(child))) {
          collect(child, depth - 1, found);
        }
      }
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static boolean hasOwn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(
          file -> Files.isRegularFile(file) && (isLog(file) || EventFolder.isEventFile(file)));
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static List<Path> logs(Path folder) {
    List<Path> logs = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(folder, DEPTH, new FileVisitOption[0])) {
      tree.filter(file -> !below(folder, file))
          .filter(Files::isRegularFile)
          .filter(RunLogs::isLog)
          .sorted()
          .limit(MOST_FILES)
          .forEach(logs::add);
    } catch (IOException | java.io.UncheckedIOException e) {
      throw unreadable(folder, e);
    }
    logs.sort(Comparator.comparingInt(RunLogs::rank));
    return logs;
  }

  private static boolean below(Path folder, Path file) {
    for (Path part : folder.relativize(file)) {
      if (SKIPPED.contains(part.toString())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLog(Path file) {
    String name = name(file);
    return LOG.matcher(name).matches() && !OTHER.matcher(name).matches() && mayBeText(file);
  }

  /** A file that cannot be read is told of when it is. */
  private static boolean mayBeText(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return LogEncoding.mayBeText(stream);
    } catch (IOException e) {
      return true;
    }
  }

  private static int rank(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    if (name.equals(Diagnostician.CONSOLE)) {
      return 0;
    }
    if (KIT.matcher(name).matches()) {
      return 3;
    }
    return ERRORS.matcher(name).matches() ? 2 : 1;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static InvalidInputException unreadable(Path folder, Exception e) {
    return new InvalidInputException(
        "folder '" + folder + "' cannot be listed: " + e.getClass().getSimpleName(),
        folder.toString(),
        null,
        "check that it may be read",
        e);
  }
}
