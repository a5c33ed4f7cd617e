package dev.trotline.chart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A page in one file that needs nothing else: no fonts, scripts or pictures from anywhere. It tells
 * the browser to run its own script and no other, should foreign text ever slip through.
 */
public final class HtmlPage {

  private static final Pattern NUMBER =
      Pattern.compile("[-+±]?[0-9][0-9.,:/%e+±\\[\\] -]*|–|-|nan|");

  /** Wide enough for two plots beside each other on a common screen. */
  private static final int WIDTH = 640;

  /** With more names than this the legend is folded. */
  private static final int OPEN_LEGEND = 12;

  private final StringBuilder out = new StringBuilder();
  private int plots;

  private HtmlPage() {}

  /** The page as text; the same for the same content. */
  public static String of(Page page) {
    var html = new HtmlPage();
    html.write(page);
    return html.out.toString();
  }

  private void write(Page page) {
    String style = resource("page.css") + Svg.style(".plot") + swatches();
    String script = resource("page.js");
    String title = Text.xml(page.title());
    out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    out.append("style-src ").append(hash(style)).append("; script-src ").append(hash(script));
    out.append("; base-uri 'none'; form-action 'none'\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
    out.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    out.append("<title>").append(title).append("</title>\n<style>").append(style);
    out.append("</style></head>\n<body><main>\n<h1>").append(title).append("</h1>\n");
    if (!page.subtitle().isBlank()) {
      out.append("<p class=\"sub\">").append(Text.xml(page.subtitle())).append("</p>\n");
    }
    page.blocks().forEach(this::block);
    out.append("</main>\n<div id=\"read\" role=\"status\" hidden></div>\n<script>");
    out.append(script).append("</script></body></html>\n");
  }

  private void block(Page.Block block) {
    if (block instanceof Page.Heading heading) {
      out.append("<h2>").append(Text.xml(heading.text())).append("</h2>\n");
    } else if (block instanceof Page.Note note) {
      out.append("<p>").append(Text.xml(note.text())).append("</p>\n");
    } else if (block instanceof Page.Flags flags) {
      flags(flags.texts());
    } else if (block instanceof Page.Table table) {
      table(table);
    } else if (block instanceof Page.Plots several) {
      plots(several.plots());
    }
  }

  private void flags(List<String> texts) {
    if (texts.isEmpty()) {
      return;
    }
    out.append("<ul class=\"flags\">");
    texts.forEach(text -> out.append("<li>").append(Text.xml(text)).append("</li>"));
    out.append("</ul>\n");
  }

  private void table(Page.Table table) {
    int columns = table.header().size();
    boolean[] numeric = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      int column = c;
      numeric[c] =
          table.rows().stream().allMatch(row -> NUMBER.matcher(cell(row, column)).matches());
    }
    out.append("<div class=\"scroll\"><table>");
    if (!table.caption().isBlank()) {
      out.append("<caption>").append(Text.xml(table.caption())).append("</caption>");
    }
    out.append("<thead><tr>");
    for (int c = 0; c < columns; c++) {
      out.append("<th scope=\"col\"").append(numeric[c] ? " class=\"n\">" : ">");
      out.append(Text.xml(table.header().get(c))).append("</th>");
    }
    out.append("</tr></thead><tbody>");
    for (List<String> row : table.rows()) {
      out.append("<tr>");
      for (int c = 0; c < columns; c++) {
        out.append(numeric[c] ? "<td class=\"n\">" : "<td>");
        out.append(Text.xml(cell(row, c))).append("</td>");
      }
      out.append("</tr>");
    }
    out.append("</tbody></table></div>\n");
  }

  private static String cell(List<String> row, int column) {
    return column < row.size() ? row.get(column) : "";
  }

  private void plots(List<Plot> several) {
    if (several.isEmpty()) {
      return;
    }
    Plot first = several.get(0);
    Map<String, Integer> names = Svg.keys(several);
    boolean alike =
        several.size() > 1 && several.stream().allMatch(p -> p.getClass() == first.getClass());
    boolean shared =
        alike
            && (names.size() > OPEN_LEGEND
                || several.stream().allMatch(p -> p.names().equals(first.names())));
    out.append("<section class=\"plots\">");
    if (shared) {
      legend(names.keySet().stream().toList(), names, first);
    }
    out.append("<div class=\"grid\">\n");
    for (Plot plot : several) {
      Map<String, Integer> keys = Svg.keys(several, plot);
      out.append("<figure>");
      out.append(Svg.inline(plot, WIDTH, keys, "p" + ++plots + "-"));
      if (!shared) {
        legend(plot.names(), keys, plot);
      }
      out.append("</figure>\n");
    }
    out.append("</div></section>\n");
  }

  /** The switches of the names; one for all plots of the block where they share the names. */
  private void legend(List<String> names, Map<String, Integer> keys, Plot of) {
    if (names.isEmpty()) {
      return;
    }
    boolean fold = names.size() > OPEN_LEGEND;
    boolean areas = of instanceof StackedArea;
    if (fold) {
      out.append("<details class=\"fold\"><summary>");
      out.append(names.size()).append(" names</summary>");
    }
    out.append("<div class=\"legend\" role=\"group\" aria-label=\"show or hide\">");
    for (String name : names) {
      int key = keys.getOrDefault(name, 0);
      int dash = areas ? 4 + key / Ink.colours() % 2 : key / Ink.colours() % Canvas.DASHES.length;
      out.append("<button type=\"button\" aria-pressed=\"true\" data-k=\"").append(key);
      out.append("\"><i class=\"s").append(Math.floorMod(key, Ink.colours()));
      out.append(" d").append(dash).append("\"></i>").append(Text.xml(name));
      out.append("</button>");
    }
    out.append(names.size() > 2 ? "<button type=\"button\" class=\"all\">all / none</button>" : "");
    out.append(fold ? "</div></details>" : "</div>");
  }

  private static String swatches() {
    var css = new StringBuilder();
    for (boolean dark : new boolean[] {false, true}) {
      css.append(dark ? "@media (prefers-color-scheme:dark){" : "");
      for (int i = 0; i < Ink.colours(); i++) {
        css.append(".s").append(i).append("{color:");
        css.append(String.format(java.util.Locale.ROOT, "#%06x}", Ink.series(i).rgb(dark)));
      }
      css.append(dark ? "}" : "");
    }
    return css.toString();
  }

  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream("/chart/" + name)) {
      if (in == null) {
        throw new IllegalStateException("chart/" + name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
