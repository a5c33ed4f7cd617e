package dev.trotline.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlPageTest {

  private static Page hostile() {
    String bad = Samples.HOSTILE;
    var blocks = new ArrayList<Page.Block>();
    blocks.add(new Page.Heading(bad));
    blocks.add(new Page.Note(bad));
    blocks.add(new Page.Flags(List.of(bad)));
    blocks.add(new Page.Table(bad, List.of(bad, "n"), List.of(List.of(bad, "1.5"), List.of(bad))));
    for (long seed = 1; seed < 5; seed++) {
      blocks.add(new Page.Plots(Samples.all(seed, bad)));
    }
    return new Page(bad, bad, blocks);
  }

  @Test
  void foreignTextStaysText() {
    String html = HtmlPage.of(hostile());

    assertThat(html.split("<script", -1)).hasSize(2);
    assertThat(html).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    assertThat(html).doesNotContain("\u202e", "\u0000", "\u001b", "<b>");
    assertThat(html).doesNotContainPattern("\\son[a-z]+=");
  }

  @Test
  void needsNothingFromOutside() {
    String html = HtmlPage.of(hostile());

    assertThat(html.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("://", "src=", "href=", "@import", "url(http");
  }

  @Test
  void allowsItsOwnScriptAndStyleOnly() throws Exception {
    String html = HtmlPage.of(hostile());

    for (String element : List.of("script", "style")) {
      Matcher content =
          Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL).matcher(html);
      assertThat(content.find()).isTrue();
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(content.group(1).getBytes(StandardCharsets.UTF_8));
      assertThat(html)
          .contains(element + "-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    assertThat(html).contains("default-src 'none'").doesNotContain("unsafe");
  }

  @Test
  void everyDrawingOnItIsWellFormedAndHasIdsOfItsOwn() throws Exception {
    Matcher drawings =
        Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(HtmlPage.of(hostile()));
    var ids = new ArrayList<String>();
    int count = 0;
    while (drawings.find()) {
      SvgTest.parse(drawings.group());
      Matcher id = Pattern.compile(" id=\"([^\"]*)\"").matcher(drawings.group());
      while (id.find()) {
        ids.add(id.group(1));
      }
      count++;
    }
    assertThat(count).isEqualTo(16);
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void plotsOfTheSameNamesShareOneLegend() {
    double[] x = {0, 1};
    var curves = List.of(Curve.of("a", x, x), Curve.of("b", x, x));
    Chart chart = new Chart("t", "", Axis.of("x"), Axis.of("y"), curves, List.of());

    String html = HtmlPage.of(new Page("p", "", List.of(new Page.Plots(List.of(chart, chart)))));

    assertThat(html.split("class=\"legend\"", -1)).hasSize(2);
  }
}
