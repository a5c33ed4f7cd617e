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
  void noPatternIsPassedOverOnALineThatItMatches() {
    for (Signature signature : ALL) {
      for (Pattern pattern : signature.patterns()) {
        List<String> literals = Literals.of(pattern.pattern());
        signature.examples().stream()
            .flatMap(String::lines)
            .filter(line -> pattern.matcher(line).find())
            .map(line -> DigitBlind.fold(line.toLowerCase(Locale.ROOT)))
            .forEach(
                line ->
                    assertThat(
                            literals.isEmpty()
                                || literals.stream().map(DigitBlind::fold).anyMatch(line::contains))
                        .as("%s on %s: %s", pattern.pattern(), line, literals)
                        .isTrue());
      }
    }
  }

  @Test
  void almostEveryPatternIsPassedOverOnMostLines() {
    List<Pattern> patterns =
        ALL.stream().flatMap(signature -> signature.patterns().stream()).toList();
    assertThat(new PatternSet(patterns).unhinted()).isLessThan(patterns.size() / 50);
  }

  @Test
  void literalsAreThosePiecesOfWhichOneMustBeThere() {
    assertThat(Literals.of("Fooo+ bar (?:x|y) bazaar")).containsExactly(" bazaar");
    assertThat(Literals.of("abc|def")).containsExactly("abc", "def");
    assertThat(Literals.of("(?:abc|defg)h\\d")).containsExactly("abc", "defg");
    assertThat(Literals.of("abc|d")).isEmpty();
    assertThat(Literals.of("\\[Errno 28\\]")).containsExactly("[errno 28]");
    assertThat(Literals.of("colou?rs and more")).containsExactly("rs and more");
    assertThat(Literals.of("[abc]+ def\\d{2,3} xyzzy(?: optional text)?"))
        .containsExactly(" xyzzy");
    assertThat(Literals.of("^(?-i)Killed\\b(?! process)")).containsExactly("killed");
  }

  @Test
  void coversTheVocabularySaveWhatOnlyTheRunItselfShows() {
    Set<String> covered = new TreeSet<>();
    ALL.forEach(signature -> covered.add(signature.cause()));
    Set<String> silent =
        new HashSet<>(Set.of("startup_hang", "shutdown_hang", "healthy", "config_mismatch"));
    Set<String> missing = new TreeSet<>(Vocabulary.causes());
    missing.removeAll(covered);
    missing.removeAll(silent);
    // What only curves or the dumped configuration show: diagnose.series, launch.Implemented.
    missing.removeIf(cause -> Vocabulary.category(cause).equals("learning"));
    missing.removeAll(Set.of("throughput_decay", "config_mismatch"));
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
