package dev.trotline.analyze.text;

import dev.trotline.chart.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Plain columns: the first to the left, figures to the right. */
public final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these headings. */
  public TextTable(List<String> header) {
    rows.add(List.copyOf(header));
  }

  /** Adds a row, as wide as the header. Names may come from strangers' files. */
  public void add(String... cells) {
    rows.add(Arrays.stream(cells).map(Text::plain).toList());
  }

  /** Header and rows. */
  public List<String> lines() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String space = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? "  " : "  " + space).append(row.get(i)).append(i == 0 ? space : "");
    }
    return line.toString().stripTrailing();
  }
}
