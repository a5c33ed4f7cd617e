package dev.trotline.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "action_rate_l2; action_rate_l2",
        "a*b*c; a\\*b\\*c",
        "_x_; \\_x\\_",
        "a|b; a\\|b",
        "<b>; \\<b\\>",
        "`code`; \\`code\\`",
        "[a](b); \\[a\\](b)",
        "1. one; 1\\. one",
        "- item; \\- item",
        "1.5 m/s; 1.5 m/s",
        "-0.5 is fine; -0.5 is fine"
      })
  void markupIsShownAsItIs(String foreign, String escaped) {
    assertThat(Markdown.escape(foreign)).isEqualTo(escaped);
  }

  @Test
  void lineFeedsAndControlCharactersBecomeSpaces() {
    assertThat(Markdown.escape("a\nb\r\u001b[31mc\u2028d")).isEqualTo("a b  \\[31mc d");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0663, 0.0663",
    "0.59, 0.590",
    "12.345, 12.3",
    "123.4, 123",
    "0, 0",
    "-0.0001234, -0.000123"
  })
  void numbersHaveThreeDigitsThatCount(double value, String text) {
    assertThat(Numbers.plain(value)).isEqualTo(text);
  }
}
