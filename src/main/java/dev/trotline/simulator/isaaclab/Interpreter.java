package dev.trotline.simulator.isaaclab;

import dev.trotline.simulator.rslrl.PythonInstallation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Python that trains: the program itself, never {@code isaaclab.sh}, which in 3.0 beta 1 hides
 * the exit code and in all versions leaves the training behind when it is killed (surface §7.1).
 *
 * @param program what is called; for Isaac Sim's own Python its wrapper {@code python.sh}, which
 *     sets the paths Kit needs
 * @param packages where its packages lie
 * @param chosen why this one, such as {@code CONDA_PREFIX}
 * @param user where pip puts packages for one user, when it may not write beside the interpreter;
 *     null where that place is not looked at, as in a virtual environment
 * @param setup Isaac Sim's script to be sourced first, or null where nothing is missing
 */
record Interpreter(
    Path program,
    PythonInstallation packages,
    String chosen,
    @Nullable PythonInstallation user,
    @Nullable Path setup) {

  private static final String KIT = "_isaac_sim";

  /**
   * The interpreter of study.yaml, else the one {@code isaaclab.sh} of that generation would take.
   *
   * @param asked simulator.python, or null
   * @param root the installation, or null
   * @param generation its generation, or null
   */
  static Interpreter find(
      @Nullable String asked,
      @Nullable Path root,
      @Nullable Generation generation,
      Path studyRoot,
      Map<String, String> environment) {
    List<Interpreter> candidates = new ArrayList<>();
    if (asked != null) {
      Path program =
          PythonInstallation.find(Paths.home(asked, environment), studyRoot, environment)
              .interpreter();
      candidates.add(of(program, "simulator.python", root, environment));
    } else {
      boolean condaFirst = generation == null || generation.condaFirst();
      List<String> variables =
          condaFirst
              ? List.of("CONDA_PREFIX", "VIRTUAL_ENV")
              : List.of("VIRTUAL_ENV", "CONDA_PREFIX");
      for (String variable : variables) {
        String prefix = environment.getOrDefault(variable, "");
        if (!prefix.isBlank()) {
          candidates.add(of(Path.of(prefix, "bin", "python"), variable, root, environment));
        }
      }
      if (root != null) {
        for (String venv : condaFirst ? List.<String>of() : List.of("env_isaaclab", ".venv")) {
          Path program = root.resolve(venv).resolve("bin").resolve("python");
          candidates.add(of(program, venv, root, environment));
        }
        candidates.add(of(root.resolve(KIT).resolve("python.sh"), KIT, root, environment));
      }
      for (String name : List.of("python3", "python")) {
        Path program = PythonInstallation.find(name, studyRoot, environment).interpreter();
        candidates.add(of(program, "PATH", root, environment));
      }
    }
    return candidates.stream().filter(Interpreter::exists).findFirst().orElse(candidates.get(0));
  }

  private static Interpreter of(
      Path program, String chosen, @Nullable Path root, Map<String, String> environment) {
    Path sim = program.getParent();
    if (sim != null && String.valueOf(program.getFileName()).equals("python.sh")) {
      Path own = sim.resolve("kit").resolve("python").resolve("bin").resolve("python3");
      return new Interpreter(
          program, new PythonInstallation(own), chosen, userSite(own, environment), null);
    }
    return new Interpreter(
        program,
        new PythonInstallation(program),
        chosen,
        userSite(program, environment),
        setup(root, environment));
  }

  /**
   * Beside a binary Isaac Sim, another Python needs Isaac Sim's paths; {@code isaaclab.sh} or
   * conda's activation sets them. Nothing is to be done where somebody has.
   */
  private static @Nullable Path setup(@Nullable Path root, Map<String, String> environment) {
    Path script = root == null ? null : root.resolve(KIT).resolve("setup_conda_env.sh");
    boolean done = !environment.getOrDefault("EXP_PATH", "").isBlank();
    return script != null && !done && Files.isRegularFile(script) ? script : null;
  }

  private static @Nullable PythonInstallation userSite(
      Path program, Map<String, String> environment) {
    Path bin = program.getParent();
    Path prefix = bin == null ? null : bin.getParent();
    boolean virtual = prefix != null && Files.isRegularFile(prefix.resolve("pyvenv.cfg"));
    String home = environment.getOrDefault("HOME", "");
    return virtual || home.isBlank()
        ? null
        : new PythonInstallation(Path.of(home, ".local", "bin", "python3"));
  }

  /** Versions of those of the distributions that this interpreter finds. */
  Map<String, String> versions(List<String> distributions) {
    Map<String, String> found = new TreeMap<>();
    if (user != null) {
      found.putAll(user.versions(distributions));
    }
    found.putAll(packages.versions(distributions));
    return found;
  }

  /** True for {@code isaaclab.sh}. */
  boolean isWrapper() {
    return String.valueOf(program.getFileName()).equals("isaaclab.sh");
  }

  boolean exists() {
    return Files.isRegularFile(program) && Files.isExecutable(program);
  }

  /** What activating its environment would set. */
  Map<String, String> activation() {
    Path bin = program.getParent();
    Path prefix = bin == null ? null : bin.getParent();
    if (prefix == null) {
      return Map.of();
    }
    if (Files.isRegularFile(prefix.resolve("pyvenv.cfg"))) {
      return Map.of("VIRTUAL_ENV", prefix.toString());
    }
    return Files.isDirectory(prefix.resolve("conda-meta"))
        ? Map.of("CONDA_PREFIX", prefix.toString())
        : Map.of();
  }
}
