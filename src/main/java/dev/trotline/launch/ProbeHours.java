package dev.trotline.launch;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Device time that isolations of a study took. Their probes are no runs and are in no table, but
 * they hold devices and the budget pays for them; their outcome files are the truth.
 */
public final class ProbeHours {

  /** The file in a probe's folder that says how it ended. */
  public static final String OUTCOME = "outcome.json";

  /** Its key for the device time, in seconds. */
  public static final String SECONDS = "device_s";

  private ProbeHours() {}

  /**
   * Seconds over all probes that have ended, those of isolations put aside included; milliseconds
   * for some hundred probes.
   *
   * @param studyRoot the study's folder
   */
  public static double seconds(Path studyRoot) {
    ObjectMapper mapper = new ObjectMapper();
    double seconds = 0;
    for (Path isolation : below(studyRoot.resolve("isolations"))) {
      for (Path probe : below(isolation.resolve("probes"))) {
        seconds += of(mapper, probe.resolve(OUTCOME));
      }
    }
    return seconds;
  }

  private static double of(ObjectMapper mapper, Path outcome) {
    if (!Files.exists(outcome)) {
      return 0;
    }
    try {
      double seconds = mapper.readTree(outcome.toFile()).path(SECONDS).asDouble();
      return seconds > 0 ? seconds : 0;
    } catch (IOException torn) {
      // It is written whole or not at all; a stranger's file costs nothing.
      return 0;
    }
  }

  private static List<Path> below(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isDirectory).toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
