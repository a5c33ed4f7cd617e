package dev.trotline.diagnose.signature;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All known signatures, read from data. Patterns ignore case unless they begin with {@code (?-i)}.
 *
 * @param signatures in file order, which breaks ties
 */
public record Catalogue(List<Signature> signatures) {

  /** Where the built-in signatures lie on the class path, by theme. */
  private static final List<String> RESOURCES =
      List.of(
          "import",
          "version",
          "config",
          "code",
          "physx",
          "hang",
          "numerics",
          "asset",
          "driver",
          "distributed",
          "checkpoint",
          "end",
          "container",
          "system");

  public Catalogue {
    signatures = List.copyOf(signatures);
    Set<String> ids = new HashSet<>();
    for (Signature signature : signatures) {
      if (!ids.add(signature.id())) {
        throw new IllegalArgumentException("signature " + signature.id() + " is there twice");
      }
    }
  }

  /** The signatures that come with Trotline. */
  public static Catalogue builtIn() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    // Their examples are proved by the tests of Trotline, not at every start.
    SignatureReader reader = new SignatureReader(Set.of(), false);
    List<Signature> all = new ArrayList<>();
    for (String theme : RESOURCES) {
      String resource = "/diagnose/signatures-" + theme + ".json";
      try (InputStream stream = Catalogue.class.getResourceAsStream(resource)) {
        if (stream == null) {
          throw new IllegalStateException("resource " + resource + " is missing");
        }
        String json = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        all.addAll(parse(resource, json, mapper, reader));
      } catch (IOException e) {
        throw new IllegalStateException("resource " + resource + " cannot be read", e);
      }
    }
    return new Catalogue(all);
  }

  /** Reads signatures from a JSON list; {@code origin} is for messages. */
  public static Catalogue parse(String origin, String json) {
    return new Catalogue(
        parse(origin, json, new ObjectMapper(), new SignatureReader(Set.of(), true)));
  }

  private static List<Signature> parse(
      String origin, String json, ObjectMapper mapper, SignatureReader reader) {
    try {
      List<Signature> signatures = new ArrayList<>();
      for (JsonNode node : mapper.readTree(json)) {
        try {
          signatures.add(reader.read(node));
        } catch (SignatureReader.Refused e) {
          throw new IllegalArgumentException(
              origin
                  + ", signature "
                  + node.path("id").asText("without id")
                  + ": "
                  + e.key()
                  + " "
                  + e.getMessage(),
              e);
        }
      }
      return signatures;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(origin + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * These signatures and those of a study, which come first and take the place of built-in ones of
   * the same id.
   *
   * @param studyRoot the study's folder; its {@code signatures/*.yaml} are read, if there are any
   * @throws dev.trotline.error.InvalidInputException naming file, key and remedy for a file that
   *     holds no signatures
   */
  public Catalogue withUser(Path studyRoot) {
    List<Signature> own = UserSignatures.read(StudyFiles.signatures(studyRoot));
    if (own.isEmpty()) {
      return this;
    }
    Set<String> ids = new HashSet<>();
    own.forEach(signature -> ids.add(signature.id()));
    List<Signature> all = new ArrayList<>(own);
    signatures.stream().filter(signature -> !ids.contains(signature.id())).forEach(all::add);
    return new Catalogue(all);
  }
}
