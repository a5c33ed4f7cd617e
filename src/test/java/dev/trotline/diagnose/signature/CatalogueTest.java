package dev.trotline.diagnose.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {

  private static final List<Signature> ALL = Catalogue.builtIn().signatures();

  @ParameterizedTest
  @MethodSource("signatures")
  void everySignatureKnowsItsExamplesAndNotItsCounterexamples(String id) {
    Signature signature = ALL.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    assertThat(signature.examples()).as("examples of %s", id).isNotEmpty();
    assertThat(signature.examples()).allMatch(example -> matches(signature, example));
    assertThat(signature.counterexamples()).noneMatch(example -> matches(signature, example));
  }

  static Stream<String> signatures() {
    return ALL.stream().map(Signature::id);
  }

  @Test
  void aHintNeverHidesAMatch() {
    for (Signature signature : ALL) {
      for (Pattern pattern : signature.patterns()) {
        String hint = LiteralHint.of(pattern.pattern());
        signature.examples().stream()
            .flatMap(String::lines)
            .filter(line -> pattern.matcher(line).find())
            .forEach(
                line ->
                    assertThat(line.toLowerCase(Locale.ROOT)).as(pattern.pattern()).contains(hint));
      }
    }
  }

  @Test
  void hintsAreTheLongestPieceThatMustBeThere() {
    assertThat(LiteralHint.of("Fooo+ bar (?:x|y) bazaar")).isEqualTo(" bazaar");
    assertThat(LiteralHint.of("abc|def")).isEmpty();
    assertThat(LiteralHint.of("(?:abc|def)gh")).isEmpty();
    assertThat(LiteralHint.of("\\[Errno 28\\]")).isEqualTo("[errno 28]");
    assertThat(LiteralHint.of("colou?rs and more")).isEqualTo("rs and more");
    assertThat(LiteralHint.of("[abc]+ def\\d{2,3} xyzzy")).isEqualTo(" xyzzy");
  }

  @Test
  void coversTheVocabularySaveWhatOnlyTheRunItselfShows() {
    Set<String> covered = new TreeSet<>();
    ALL.forEach(signature -> covered.add(signature.cause()));
    Set<String> silent = new HashSet<>(Set.of("startup_hang", "shutdown_hang", "healthy"));
    Set<String> missing = new TreeSet<>(Vocabulary.causes());
    missing.removeAll(covered);
    missing.removeAll(silent);
    assertThat(missing).isEmpty();
  }

  @Test
  void refusesASignatureOfAnUnknownCause() {
    assertThatThrownBy(
            () ->
                Catalogue.parse(
                    "x.json",
                    "[{\"id\":\"a\",\"cause\":\"gremlins\",\"patterns\":[\"x\"],"
                        + "\"remedy\":\"r\",\"source\":\"s\"}]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gremlins");
  }

  @Test
  void refusesABrokenPatternAndNamesItsSignature() {
    assertThatThrownBy(
            () ->
                Catalogue.parse(
                    "x.json",
                    "[{\"id\":\"a\",\"cause\":\"disk_full\",\"patterns\":[\"(\"],"
                        + "\"remedy\":\"r\",\"source\":\"s\"}]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("signature a");
  }

  private static boolean matches(Signature signature, String example) {
    return example
        .lines()
        .map(line -> LogLines.clean(1, line).text())
        .anyMatch(
            line ->
                signature.patterns().stream().anyMatch(pattern -> pattern.matcher(line).find())
                    && signature.excludes().stream()
                        .noneMatch(pattern -> pattern.matcher(line).find()));
  }
}
