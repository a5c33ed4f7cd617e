package dev.trotline.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class SvgTest {

  static Document parse(String xml) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void isWellFormedAndHarmlessWhateverTheNamesAndData(long seed) throws Exception {
    for (Plot plot : Samples.all(seed, Samples.HOSTILE)) {
      String svg = Svg.of(plot);

      Document document = parse(svg);

      assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(document.getElementsByTagName("script").getLength()).isZero();
      assertThat(svg).doesNotContain("\u202e", "\u2066", "\u001b", "NaN", "Infinity", "href");
      assertThat(svg.replace("http://www.w3.org/2000/svg", "")).doesNotContain("://");
    }
  }

  @Test
  void isTheSameBytesForTheSamePlot() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 4; i++) {
        assertThat(Svg.of(Samples.all(11, "a").get(i)))
            .isEqualTo(Svg.of(Samples.all(11, "a").get(i)));
      }
    }
  }

  @Test
  void aSpikeOfOnePointInAMillionStays() {
    double[] y = new double[1_000_000];
    y[777_777] = 1;

    String svg = Svg.of(Samples.line(y));

    assertThat(svg.length()).isLessThan(80_000);
    assertThat(highest(svg)).isGreaterThan(2000);
  }

  /** How far the path of the only curve rises, in tenths of a pixel. */
  private static long highest(String svg) {
    Matcher path =
        Pattern.compile("class=\"l0\"[^>]* d=\"M(-?\\d+)([- ]\\d+)l([^\"]*)\"").matcher(svg);
    assertThat(path.find()).isTrue();
    long[] steps =
        Arrays.stream(path.group(3).replace("-", " -").strip().split(" +"))
            .mapToLong(Long::parseLong)
            .toArray();
    long at = 0;
    long least = 0;
    for (int i = 1; i < steps.length; i += 2) {
      at += steps[i];
      least = Math.min(least, at);
    }
    return -least;
  }

  @Test
  void aGapBreaksTheLineAndALonePointIsADot() {
    String svg = Svg.of(Samples.line(1, 2, Double.NaN, 3, Double.NaN, 1, 2));

    assertThat(svg)
        .containsPattern("d=\"M\\d+ \\d+l\\d+[- ]\\d+M\\d+ \\d+h0M\\d+ \\d+l\\d+[- ]\\d+\"");
  }

  @Test
  void tellsWhoCannotSeeItWhatIsShown() throws Exception {
    Document document = parse(Svg.of(Samples.line(1, 2, 3)));

    assertThat(document.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("title");
    assertThat(document.getElementsByTagName("desc").item(0).getTextContent())
        .contains("value over step", "run: from 1 to 3");
  }
}
