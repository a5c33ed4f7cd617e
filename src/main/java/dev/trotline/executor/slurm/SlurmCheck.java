package dev.trotline.executor.slurm;

import dev.trotline.study.SlurmSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether Slurm can be used from here.
 *
 * @param usable true if the controller answers and has the partition that is asked for
 * @param found what there is, one clause each
 * @param remedy what to do, or empty
 */
public record SlurmCheck(boolean usable, List<String> found, String remedy) {

  public SlurmCheck {
    found = List.copyOf(found);
  }

  /**
   * Asks the cluster.
   *
   * @param environment Trotline's environment
   * @param settings what the study asks for, or null to look only
   */
  public static SlurmCheck of(Map<String, String> environment, @Nullable SlurmSettings settings) {
    SlurmCommands commands = new SlurmCommands(environment);
    Optional<String> silence = commands.silence();
    if (silence.isPresent()) {
      return new SlurmCheck(
          false,
          List.of("Slurm does not answer: " + silence.get()),
          "use a machine with Slurm's commands and its configuration (SLURM_CONF)");
    }
    List<String> found = new ArrayList<>(List.of("the controller answers"));
    TreeSet<String> partitions = new TreeSet<>();
    commands
        .partitions()
        .ifPresent(
            text -> text.lines().map(line -> line.split("\\s+")[0]).forEach(partitions::add));
    found.add("partitions " + String.join(", ", partitions));
    found.add(
        commands
            .accountingTrouble()
            .map(why -> "no accounting (" + why + "), which is not needed")
            .orElse("accounting answers"));
    String wanted = settings == null ? null : settings.partition();
    for (String name : wanted == null ? new String[0] : wanted.split(",")) {
      if (!partitions.contains(name) && !partitions.contains(name + "*")) {
        found.add("there is no partition '" + name + "'");
        return new SlurmCheck(false, found, "correct executor.slurm.partition in study.yaml");
      }
    }
    return new SlurmCheck(true, found, "");
  }

  /** True if Slurm's commands are there at all; starts nothing. */
  public static boolean isInstalled(Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "");
    for (String folder : path.split(":")) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, "sbatch"))) {
        return true;
      }
    }
    return false;
  }
}
