package dev.trotline.simulator.mjlab;

import dev.trotline.simulator.rslrl.PythonInstallation;
import dev.trotline.study.SimulatorSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Python with mjlab in it, found by looking at files.
 *
 * @param python its interpreter
 */
record MjlabInstallation(PythonInstallation python) {

  /** What a run's outcome depends on; their names as distributions. */
  private static final List<String> DISTRIBUTIONS =
      List.of("mjlab", "rsl-rl-lib", "mujoco", "mujoco-warp", "warp-lang", "torch");

  /** What else is worth recording. */
  private static final List<String> NOTED = List.of("tyro", "tensordict", "numpy");

  private static final Pattern TASK_ID = Pattern.compile("\"(Mjlab-[A-Za-z0-9-]+)\"");
  private static final int DEEPEST = 6;

  /**
   * The interpreter of the settings, else of the mjlab checkout (as uv makes it) they name, else of
   * an active environment that has mjlab, else of {@code TROTLINE_MJLAB_VENV} or {@code
   * .venv-mjlab} in Trotline's own folder.
   */
  static MjlabInstallation find(
      SimulatorSettings settings, Path home, Path study, Map<String, String> environment) {
    String python = settings.python();
    if (python != null) {
      String named =
          python.indexOf('/') < 0 ? python : below(study, python, environment).toString();
      return new MjlabInstallation(PythonInstallation.find(named, home, environment));
    }
    String root = settings.root();
    if (root != null) {
      return inFolder(below(study, root, environment).resolve(".venv"));
    }
    for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
      String folder = environment.getOrDefault(variable, "");
      if (!folder.isBlank()) {
        MjlabInstallation active = inFolder(Path.of(folder));
        if (active.python().missing(List.of("mjlab")).isEmpty()) {
          return active;
        }
      }
    }
    String own = environment.getOrDefault("TROTLINE_MJLAB_VENV", "");
    return inFolder(home.resolve(own.isBlank() ? ".venv-mjlab" : own));
  }

  /** A path as people write it: from their home directory, from the study, or absolute. */
  private static Path below(Path study, String text, Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "~");
    String path = text.startsWith("~/") ? home + text.substring(1) : text;
    return study.resolve(path).toAbsolutePath().normalize();
  }

  private static MjlabInstallation inFolder(Path venv) {
    return new MjlabInstallation(new PythonInstallation(venv.resolve("bin").resolve("python")));
  }

  Generation generation() {
    return Generation.of(python.versions(List.of("mjlab")).getOrDefault("mjlab", "unknown"));
  }

  /** What is missing or does not fit; empty if it can be used. */
  List<String> problems() {
    if (!python.exists()) {
      return List.of(
          "there is no Python interpreter with mjlab at '"
              + python.interpreter()
              + "': run scripts/setup-mjlab, or set simulator.python in study.yaml");
    }
    List<String> missing = python.missing(DISTRIBUTIONS);
    return missing.isEmpty()
        ? List.of()
        : List.of(
            "'"
                + python.interpreter()
                + "' lacks "
                + String.join(", ", missing)
                + ": run scripts/setup-mjlab, or set simulator.python in study.yaml to the Python"
                + " of your mjlab");
  }

  Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    python.pythonVersion().ifPresent(version -> versions.put("python", version));
    List<String> all = new ArrayList<>(DISTRIBUTIONS);
    all.addAll(NOTED);
    versions.putAll(python.versions(all));
    return versions;
  }

  /**
   * The ids of the tasks that mjlab itself registers, for training; empty if its sources are not at
   * hand, as with a checkout that is installed editable.
   */
  SortedSet<String> tasks() {
    SortedSet<String> ids = new TreeSet<>();
    for (Path packages : python.packageFolders()) {
      Path tasks = packages.resolve("mjlab").resolve("tasks");
      if (!Files.isDirectory(tasks)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(tasks, DEEPEST)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          if (String.valueOf(file.getFileName()).equals("__init__.py")) {
            Matcher id = TASK_ID.matcher(Files.readString(file, StandardCharsets.UTF_8));
            while (id.find()) {
              ids.add(id.group(1));
            }
          }
        }
      } catch (IOException unreadable) {
        return new TreeSet<>();
      }
    }
    // Before 1.0 each task had a twin for watching a policy.
    ids.removeIf(id -> id.endsWith("-Play"));
    return ids;
  }

  /** True if other packages bring tasks of their own, whose ids cannot be told without running. */
  boolean hasForeignTasks() {
    return python.packageFolders().stream().anyMatch(MjlabInstallation::registersTasks);
  }

  private static boolean registersTasks(Path packages) {
    try (Stream<Path> infos = Files.list(packages)) {
      for (Path info : (Iterable<Path>) infos::iterator) {
        Path entryPoints = info.resolve("entry_points.txt");
        if (info.toString().endsWith(".dist-info")
            && Files.isRegularFile(entryPoints)
            && Files.readString(entryPoints, StandardCharsets.UTF_8).contains("[mjlab.tasks]")) {
          return true;
        }
      }
    } catch (IOException unreadable) {
      return true;
    }
    return false;
  }
}
