package dev.trotline.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.error.EnvironmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What the simulator's judge wrote.
 *
 * @param hash SHA-256 of the document's bytes
 * @param metrics values by name
 * @param protocol the rules that decide about the figures, as {@code key=value} words
 * @param checkpoint file name of the checkpoint, empty if the document does not say
 * @param checkpointHash SHA-256 of the checkpoint, empty if the document does not say
 */
record JudgeDocument(
    String hash,
    Map<String, Double> metrics,
    String protocol,
    String checkpoint,
    String checkpointHash) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What two judgements must have in common for their figures to be compared. */
  private static final List<String> RULES =
      List.of("name", "version", "terrain", "terrain_seed", "num_envs", "seconds", "seed");

  /** The one of the rules that is part of the judge's code. */
  private static final String VERSION = "version=";

  static JudgeDocument read(Path file) {
    try {
      return parse(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read the judgement " + file + ": " + e.getMessage(), "judge again", e);
    }
  }

  /** Reads the bytes of a document that lies, or is to lie, in a file. */
  static JudgeDocument parse(Path file, byte[] bytes) {
    JsonNode root;
    try {
      root = MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new EnvironmentException(
          "the judgement " + file + " is not JSON: " + e.getOriginalMessage(), "judge again", e);
    }
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
    String checkpoint = root.path("checkpoint").asText();
    return new JudgeDocument(
        Sha256.of(bytes),
        metrics,
        protocol(root.path("protocol")),
        checkpoint.substring(checkpoint.lastIndexOf('/') + 1),
        root.path("sha256").asText());
  }

  private static String protocol(JsonNode protocol) {
    StringJoiner words = new StringJoiner(" ");
    for (String rule : RULES) {
      if (protocol.has(rule)) {
        words.add(rule + "=" + protocol.path(rule).asText());
      }
    }
    return words.toString();
  }

  /** A protocol's words without the version, which the hash of the judge's code speaks for. */
  static String size(String protocol) {
    StringJoiner words = new StringJoiner(" ");
    for (String word : protocol.split(" ", -1)) {
      if (!word.startsWith(VERSION)) {
        words.add(word);
      }
    }
    return words.toString();
  }
}
