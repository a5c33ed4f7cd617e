package dev.trotline.simulator.mujoco;

import dev.trotline.simulator.rslrl.PythonInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The embedded judge's own code: what of the package can move a score. That is the judge itself,
 * and the physics, managers and terms the robots are simulated with. What only trains, writes logs
 * or composes configurations is left out: a checkpoint and the run's {@code params} carry all of it
 * that the judge reads. The libraries below (MuJoCo, torch, numpy) are not among them; their
 * versions are in every run's manifest.
 */
final class JudgeFiles {

  private static final List<String> FOLDERS = List.of("judge", "managers", "mdp");

  private static final List<String> MODULES =
      List.of(
          "env.py",
          "evaluate.py",
          "fake.py",
          "fake_outcome.py",
          "model.py",
          "physics.py",
          "terrain.py",
          "yaml_dump.py");

  private JudgeFiles() {}

  /** All of them, of the package the interpreter would load; empty if it cannot be found. */
  static List<Path> of(PythonInstallation python, String pythonPath, String module) {
    return python.packageFolder(module, pythonPath).map(JudgeFiles::in).orElseGet(List::of);
  }

  /** All of them below the package's folder. */
  static List<Path> in(Path folder) {
    List<Path> files = new ArrayList<>();
    MODULES.stream().map(folder::resolve).filter(Files::isRegularFile).forEach(files::add);
    for (String name : FOLDERS) {
      try (Stream<Path> found = Files.walk(folder.resolve(name))) {
        found.filter(file -> file.toString().endsWith(".py")).forEach(files::add);
      } catch (IOException | java.io.UncheckedIOException unreadable) {
        return List.of();
      }
    }
    files.sort(null);
    return files;
  }
}
