package dev.trotline.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The JSON documents kept in run folders. */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static String write(Map<String, ?> document) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a document and checks what it says it is.
   *
   * @throws InvalidInputException if it is torn or of another schema
   */
  static JsonNode read(Path file, String schema) {
    try {
      JsonNode root = MAPPER.readTree(Files.readString(file));
      if (!root.path("schema").asText().equals(schema)) {
        throw new InvalidInputException(
            file + " is not a document of the schema " + schema,
            file.toString(),
            "schema",
            "use the Trotline that wrote it");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          file + " is not JSON: " + e.getOriginalMessage(), file.toString(), null, null, e);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read " + file + ": " + e.getMessage(), "check the file's permissions", e);
    }
  }
}
