package dev.trotline.simulator.isaaclab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.edit.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonLiteralTest {

  @Test
  void scalarsAreWrittenAsTheUncheckedOverridesReadThem() {
    assertThat(PythonLiteral.format(null, 1.0)).contains("null");
    assertThat(PythonLiteral.format(true, false)).contains("true");
    assertThat(PythonLiteral.format(3L, 4L)).contains("3");
    assertThat(PythonLiteral.format(2.0, 1.0)).contains("2.0");
    assertThat(PythonLiteral.format(-2.5e-7, 1.0)).contains("-2.5e-07");
    assertThat(PythonLiteral.format(Double.NEGATIVE_INFINITY, 1.0)).contains("-1e999");
    assertThat(PythonLiteral.format(Double.NaN, 1.0)).isEmpty();
    assertThat(PythonLiteral.format("plane", "generator")).contains("plane");
    assertThat(PythonLiteral.format("isaaclab.mdp:foot_clearance", "a:b"))
        .contains("isaaclab.mdp:foot_clearance");
    assertThat(PythonLiteral.format(".*_foot", ".*")).contains("'.*_foot'");
    assertThat(PythonLiteral.format("None", "x")).contains("'None'");
    assertThat(PythonLiteral.format("it's \\d", "x")).contains("'it\\'s \\\\d'");
    assertThat(PythonLiteral.format("1.0", "x")).contains("'1.0'");
  }

  @Test
  void aTupleStaysATupleAndElementsAreNoBareWords() {
    Tuple range = new Tuple(List.of(-1.0, 1.0));
    assertThat(PythonLiteral.format(List.of(-0.5, 0.5), range)).contains("(-0.5,0.5)");
    assertThat(PythonLiteral.format(List.of(1.0), new Tuple(List.of(1.0)))).contains("(1.0,)");
    assertThat(PythonLiteral.format(List.of(256L, 128L), List.of(1L))).contains("[256,128]");
    assertThat(PythonLiteral.format(Arrays.asList("FL_foot", null, true), List.of()))
        .contains("['FL_foot',None,True]");
    assertThat(PythonLiteral.format(Map.of("a", 1L), null)).isEmpty();
    assertThat(PythonLiteral.format(List.of(Map.of()), null)).isEmpty();
  }
}
