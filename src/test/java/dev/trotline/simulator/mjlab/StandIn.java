package dev.trotline.simulator.mjlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Environments with nothing in them but the names that installed packages have. */
final class StandIn {

  private StandIn() {}

  /** Where its packages lie. */
  static Path site(Path venv) {
    return venv.resolve("lib/python3.11/site-packages");
  }

  /** Makes one with this version of mjlab. */
  static Path venv(Path made, String mjlab) throws IOException {
    Path bin = Files.createDirectories(made.resolve("bin"));
    assertThat(Files.createFile(bin.resolve("python")).toFile().setExecutable(true)).isTrue();
    Path tasks = Files.createDirectories(site(made).resolve("mjlab/tasks/velocity/config/go1"));
    Files.writeString(
        tasks.resolve("__init__.py"),
        "register(id=\"" + RealMjlab.FLAT + "\")\nregister(id=\"" + RealMjlab.FLAT + "-Play\")\n");
    for (String info : List.of("rsl_rl_lib", "mujoco", "mujoco_warp", "warp_lang")) {
      Files.createDirectory(site(made).resolve(info + "-1.0.dist-info"));
    }
    Files.createDirectory(site(made).resolve("torch-2.13.0.dist-info"));
    Files.createDirectory(site(made).resolve("mjlab-" + mjlab + ".dist-info"));
    return made;
  }
}
