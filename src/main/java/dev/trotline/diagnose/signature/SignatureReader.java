package dev.trotline.diagnose.signature;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.diagnose.signature.Signature.EditTemplate;
import dev.trotline.diagnose.signature.Signature.Scope;
import dev.trotline.diagnose.signature.Signature.Severity;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads one signature of a catalogue and refuses what is not one. */
final class SignatureReader {

  private static final Set<String> KEYS =
      Set.of(
          "id",
          "cause",
          "category",
          "severity",
          "scope",
          "patterns",
          "excludes",
          "forbids",
          "frames",
          "innermost",
          "code",
          "requires",
          "confidence",
          "consequence_of",
          "remedy",
          "edits",
          "commands",
          "source",
          "examples",
          "counterexamples");

  private static final Set<String> EDIT_KEYS =
      Set.of("path", "group", "fact", "scale", "power_of_two", "current");

  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");

  private final Set<String> ownCauses;
  private final boolean proving;

  /**
   * @param ownCauses causes that are no words of the vocabulary and may be named all the same
   * @param proving true if a signature must match its examples and none of its counterexamples
   */
  SignatureReader(Set<String> ownCauses, boolean proving) {
    this.ownCauses = Set.copyOf(ownCauses);
    this.proving = proving;
  }

  Signature read(JsonNode node) {
    if (!node.isObject()) {
      throw new Refused("", "a signature is a mapping of keys to values", "");
    }
    keys(node, KEYS, "");
    List<Pattern> patterns = patterns(node, "patterns");
    if (patterns.isEmpty()) {
      throw new Refused("patterns", "has no pattern", "give at least one regular expression");
    }
    String cause = word(node, "cause");
    List<String> consequenceOf = strings(node, "consequence_of");
    for (String other : consequenceOf) {
      if (!other.equals("*") && !known(other)) {
        throw unknown("consequence_of", other);
      }
    }
    Signature signature =
        new Signature(
            text(node, "id"),
            cause,
            category(node, cause),
            choice(node, "severity", Severity.values(), Severity.FATAL),
            choice(node, "scope", Scope.values(), Scope.ANY),
            patterns,
            patterns(node, "excludes"),
            patterns(node, "frames"),
            pattern(node, "innermost"),
            pattern(node, "code"),
            pattern(node, "requires"),
            patterns(node, "forbids"),
            confidence(node),
            consequenceOf,
            text(node, "remedy"),
            edits(node),
            strings(node, "commands"),
            text(node, "source"),
            strings(node, "examples"),
            strings(node, "counterexamples"));
    if (proving) {
      prove(signature);
    }
    return signature;
  }

  /** The cause a signature names, without judging it. */
  static String cause(JsonNode node) {
    return node.path("cause").asText("");
  }

  private boolean known(String cause) {
    return Vocabulary.causes().contains(cause) || ownCauses.contains(cause);
  }

  private static Refused unknown(String key, String cause) {
    return new Refused(
        key,
        "'" + cause + "' is no cause of the vocabulary",
        "use a word of docs/diagnose.md, or give your own cause a category");
  }

  private String category(JsonNode node, String cause) {
    String own = node.path("category").asText("");
    if (Vocabulary.causes().contains(cause)) {
      String category = Vocabulary.category(cause);
      if (!own.isEmpty() && !own.equals(category)) {
        throw new Refused(
            "category", "'" + cause + "' belongs to " + category, "leave the key away");
      }
      return category;
    }
    if (own.isEmpty() || !ownCauses.contains(cause)) {
      throw unknown("cause", cause);
    }
    return word(node, "category");
  }

  private static void keys(JsonNode node, Set<String> allowed, String prefix) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!allowed.contains(name)) {
        throw new Refused(
            prefix + name, "is no key of a signature", "the keys are " + sorted(allowed));
      }
    }
  }

  private static String sorted(Set<String> words) {
    return String.join(", ", words.stream().sorted().toList());
  }

  private static double confidence(JsonNode node) {
    JsonNode value = node.path("confidence");
    if (value.isMissingNode()) {
      return 0.9;
    }
    double confidence = value.asDouble(Double.NaN);
    if (!value.isNumber() || !(confidence > 0 && confidence <= 1)) {
      throw new Refused("confidence", "is '" + value.asText() + "'", "give a number from 0 to 1");
    }
    return confidence;
  }

  private static <E extends Enum<E>> E choice(JsonNode node, String key, E[] values, E otherwise) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    List<String> words = new ArrayList<>();
    for (E one : values) {
      String word = one.name().toLowerCase(Locale.ROOT);
      if (word.equals(value.asText())) {
        return one;
      }
      words.add(word);
    }
    throw new Refused(
        key, "is '" + value.asText() + "'", "choose one of " + String.join(", ", words));
  }

  private static List<EditTemplate> edits(JsonNode node) {
    List<EditTemplate> edits = new ArrayList<>();
    for (JsonNode edit : list(node, "edits")) {
      keys(edit, EDIT_KEYS, "edits.");
      edits.add(
          new EditTemplate(
              text(edit, "path"),
              edit.path("group").asInt(0),
              edit.path("fact").asText(""),
              edit.path("scale").asDouble(1),
              edit.path("power_of_two").asBoolean(false),
              edit.path("current").asDouble(0)));
    }
    return edits;
  }

  private static String text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new Refused(key, "is missing", "give it as text");
    }
    return value.asText();
  }

  private static String word(JsonNode node, String key) {
    String word = text(node, key);
    if (!WORD.matcher(word).matches()) {
      throw new Refused(
          key, "is '" + word + "'", "use small letters, digits and _, such as my_cause");
    }
    return word;
  }

  private static JsonNode list(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isMissingNode() && !value.isArray()) {
      throw new Refused(key, "is no list", "write it as a list, even of one");
    }
    return value;
  }

  private static List<String> strings(JsonNode node, String key) {
    List<String> list = new ArrayList<>();
    for (JsonNode value : list(node, key)) {
      if (!value.isTextual()) {
        throw new Refused(key, "holds '" + value + "', which is no text", "put it into quotes");
      }
      list.add(value.asText());
    }
    return list;
  }

  private static List<Pattern> patterns(JsonNode node, String key) {
    List<Pattern> patterns = strings(node, key).stream().map(regex -> compile(key, regex)).toList();
    for (Pattern pattern : patterns) {
      if (pattern.matcher("").find()) {
        throw new Refused(
            key,
            "'" + pattern + "' matches an empty line, and so every line",
            "write what a line must say");
      }
    }
    return patterns;
  }

  private static @Nullable Pattern pattern(JsonNode node, String key) {
    return node.path(key).isMissingNode() ? null : compile(key, text(node, key));
  }

  private static Pattern compile(String key, String regex) {
    try {
      return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw new Refused(
          key,
          "is no regular expression: " + e.getDescription() + " in '" + regex + "'",
          "write a Java regular expression; a literal bracket or dot needs a backslash");
    }
  }

  /** Examples are the proof that a pattern says what its writer meant. */
  private static void prove(Signature signature) {
    for (String example : signature.examples()) {
      if (!matches(signature, example)) {
        throw new Refused(
            "examples",
            "no pattern matches '" + example + "'",
            "mend the pattern, or the excludes that rule it out");
      }
    }
    for (String counterexample : signature.counterexamples()) {
      if (matches(signature, counterexample)) {
        throw new Refused(
            "counterexamples",
            "a pattern matches '" + counterexample + "'",
            "narrow the pattern, or exclude it");
      }
    }
  }

  private static boolean matches(Signature signature, String example) {
    return example
        .lines()
        .map(line -> LogLines.clean(1, line).text())
        .anyMatch(
            line ->
                signature.excludes().stream().noneMatch(pattern -> pattern.matcher(line).find())
                    && signature.patterns().stream()
                        .anyMatch(
                            pattern -> new Finder(pattern).in(line) && reaches(pattern, line)));
  }

  /** True if the search for literals would hand this line to the pattern. */
  private static boolean reaches(Pattern pattern, String line) {
    List<String> literals = Literals.of(pattern.pattern());
    String small = DigitBlind.fold(line.toLowerCase(Locale.ROOT));
    return literals.isEmpty() || literals.stream().map(DigitBlind::fold).anyMatch(small::contains);
  }

  /** What is wrong with a signature, for the one who reads the file to say where. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String remedy;

    Refused(String key, String message, String remedy) {
      super(message);
      this.key = key;
      this.remedy = remedy;
    }

    /** The key at fault, or an empty string. */
    String key() {
      return key;
    }

    String remedy() {
      return remedy;
    }
  }
}
