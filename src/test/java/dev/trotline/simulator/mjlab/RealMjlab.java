package dev.trotline.simulator.mjlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.study.Edit;
import dev.trotline.study.SimulatorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The mjlab that scripts/setup-mjlab installs. */
final class RealMjlab {

  static final String FLAT = "Mjlab-Velocity-Flat-Unitree-Go1";
  static final Path HOME = Path.of("").toAbsolutePath();

  private RealMjlab() {}

  /** Its interpreter; the test is skipped, with a message, where it is not installed. */
  static Path python() {
    SimulatorSettings settings =
        new SimulatorSettings("mjlab", FLAT, null, null, null, List.of(), Map.of());
    MjlabInstallation found = MjlabInstallation.find(settings, HOME, HOME, System.getenv());
    Assumptions.assumeTrue(
        found.problems().isEmpty(),
        () -> "mjlab is not trained for real: " + String.join("; ", found.problems()));
    assertThat(Files.isExecutable(found.python().interpreter())).isTrue();
    return found.python().interpreter();
  }

  /** A simulator on it that knows the unedited task from what comes with Trotline. */
  static MjlabSimulator simulator(String task, Path study, String reference, List<Edit> base) {
    return new MjlabSimulator(
        new SimulatorSettings(
            "mjlab",
            task,
            null,
            python().toString(),
            null,
            List.of(),
            reference,
            List.of(),
            null,
            null,
            base,
            Map.of()),
        HOME,
        study,
        System.getenv());
  }
}
