package dev.trotline.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A table of text cells; columns of numbers are aligned to the right. */
public final class Table {
  private static final Pattern NUMBER = Pattern.compile("[-+±]?[0-9][0-9.,:/%e+± -]*|–|-?|");

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these column names. */
  public Table(String... header) {
    this.header = List.of(header);
  }

  /** Adds a row; missing cells are empty. */
  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** True if no row was added. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The table's lines. */
  public List<String> lines() {
    int columns = header.size();
    int[] width = new int[columns];
    boolean[] numeric = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      width[c] = header.get(c).length();
      numeric[c] = true;
      for (List<String> row : rows) {
        width[c] = Math.max(width[c], cell(row, c).length());
        numeric[c] &= NUMBER.matcher(cell(row, c)).matches();
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(header, width, numeric));
    for (List<String> row : rows) {
      lines.add(line(row, width, numeric));
    }
    return lines;
  }

  private static String cell(List<String> row, int column) {
    return column < row.size() ? row.get(column) : "";
  }

  private static String line(List<String> row, int[] width, boolean[] numeric) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < width.length; c++) {
      String cell = cell(row, c);
      String pad = " ".repeat(width[c] - cell.length());
      line.append(c == 0 ? "" : "  ").append(numeric[c] ? pad + cell : cell + pad);
    }
    return line.toString().stripTrailing();
  }
}
