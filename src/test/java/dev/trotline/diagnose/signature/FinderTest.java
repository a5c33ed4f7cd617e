package dev.trotline.diagnose.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A finder must answer as the expression itself does, wherever in a text it is found. */
class FinderTest {

  private static final Catalogue CATALOGUE = Catalogue.builtIn();
  private static final int PAIRS = 128 * 128;

  @Test
  void findsWhatEveryPatternOfTheCatalogueFinds() {
    List<String> texts = texts();
    SplittableRandom random = new SplittableRandom(5);
    int found = 0;
    for (Pattern pattern : patterns()) {
      Finder finder = new Finder(pattern);
      for (int i = 0; i < 150; i++) {
        String text = spliced(texts, random);
        boolean expected = pattern.matcher(text).find();
        assertThat(finder.in(text)).as("%s in %s", pattern, text).isEqualTo(expected);
        found += expected ? 1 : 0;
      }
    }
    assertThat(found).isGreaterThan(300);
  }

  @Test
  void findsWhatEverySignatureMatchesInItsOwnExamples() {
    for (Signature signature : CATALOGUE.signatures()) {
      for (Pattern pattern : signature.patterns()) {
        Finder finder = new Finder(pattern);
        for (String example : signature.examples()) {
          assertThat(finder.in(example)).isEqualTo(pattern.matcher(example).find());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "ab|cd, xxcd, true",
        "(?:ab?|c)d, xad, true",
        "a?bc, bc, true",
        "a+b, xaab, true",
        "a{0}b, b, true",
        "^ab|^cd, xab, false",
        "^ab|^cd, cd, true",
        "^ab|cd, xcd, true",
        "\\bab, x ab, true",
        "\\bab, xab, false",
        "(?<!x)ab, xab, false",
        "(?<=x)ab, xab, true",
        "(?=ab)a, ab, true",
        "[abc]d, xbd, true",
        "[a-c]d, xbd, true",
        "[^a]d, ad, false",
        "\\x41B, xAB, true",
        "\\d+ x, a12 x, true",
        "a, bba, true",
        "ab$, xab, true",
        "(?i)ab, xAB, true",
        "(?<name>ab)c, xabc, true",
        "│x, y│x, true",
        "x│, yx│, true",
        "(?>ab)c, xabc, true",
        "a(?:b|c)?d, xad, true",
        "a(?!b), xab, false",
        "a(?!b), xa, true",
        "Ab, xaB, false",
        "motor[^)]*hot|leash broke, at 3 N leash broke, true",
        "^[(]a|bad, so bad, true",
        "[:)]x|stalled, motor stalled, true",
        "[]a]b|cold, too cold, true",
        "[a[bc]]d|warm, is warm, true",
        "^?x, yx, true",
        "^*x, yx, true",
        "^{0}x, yx, true",
        "\\Q(\\E|bad, so bad, true",
        "\\(?\\dx|bad, so bad, true",
        "🔥? ?battery empty, [bms] battery empty, true",
        "[🔥❌] failed, 🔥 failed, true",
      })
  void answersAsFindDoes(String regex, String text, boolean expected) {
    Pattern pattern = Pattern.compile(regex);
    assertThat(pattern.matcher(text).find()).isEqualTo(expected);
    assertThat(new Finder(pattern).in(text)).isEqualTo(expected);
  }

  @Test
  void mostPatternsAreTriedInFewPlaces() {
    List<Pattern> patterns = patterns();
    long selective =
        patterns.stream()
            .map(pattern -> Beginnings.of(pattern.pattern(), true))
            .filter(pairs -> pairs != null && pairs.cardinality() < PAIRS / 20)
            .count();
    assertThat(selective).isGreaterThan(patterns.size() * 3L / 4);
  }

  private static List<Pattern> patterns() {
    Set<Pattern> all = new LinkedHashSet<>();
    for (Signature signature : CATALOGUE.signatures()) {
      all.addAll(signature.patterns());
      all.addAll(signature.excludes());
      all.addAll(signature.forbids());
      if (signature.requires() != null) {
        all.add(signature.requires());
      }
    }
    all.addAll(Progress.GATES);
    all.addAll(TracebackParser.GATES);
    return List.copyOf(all);
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>(List.of("", "é", "│ x", "\u2028"));
    for (Signature signature : CATALOGUE.signatures()) {
      texts.addAll(signature.examples());
      texts.addAll(signature.counterexamples());
    }
    return texts;
  }

  private static String spliced(List<String> texts, SplittableRandom random) {
    String a = texts.get(random.nextInt(texts.size()));
    String b = texts.get(random.nextInt(texts.size()));
    String text =
        a.substring(0, random.nextInt(a.length() + 1))
            + b.substring(random.nextInt(b.length() + 1));
    return random.nextInt(8) == 0 ? text.toUpperCase(Locale.ROOT) : text;
  }
}
