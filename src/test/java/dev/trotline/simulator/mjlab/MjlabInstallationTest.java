package dev.trotline.simulator.mjlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.simulator.rslrl.PythonInstallation;
import dev.trotline.study.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MjlabInstallationTest {

  @TempDir Path folder;
  private Path venv;
  private Path study;

  @BeforeEach
  void install() throws IOException {
    venv = StandIn.venv(folder.resolve("venv"), "1.6.0");
    study = Files.createDirectory(folder.resolve("study"));
  }

  @Test
  void findsTheEnvironmentThatHasMjlab() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other/bin")).getParent();
    assertThat(python(Map.of("VIRTUAL_ENV", venv.toString()))).isEqualTo(venv);
    assertThat(python(Map.of("VIRTUAL_ENV", other.toString(), "CONDA_PREFIX", venv.toString())))
        .isEqualTo(venv);
    assertThat(
            python(Map.of("VIRTUAL_ENV", other.toString(), "TROTLINE_MJLAB_VENV", venv.toString())))
        .isEqualTo(venv);
    assertThat(python(Map.of())).isEqualTo(RealMjlab.HOME.resolve(".venv-mjlab"));
  }

  @Test
  void takesTheCheckoutOrTheInterpreterThatTheStudyNames() throws IOException {
    Path checkout = StandIn.venv(folder.resolve("checkout/.venv"), "1.6.0");
    Map<String, String> active = Map.of("VIRTUAL_ENV", venv.toString(), "HOME", folder.toString());
    assertThat(interpreter("~/checkout", null, active)).isEqualTo(checkout.resolve("bin/python"));
    assertThat(interpreter("../checkout", null, active)).isEqualTo(checkout.resolve("bin/python"));
    assertThat(interpreter(null, "~/checkout/.venv/bin/python", active))
        .isEqualTo(checkout.resolve("bin/python"));
  }

  @Test
  void readsPackagesThatAPthFileNames() throws IOException {
    Path base = Files.createDirectories(folder.resolve("base/site-packages"));
    Path torch = StandIn.site(venv).resolve("torch-2.13.0.dist-info");
    Files.delete(torch);
    assertThat(installation().problems()).singleElement().asString().contains("lacks torch");
    Files.createDirectory(base.resolve("torch-2.13.0+cpu.dist-info"));
    Files.writeString(StandIn.site(venv).resolve("trotline-base.pth"), base + "\n");

    assertThat(installation().problems()).isEmpty();
    assertThat(installation().versions())
        .containsEntry("torch", "2.13.0+cpu")
        .containsEntry("mjlab", "1.6.0")
        .containsEntry("rsl-rl-lib", "1.0");
  }

  private MjlabInstallation installation() {
    return new MjlabInstallation(new PythonInstallation(venv.resolve("bin/python")));
  }

  private Path interpreter(String root, String python, Map<String, String> environment) {
    SimulatorSettings settings =
        new SimulatorSettings(
            "mjlab",
            RealMjlab.FLAT,
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
    return MjlabInstallation.find(settings, RealMjlab.HOME, study, environment)
        .python()
        .interpreter();
  }

  private Path python(Map<String, String> environment) {
    SimulatorSettings none =
        new SimulatorSettings("mjlab", RealMjlab.FLAT, null, null, null, List.of(), Map.of());
    Path interpreter =
        MjlabInstallation.find(none, RealMjlab.HOME, study, environment).python().interpreter();
    return interpreter.getParent().getParent();
  }
}
