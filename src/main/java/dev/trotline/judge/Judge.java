package dev.trotline.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.error.EnvironmentException;
import dev.trotline.process.ShortCommand;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.EvaluationRequest;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.JudgeSettings;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges checkpoints by the simulator's fixed evaluation. A judgement is kept beside the checkpoint
 * and never made twice, so a judge that was killed is simply asked again.
 */
public final class Judge {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Simulator simulator;
  private final Protocol protocol;

  /**
   * @param simulator the simulator that trained the checkpoints
   * @param settings size of the evaluation
   */
  public Judge(Simulator simulator, JudgeSettings settings) {
    this.simulator = simulator;
    this.protocol = new Protocol(settings);
  }

  /** The judgement of a checkpoint made earlier, or null. */
  public @Nullable Score known(Path runFolder, Path checkpoint) {
    Path output = protocol.output(runFolder, checkpoint);
    return Files.exists(output) ? read(output) : null;
  }

  /**
   * Judges a checkpoint; takes seconds to minutes.
   *
   * @param runFolder the run's folder
   * @param logFolder the trainer's log folder
   * @param checkpoint the checkpoint
   * @param device where to compute
   */
  public Score evaluate(Path runFolder, Path logFolder, Path checkpoint, Device device) {
    Score known = known(runFolder, checkpoint);
    if (known != null) {
      return known;
    }
    Path output = protocol.output(runFolder, checkpoint);
    StudyFiles.createDirectories(output.getParent());
    CommandLine command =
        simulator
            .evaluation(
                new EvaluationRequest(logFolder, checkpoint, protocol.settings(), device, output))
            .orElseThrow(
                () ->
                    new EnvironmentException(
                        "the simulator '" + simulator.kind() + "' has no judge",
                        "its runs are ranked by their training logs"));
    ShortCommand.Result result =
        ShortCommand.run(command.argv(), command.environment(), runFolder, protocol.timeout());
    if (result.timedOut()) {
      throw new EnvironmentException(
          "the judge of "
              + checkpoint
              + " took longer than "
              + protocol.timeout().toSeconds()
              + " s",
          "judge fewer environments (study.yaml, judge.num_envs) or free the machine");
    }
    if (result.exitCode() != 0 || !Files.exists(output)) {
      throw new EnvironmentException(
          "the judge could not evaluate " + checkpoint + ": " + lastLine(result.err()),
          "run it by hand: " + String.join(" ", command.argv()));
    }
    return read(output);
  }

  private static Score read(Path file) {
    try {
      JsonNode root = MAPPER.readTree(Files.readString(file));
      if (!Protocol.SCHEMA.equals(root.path("schema").asText())) {
        throw new EnvironmentException(
            file + " is not a judgement of this version", "delete it and judge again");
      }
      Map<String, Double> metrics = new LinkedHashMap<>();
      root.path("metrics")
          .properties()
          .forEach(
              entry -> {
                if (entry.getValue().isNumber()) {
                  metrics.put(entry.getKey(), entry.getValue().doubleValue());
                }
              });
      for (String name : Protocol.REQUIRED) {
        if (!metrics.containsKey(name)) {
          throw new EnvironmentException(
              file + " lacks the metric '" + name + "'", "delete it and judge again");
        }
      }
      return new Score(metrics);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read the judgement " + file + ": " + e.getMessage(),
          "delete it and judge again",
          e);
    }
  }

  private static String lastLine(String text) {
    String[] lines = text.strip().split("\n");
    return lines[lines.length - 1].strip();
  }
}
