package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Python that ignores what it is asked: only KILL ends its trainings. */
final class StubbornPython {

  private StubbornPython() {}

  /** From now on a study trains with it; its programs get so long to end. */
  static void into(Path study, int graceSeconds) throws IOException {
    Path venv = Files.createDirectories(study.resolveSibling("venv"));
    Path home = Cli.home().resolve(".venv").toRealPath();
    Path python = Files.createDirectories(venv.resolve("bin")).resolve("python");
    Files.createSymbolicLink(venv.resolve("lib"), home.resolve("lib"));
    Files.writeString(
        python, "#!/bin/sh\ntrap '' INT TERM\nexec " + home.resolve("bin/python") + " \"$@\"\n");
    assertThat(python.toFile().setExecutable(true)).isTrue();
    Path file = study.resolve("study.yaml");
    String text = Files.readString(file);
    assertThat(text).contains("  kind: mujoco").containsPattern("kill_grace: [^,}]+");
    Files.writeString(
        file,
        text.replace("  kind: mujoco", "  python: " + python + "\n  kind: mujoco")
            .replaceAll("kill_grace: [^,}]+", "kill_grace: " + graceSeconds + " s"));
  }
}
