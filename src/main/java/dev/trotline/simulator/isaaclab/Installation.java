package dev.trotline.simulator.isaaclab;

import dev.trotline.study.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Isaac Lab on this machine, found by looking at files: to start its Python takes seconds, to start
 * Kit minutes.
 *
 * @param root the folder it should be in, or null if nothing names one
 * @param tree what is there, or null
 * @param python the interpreter that trains
 */
record Installation(@Nullable Path root, @Nullable SourceTree tree, Interpreter python) {

  private static final List<String> ROOTS = List.of("ISAACLAB_PATH", "ISAACLAB_ROOT");
  private static final String RSL_RL = "rsl-rl-lib";

  /** Its name while it was installed from its repository. */
  private static final String RSL_RL_BEFORE = "rsl-rl";

  private static final String CLONE = "git clone https://github.com/isaac-sim/IsaacLab";

  /**
   * Finds it.
   *
   * @param settings what study.yaml says
   * @param environment Trotline's environment variables
   * @param study the study's folder
   */
  static Installation find(
      SimulatorSettings settings, Map<String, String> environment, Path study) {
    Path root = null;
    if (settings.root() != null) {
      root = Paths.of(settings.root(), study, environment);
    } else {
      for (String variable : ROOTS) {
        String value = environment.getOrDefault(variable, "");
        if (root == null && !value.isBlank()) {
          root = Paths.of(value, study, environment);
        }
      }
    }
    SourceTree tree = root == null ? null : SourceTree.read(root).orElse(null);
    Generation generation = tree == null ? null : tree.generation();
    return new Installation(
        root, tree, Interpreter.find(settings.python(), root, generation, study, environment));
  }

  /** What keeps it from training, one sentence with its remedy each. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (root == null) {
      problems.add(
          "nothing says where Isaac Lab is"
              + pip()
              + ": set simulator.root in study.yaml, or ISAACLAB_PATH, to its source tree");
    } else if (!Files.isDirectory(root)) {
      problems.add(
          "there is no folder '" + root + "': set simulator.root in study.yaml to Isaac Lab's own");
    } else if (tree == null) {
      problems.add(
          "'"
              + root
              + "' has no scripts/reinforcement_learning/…/train.py, so it is no source tree of"
              + " Isaac Lab 2 or 3"
              + pip()
              + "; '"
              + CLONE
              + "' at the tag of the installed version and set simulator.root to it");
    }
    if (python.isWrapper()) {
      problems.add(
          "'"
              + python.program()
              + "' is Isaac Lab's wrapper, which hides exit codes and leaves the training behind"
              + " when it is killed: set simulator.python in study.yaml to the interpreter itself");
    } else if (!python.exists()) {
      problems.add(
          "there is no Python interpreter at '"
              + python.program()
              + "' ("
              + python.chosen()
              + "): activate Isaac Lab's environment, or set simulator.python in study.yaml");
    } else if (tree != null) {
      rslRl(tree).ifPresent(problems::add);
    }
    return problems;
  }

  /** The wheel of Isaac Lab comes without the scripts that train. */
  private String pip() {
    String version = python.versions(List.of("isaaclab")).get("isaaclab");
    return version == null || version.equals("unknown")
        ? ""
        : " (the package isaaclab "
            + version
            + " beside '"
            + python.program()
            + "' comes without the training scripts)";
  }

  private Optional<String> rslRl(SourceTree lab) {
    String found = rslRlVersion();
    String wanted = lab.options().rslRl();
    String install =
        "run "
            + python.program()
            + " -m pip install "
            + (wanted == null ? RSL_RL : "'" + RSL_RL + ">=" + wanted + "'");
    if (found == null) {
      return Optional.of(
          "'"
              + python.program()
              + "' ("
              + python.chosen()
              + ") has no rsl-rl-lib: "
              + install
              + ", or set simulator.python in study.yaml to the interpreter that has it");
    }
    Optional<Version> version = Version.parse(found);
    Optional<Version> least = wanted == null ? Optional.empty() : Version.parse(wanted);
    if (version.isPresent() && least.isPresent() && version.get().compareTo(least.get()) < 0) {
      return Optional.of(
          "rsl-rl-lib "
              + found
              + " is too old for Isaac Lab "
              + lab.version()
              + ", whose train.py wants "
              + wanted
              + ": "
              + install);
    }
    return Optional.empty();
  }

  private @Nullable String rslRlVersion() {
    Map<String, String> found = python.versions(List.of(RSL_RL, RSL_RL_BEFORE));
    return found.getOrDefault(RSL_RL, found.get(RSL_RL_BEFORE));
  }

  /** Versions of all that a run's outcome depends on. */
  Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    if (tree != null) {
      versions.put("isaaclab", tree.version().isEmpty() ? "unknown" : tree.version());
      if (!tree.extension().isEmpty()) {
        versions.put("isaaclab-extension", tree.extension());
      }
      versions.put("generation", tree.generation().label());
    }
    Map<String, String> packages = python.versions(List.of("isaacsim", "torch", "gymnasium"));
    versions.putAll(packages);
    isaacSim().ifPresent(version -> versions.putIfAbsent("isaacsim", version));
    String rslRl = rslRlVersion();
    if (rslRl != null) {
      versions.put(RSL_RL, rslRl);
    }
    pythonVersion().ifPresent(version -> versions.put("python", version));
    return versions;
  }

  private Optional<String> isaacSim() {
    return root == null ? Optional.empty() : line(root.resolve("_isaac_sim").resolve("VERSION"));
  }

  private Optional<String> pythonVersion() {
    return python.packages().pythonVersion();
  }

  private static Optional<String> line(Path file) {
    try {
      return Files.readString(file).lines().findFirst().map(String::strip);
    } catch (IOException absent) {
      return Optional.empty();
    }
  }
}
