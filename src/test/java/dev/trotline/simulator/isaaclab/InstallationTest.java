package dev.trotline.simulator.isaaclab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.metrics.LogMeaning.Terminations;
import dev.trotline.metrics.LogMeaning.Velocity;
import dev.trotline.simulator.isaaclab.SourceTree.ResumeStyle;
import dev.trotline.study.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InstallationTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(StandIn.class)
  void everyGenerationIsToldByItsFiles(StandIn standIn) {
    Path root = standIn.build(folder);
    Installation found = find(root.toString(), StandIn.python(root).toString(), Map.of());

    assertThat(found.problems()).isEmpty();
    SourceTree tree = found.tree();
    assertThat(tree).isNotNull();
    assertThat(tree.generation())
        .isEqualTo(
            switch (standIn) {
              case V2_0_2 -> Generation.V2_0;
              case V2_1_0, V2_3_2, V2_3_2_NEWER_RSL_RL -> Generation.V2_1;
              case V3_BETA1 -> Generation.V3_BETA1;
              case V3_BETA2, DEVELOP -> Generation.UNIFIED;
              case ENTRYPOINTS -> Generation.ENTRYPOINTS;
            });
    assertThat(tree.options().resume())
        .isEqualTo(
            switch (standIn) {
              case V2_0_2 -> ResumeStyle.VALUE;
              case ENTRYPOINTS -> ResumeStyle.CHECKPOINT;
              default -> ResumeStyle.FLAG;
            });
    assertThat(tree.options().agent()).isEqualTo(standIn.compareTo(StandIn.V2_3_2) >= 0);
    assertThat(tree.meaning().velocity())
        .isEqualTo(standIn.compareTo(StandIn.V3_BETA1) <= 0 ? Velocity.ACCUMULATED : Velocity.MEAN);
    assertThat(tree.meaning().terminations())
        .isEqualTo(
            standIn.compareTo(StandIn.V2_1_0) <= 0 ? Terminations.COUNTS : Terminations.SHARES);
    assertThat(tree.task("Isaac-Velocity-Flat-Anymal-D-v0")).isEqualTo(standIn.task());
    assertThat(tree.task("Isaac-Velocity-Flat-AnymalD")).isEqualTo(standIn.task());
    assertThat(found.versions())
        .containsEntry("isaaclab", standIn.version())
        .containsEntry("rsl-rl-lib", standIn.rslRl())
        .containsEntry("gymnasium", "1.2.1")
        .containsEntry("torch", "2.7.0+cu128")
        .containsEntry("python", "3.11.7")
        .containsKeys("generation", "isaaclab-extension");
  }

  @Test
  void theTreeIsTakenFromTheEnvironmentAndHomeAndStudyAreFolders() {
    Path root = StandIn.V2_3_2.build(folder);
    String python = StandIn.python(root).toString();
    String leaf = root.getFileName().toString();

    for (String variable : List.of("ISAACLAB_PATH", "ISAACLAB_ROOT")) {
      assertThat(find(null, python, Map.of(variable, root.toString())).tree()).isNotNull();
    }
    assertThat(find("~/" + leaf, python, Map.of("HOME", folder.toString())).tree()).isNotNull();
    assertThat(find("../" + leaf, python, Map.of()).tree()).isNotNull();
    Installation both = find(root.toString(), python, Map.of("ISAACLAB_PATH", "/nowhere"));
    assertThat(both.tree()).isNotNull();
  }

  @Test
  void thePythonIsTheOneIsaaclabShWouldTake() throws IOException {
    Path root = StandIn.V2_3_2.build(folder);
    Path newer = StandIn.V3_BETA1.build(folder);
    Path conda = program("conda/bin/python");
    Path venv = program("venv/bin/python");
    Map<String, String> both =
        Map.of(
            "CONDA_PREFIX", folder.resolve("conda").toString(),
            "VIRTUAL_ENV", folder.resolve("venv").toString());

    assertThat(find(root.toString(), null, both).python().program()).isEqualTo(conda);
    assertThat(find(newer.toString(), null, both).python().program()).isEqualTo(venv);

    Path local = program(newer.getFileName() + "/env_isaaclab/bin/python");
    assertThat(find(newer.toString(), null, Map.of()).python().program()).isEqualTo(local);

    Path wrapper = program(root.getFileName() + "/_isaac_sim/python.sh");
    Path site =
        root.resolve(
            "_isaac_sim/kit/python/lib/python3.11/site-packages/rsl_rl_lib-3.1.2.dist-info");
    Files.createDirectories(site);
    Files.writeString(root.resolve("_isaac_sim/VERSION"), "5.1.0-rc.19\n");
    Installation binary = find(root.toString(), null, Map.of());
    assertThat(binary.python().program()).isEqualTo(wrapper);
    assertThat(binary.problems()).isEmpty();
    assertThat(binary.versions())
        .containsEntry("isaacsim", "5.1.0-rc.19")
        .containsEntry("rsl-rl-lib", "3.1.2")
        .containsEntry("python", "3.11");
  }

  @Test
  void anotherPythonBesideABinaryIsaacSimGetsItsPaths() throws IOException {
    Path root = StandIn.V3_BETA2.build(folder);
    Path setup = root.resolve("_isaac_sim/setup_conda_env.sh");
    StandIn.write(root, "_isaac_sim/setup_conda_env.sh", "export EXP_PATH=here\n");
    String python = StandIn.python(root).toString();

    assertThat(find(root.toString(), python, Map.of()).python().setup()).isEqualTo(setup);
    assertThat(find(root.toString(), python, Map.of("EXP_PATH", "/sim")).python().setup()).isNull();
  }

  @Test
  void eachThingThatIsMissingIsOneSentenceWithWhatToDo() throws IOException {
    assertThat(find(null, null, Map.of("PATH", "/nowhere")).problems())
        .hasSize(2)
        .first()
        .asString()
        .contains("simulator.root", "ISAACLAB_PATH");
    assertThat(find("/nowhere/lab", null, Map.of()).problems().get(0))
        .contains("there is no folder '/nowhere/lab'");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThat(find(empty.toString(), null, Map.of()).problems().get(0))
        .contains("no source tree", "git clone");

    Path root = StandIn.V2_3_2.build(folder);
    String python = StandIn.python(root).toString();
    assertThat(find(root.toString(), "/nowhere/python", Map.of()).problems())
        .singleElement()
        .asString()
        .contains("no Python interpreter at '/nowhere/python'", "simulator.python");
    String wrapper = root.resolve("isaaclab.sh").toString();
    assertThat(find(root.toString(), wrapper, Map.of()).problems())
        .singleElement()
        .asString()
        .contains("hides exit codes", "the interpreter itself");
    Path bare = program("bare/bin/python");
    assertThat(find(root.toString(), bare.toString(), Map.of()).problems())
        .singleElement()
        .asString()
        .contains("has no rsl-rl-lib", "pip install 'rsl-rl-lib>=3.0.1'");

    Path old = folder.resolve("old/lib/python3.10/site-packages/rsl_rl_lib-2.3.3.dist-info");
    Files.createDirectories(old);
    Path oldPython = program("old/bin/python");
    assertThat(find(root.toString(), oldPython.toString(), Map.of()).problems())
        .singleElement()
        .asString()
        .contains("rsl-rl-lib 2.3.3 is too old for Isaac Lab 2.3.2", "3.0.1");
    Path earlier = StandIn.V2_1_0.build(folder);
    assertThat(find(earlier.toString(), oldPython.toString(), Map.of()).problems()).isEmpty();
    assertThat(find(root.toString(), python, Map.of()).problems()).isEmpty();
  }

  @Test
  void packagesThatPipPutIntoTheHomeDirectoryAreSeenOutsideVirtualEnvironments()
      throws IOException {
    Path root = StandIn.V2_3_2.build(folder);
    Path info =
        folder.resolve("home/.local/lib/python3.11/site-packages/rsl_rl_lib-3.1.2.dist-info");
    Files.createDirectories(info);
    String plain = program("plain/bin/python").toString();
    String virtual = program("virtual/bin/python").toString();
    Files.writeString(folder.resolve("virtual/pyvenv.cfg"), "version = 3.11.7\n");
    Map<String, String> home = Map.of("HOME", folder.resolve("home").toString());

    assertThat(find(root.toString(), plain, home).problems()).isEmpty();
    assertThat(find(root.toString(), plain, home).versions()).containsEntry("rsl-rl-lib", "3.1.2");
    assertThat(find(root.toString(), virtual, home).problems()).hasSize(1);
  }

  @Test
  void theWheelWithoutScriptsIsNamed() throws IOException {
    Path site = Files.createDirectories(folder.resolve("w/lib/python3.11/site-packages"));
    Files.createDirectories(site.resolve("isaaclab-2.3.2.dist-info"));
    Path python = program("w/bin/python");

    assertThat(find(null, python.toString(), Map.of()).problems().get(0))
        .contains("the package isaaclab 2.3.2", "without the training scripts");
  }

  private Path program(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private Installation find(
      @Nullable String root, @Nullable String python, Map<String, String> environment) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    SimulatorSettings settings =
        new SimulatorSettings(
            "isaaclab",
            "Isaac-Velocity-Flat-Anymal-D-v0",
            root,
            python,
            null,
            List.of(),
            null,
            List.of(),
            null,
            null,
            List.of(),
            Map.of());
    return Installation.find(settings, all, folder.resolve("study"));
  }
}
