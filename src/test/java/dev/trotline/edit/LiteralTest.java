package dev.trotline.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralTest {

  @Test
  void readsEveryKindOfValue() {
    assertThat(Literal.parse("3")).isEqualTo(3L);
    assertThat(Literal.parse("-0.05")).isEqualTo(-0.05);
    assertThat(Literal.parse("1e-5")).isEqualTo(1e-5);
    assertThat(Literal.parse(".5")).isEqualTo(0.5);
    assertThat(Literal.parse("TRUE")).isEqualTo(true);
    assertThat(Literal.parse("null")).isNull();
    assertThat(Literal.parse("elu")).isEqualTo("elu");
    assertThat(Literal.parse("'1.0'")).isEqualTo("1.0");
    assertThat(Literal.parse("[1.0, -2]")).isEqualTo(List.of(1.0, -2L));
    assertThat(Literal.parse("[[FL_foot,RR_foot],['a b',null]]"))
        .isEqualTo(List.of(List.of("FL_foot", "RR_foot"), Arrays.asList("a b", null)));
    assertThat(Literal.parse("(0.1, 0.2)")).isEqualTo(List.of(0.1, 0.2));
    assertThat(Literal.parse("[]")).isEqualTo(List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "[1,2", "[1 2)", "'open", "{a:1}", "[1,,2]", "[1]2", "[,]", "[1,]"})
  void refusesWhatIsNotAValue(String text) {
    assertThatThrownBy(() -> Literal.parse(text)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void refusesEndlessNesting() {
    assertThatThrownBy(() -> Literal.parse("[".repeat(100_000)))
        .isInstanceOf(InvalidInputException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1.0",
    "-0.05, -0.05",
    "100000, 100000.0",
    "0.0001, 0.0001",
    "0.00001, 1.0e-05",
    "-2.5e-7, -2.5e-07",
    "1e16, 1.0e+16",
    "1.5e300, 1.5e+300",
    "123456789.125, 123456789.125"
  })
  void writesFloatsAsPythonReadsThem(double value, String text) {
    assertThat(Literal.format(value)).isEqualTo(text);
  }

  @Test
  void quotesTextThatCouldBeTakenForSomethingElse() {
    assertThat(Literal.format("elu")).isEqualTo("elu");
    assertThat(Literal.format(".*_foot")).isEqualTo("'.*_foot'");
    assertThat(Literal.format("null")).isEqualTo("'null'");
    assertThat(Literal.format("True")).isEqualTo("'True'");
    assertThat(Literal.format("1.0")).isEqualTo("'1.0'");
    assertThat(Literal.format("it's")).isEqualTo("'it\\'s'");
  }

  @Test
  void readsBackWhatItWrites() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      Object value = value(random, 0);
      assertThat(Literal.parse(Literal.format(value))).as("case %d", i).isEqualTo(value);
    }
  }

  private static Object value(SplittableRandom random, int depth) {
    int kind = random.nextInt(depth < 2 ? 6 : 5);
    switch (kind) {
      case 0:
        return random.nextLong();
      case 1:
        return (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-300, 300));
      case 2:
        return random.nextBoolean();
      case 3:
        return "x" + random.nextInt(1000);
      case 4:
        return "a [" + random.nextInt(9) + "], \"b\" (c) $" + ".*";
      default:
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, depth + 1));
        }
        return list;
    }
  }
}
