package dev.trotline.simulator.mujoco;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.simulator.rslrl.PythonInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeFilesTest {
  private static final Path PACKAGE = Path.of("scripts/mujoco/trotline_mujoco").toAbsolutePath();

  /** What the judge imports but no score depends on: how a training is started, told and logged. */
  private static final Set<String> BESIDE =
      Set.of("cli.py", "console.py", "event_writer.py", "faults.py", "train_run.py");

  private static final Pattern IMPORT =
      Pattern.compile("(?m)^\\s*from trotline_mujoco(\\.[\\w.]+)? import (\\(?[\\w, ]+)");

  @TempDir Path folder;

  @Test
  void namesEveryModuleThatTheJudgeImports() throws IOException {
    Set<Path> named = Set.copyOf(JudgeFiles.in(PACKAGE));
    Deque<Path> open = new ArrayDeque<>(named);
    Set<Path> reached = new TreeSet<>();
    while (!open.isEmpty()) {
      Path file = open.pop();
      if (reached.add(file) && !BESIDE.contains(PACKAGE.relativize(file).toString())) {
        open.addAll(imports(file));
      }
    }
    reached.removeIf(file -> BESIDE.contains(PACKAGE.relativize(file).toString()));

    assertThat(named).contains(PACKAGE.resolve("judge/gait.py"), PACKAGE.resolve("mdp/events.py"));
    // Importing a package runs its __init__, which is empty of code at the top.
    reached.remove(PACKAGE.resolve("__init__.py"));
    assertThat(reached).isEqualTo(new TreeSet<>(named));
  }

  private static List<Path> imports(Path file) throws IOException {
    Deque<Path> found = new ArrayDeque<>();
    Matcher matcher = IMPORT.matcher(Files.readString(file));
    while (matcher.find()) {
      String module = matcher.group(1) == null ? "" : matcher.group(1).substring(1);
      Path place = module.isEmpty() ? PACKAGE : PACKAGE.resolve(module.replace('.', '/'));
      add(found, place);
      for (String name : matcher.group(2).replace("(", "").split(",")) {
        add(found, place.resolve(name.strip().split(" ")[0]));
      }
    }
    return List.copyOf(found);
  }

  private static void add(Deque<Path> found, Path module) {
    Path file = module.resolveSibling(module.getFileName() + ".py");
    if (Files.isRegularFile(file)) {
      found.add(file);
    } else if (Files.isRegularFile(module.resolve("__init__.py"))) {
      found.add(module.resolve("__init__.py"));
    }
  }

  @Test
  void findsThePackageWhereTheInterpreterWould() throws IOException {
    Path site = Files.createDirectories(folder.resolve("venv/lib/python3.11/site-packages"));
    PythonInstallation python = new PythonInstallation(folder.resolve("venv/bin/python"));
    assertThat(JudgeFiles.of(python, "", "trotline_mujoco")).isEmpty();

    Path installed = pack(site);
    assertThat(JudgeFiles.of(python, "", "trotline_mujoco")).allMatch(f -> f.startsWith(installed));

    Path source = folder.resolve("source");
    Path editable = pack(source);
    Path info = Files.createDirectories(site.resolve("trotline_mujoco-0.1.0.dist-info"));
    Files.writeString(
        info.resolve("direct_url.json"),
        "{\"dir_info\": {\"editable\": true}, \"url\": \"file://" + source + "\"}");
    assertThat(JudgeFiles.of(python, "", "trotline_mujoco"))
        .hasSize(4)
        .allMatch(f -> f.startsWith(editable));

    Path first = folder.resolve("first");
    Path ahead = pack(first);
    assertThat(JudgeFiles.of(python, first.toString(), "trotline_mujoco"))
        .allMatch(f -> f.startsWith(ahead));
  }

  private static Path pack(Path parent) throws IOException {
    Path made = parent.resolve("trotline_mujoco");
    for (String name : List.of("judge", "managers", "mdp")) {
      Files.createDirectories(made.resolve(name));
      Files.writeString(made.resolve(name).resolve("a.py"), "");
    }
    Files.writeString(made.resolve("env.py"), "");
    Files.writeString(made.resolve("train.py"), "");
    return made;
  }
}
