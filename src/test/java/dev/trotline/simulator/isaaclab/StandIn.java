package dev.trotline.simulator.isaaclab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A directory tree that looks like an installation of one generation of Isaac Lab, around the
 * pretended trainer of {@code src/test/python/isaaclab_standin}. Its files hold our own words and
 * the marks by which generations are told apart, nothing of Isaac Lab's.
 */
public enum StandIn {
  V2_0_2("2.0.2", "2.0.2", "0.34.9", "2.1.1"),
  V2_1_0("2.1.0", "2.1.0", "0.36.21", "2.3.1"),
  V2_3_2("2.3.2", "2.3.2", "0.54.2", "3.1.2"),
  V2_3_2_NEWER_RSL_RL("2.3.2+rsl-rl-3.3", "2.3.2", "0.54.2", "3.3.0"),
  V3_BETA1("3.0b1", "3.0.0", "4.5.22", "5.0.1"),
  V3_BETA2("3.0b2", "3.0.0", "6.1.8", "5.0.1"),
  DEVELOP("develop", "3.0.0", "8.0.2", "5.4.1"),
  ENTRYPOINTS("entrypoints", "3.1.0", "9.3.0", "5.4.2");

  private static final Path PYTHON = Path.of("src/test/python/isaaclab_standin").toAbsolutePath();

  private final String key;
  private final String version;
  private final String extension;
  private final String rslRl;

  StandIn(String key, String version, String extension, String rslRl) {
    this.key = key;
    this.version = version;
    this.extension = extension;
    this.rslRl = rslRl;
  }

  /** True for generations that have one script for all libraries. */
  public boolean unified() {
    return compareTo(V3_BETA2) >= 0;
  }

  /** True for the generations since tasks were renamed. */
  public boolean renamed() {
    return compareTo(DEVELOP) >= 0;
  }

  /** The name of the flat ANYmal D task. */
  public String task() {
    return renamed() ? "Isaac-Velocity-Flat-AnymalD" : "Isaac-Velocity-Flat-Anymal-D-v0";
  }

  /** What its VERSION file says. */
  public String version() {
    return version;
  }

  /** Version of rsl-rl-lib beside its interpreter. */
  public String rslRl() {
    return rslRl;
  }

  /** Builds the tree below a folder; the interpreter is {@link #python}. */
  public Path build(Path folder) {
    Path root = folder.resolve("IsaacLab-" + name());
    write(root, "VERSION", version + "\n");
    write(
        root,
        "isaaclab.sh",
        "#!/bin/sh\n# Like the real one it gives up where the terminal is unknown.\n"
            + "[ -n \"$TERM\" ] || exit 1\nexit 0\n");
    write(
        root,
        "source/isaaclab/config/extension.toml",
        "[package]\nversion = \"" + extension + "\"\n");
    boolean counts = compareTo(V2_1_0) <= 0;
    write(
        root,
        "source/isaaclab/isaaclab/managers/termination_manager.py",
        counts ? "value = count_nonzero(dones)\n" : "value = dones.float().mean(dim=0)\n");
    write(
        root,
        "source/isaaclab/isaaclab/envs/mdp/commands/velocity_command.py",
        compareTo(V3_BETA1) <= 0 ? "error += norm / max_command_step\n" : "error = mean\n");
    String tasks =
        "source/isaaclab_tasks/isaaclab_tasks/"
            + (renamed() ? "core/velocity" : "manager_based/locomotion/velocity");
    write(
        root, tasks + "/config/anymal_d/__init__.py", "register(\n    id=\"" + task() + "\",\n)\n");
    scripts(root);
    venv(root);
    return root;
  }

  private void scripts(Path root) {
    String start =
        "import os\n\nos.environ[\"STANDIN_GENERATION\"] = \""
            + key
            + "\"\n"
            + "from standin.trainer import main\n\n";
    String checks = "RSL_RL_VERSION = \"" + required() + "\"\n" + checks();
    String options = resumeOption();
    String rl = "scripts/reinforcement_learning/";
    if (!unified()) {
      String agent = compareTo(V2_3_2) >= 0 ? "# knows \"--agent\"\n" : "";
      write(root, rl + "rsl_rl/train.py", agent + checks + start + "main(unified=False)\n");
      write(root, rl + "rsl_rl/cli_args.py", options);
      return;
    }
    write(root, rl + "train.py", start + "main(unified=True)\n");
    String backend = checks + "# the training itself\n";
    if (this == ENTRYPOINTS) {
      String code = "source/isaaclab_rl/isaaclab_rl/entrypoints/";
      write(root, code + "dispatch.py", "# chooses the library\n");
      write(root, code + "backends/train_rsl_rl.py", "# the training itself\n");
      write(root, code + "backends/cli_args_rsl_rl.py", options);
    } else {
      write(root, rl + "rsl_rl/train_rsl_rl.py", backend);
      write(root, rl + "rsl_rl/train.py", "# deprecated\n");
      write(root, rl + "rsl_rl/cli_args.py", options);
    }
  }

  private String required() {
    return unified() ? "5.0.1" : compareTo(V2_3_2) >= 0 ? "3.0.1" : "2.3.1";
  }

  private String checks() {
    return compareTo(V2_3_2) >= 0
        ? "# if version.parse(installed_version) < version.parse(RSL_RL_VERSION): stop\n"
        : "# if distributed and version.parse(installed_version) < …: stop\n";
  }

  private String resumeOption() {
    return switch (this) {
      case V2_0_2 -> "add_argument(\"--resume\", type=bool)\n";
      case ENTRYPOINTS -> "add_argument(\"--checkpoint\")\n";
      default -> "add_argument(\"--resume\", action=\"store_true\")\n";
    };
  }

  private void venv(Path root) {
    RealPython real = RealPython.KNOWN;
    Path venv = root.resolve("env");
    write(venv, "pyvenv.cfg", "home = " + real.executable.getParent() + "\nversion = 3.11.7\n");
    Path site = venv.resolve("lib/python" + real.version + "/site-packages");
    Map<String, String> packages =
        Map.of(
            "isaaclab_tasks",
            "0.11.0",
            "rsl_rl_lib",
            rslRl,
            "gymnasium",
            "1.2.1",
            "torch",
            "2.7.0+cu128");
    packages.forEach((name, v) -> write(site, name + "-" + v + ".dist-info/METADATA", "\n"));
    write(
        venv,
        "bin/python",
        "#!/bin/sh\nexport PYTHONPATH='" + PYTHON + "'\nexec '" + real.executable + "' \"$@\"\n");
    if (!venv.resolve("bin/python").toFile().setExecutable(true)) {
      throw new IllegalStateException("cannot make a program of " + venv);
    }
  }

  /** Puts a binary Isaac Sim into a tree: its own Python, called through its wrapper. */
  public Path isaacSim(Path root) {
    RealPython real = RealPython.KNOWN;
    Path sim = root.resolve("_isaac_sim");
    write(sim, "VERSION", "5.1.0-rc.19\n");
    String info = "/site-packages/rsl_rl_lib-" + rslRl + ".dist-info/METADATA";
    write(sim, "kit/python/lib/python" + real.version + info, "\n");
    // The real one stays behind as its child's parent, too, and knows one exit status only.
    write(
        sim,
        "python.sh",
        "#!/bin/sh\nexport PYTHONPATH='"
            + PYTHON
            + "'\n'"
            + real.executable
            + "' \"$@\""
            + " || { echo 'There was an error running python'; exit 1; }\n");
    if (!sim.resolve("python.sh").toFile().setExecutable(true)) {
      throw new IllegalStateException("cannot make a program of " + sim);
    }
    return sim.resolve("python.sh");
  }

  /** The interpreter of a tree that was built. */
  public static Path python(Path root) {
    return root.resolve("env/bin/python");
  }

  /** Writes a file of a tree. */
  public static void write(Path root, String file, String text) {
    Path path = root.resolve(file);
    try {
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Python that plays Isaac Lab's: Trotline's own, else the one in PATH. */
  private record RealPython(Path executable, String version) {
    static final RealPython KNOWN = find();

    private static RealPython find() {
      String ask = "import sys; print(sys.executable); print('%d.%d' % sys.version_info[:2])";
      try {
        Path own = Path.of(".venv/bin/python").toAbsolutePath();
        String python = Files.isExecutable(own) ? own.toString() : "python3";
        Process process = new ProcessBuilder(python, "-c", ask).start();
        List<String> lines =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return new RealPython(Path.of(lines.get(0)), lines.get(1));
      } catch (IOException e) {
        throw new UncheckedIOException("these tests need python3 in PATH", e);
      }
    }
  }
}
