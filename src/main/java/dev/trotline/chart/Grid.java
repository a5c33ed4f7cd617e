package dev.trotline.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cells of a terminal with curves in them. With Unicode a cell has two by four dots (braille),
 * without it has one, and holds the curve's letter.
 */
final class Grid {

  private static final int BRAILLE = 0x2800;

  /** Bit of a dot by its column and row within the cell. */
  private static final int[][] BITS = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};

  private final int width;
  private final int height;
  private final boolean braille;
  private final int[] bits;
  private final int[] keys;
  private final char[] marks;
  private int pen = -1;

  Grid(int width, int height, boolean braille) {
    this.width = width;
    this.height = height;
    this.braille = braille;
    this.bits = new int[width * height];
    this.keys = new int[width * height];
    this.marks = new char[width * height];
    Arrays.fill(keys, -1);
  }

  private int across() {
    return braille ? 2 : 1;
  }

  private int down() {
    return braille ? 4 : 1;
  }

  /** A line from top to bottom. */
  void column(double place) {
    if (!(place >= 0 && place <= 1)) {
      return;
    }
    int column = (int) Math.round(place * (width - 1));
    for (int row = 0; row < height; row++) {
      marks[row * width + column] = braille ? '┊' : ':';
    }
  }

  /** A whole cell of a name. */
  void mark(int column, int row, int key) {
    marks[row * width + column] = TerminalPlot.letter(key);
    keys[row * width + column] = key;
  }

  /** Draws a curve; without braille in its letter, or stars if there is but one. */
  void curve(Curve curve, Scale x, Scale y, int key, boolean several) {
    pen = key;
    int[] kept = Thinning.keep(curve.y(), width * across() * 5);
    int lastX = Integer.MIN_VALUE;
    int lastY = 0;
    for (int i : kept) {
      double placeX = x.place(curve.x()[i]);
      double placeY = y.place(curve.y()[i]);
      if (Double.isNaN(placeX) || Double.isNaN(placeY)) {
        lastX = Integer.MIN_VALUE;
        continue;
      }
      int px = clamp(placeX, width * across());
      int py = height * down() - 1 - clamp(placeY, height * down());
      if (lastX == Integer.MIN_VALUE) {
        dot(px, py, several);
      } else {
        segment(lastX, lastY, px, py, several);
      }
      lastX = px;
      lastY = py;
    }
  }

  private static int clamp(double place, int count) {
    return (int) Math.max(0, Math.min(count - 1, Math.round(place * (count - 1))));
  }

  private void segment(int x0, int y0, int x1, int y1, boolean several) {
    int steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
    for (int s = 0; s <= steps; s++) {
      double t = steps == 0 ? 0 : (double) s / steps;
      dot((int) Math.round(x0 + t * (x1 - x0)), (int) Math.round(y0 + t * (y1 - y0)), several);
    }
  }

  private void dot(int x, int y, boolean several) {
    int cell = y / down() * width + x / across();
    keys[cell] = pen;
    if (braille) {
      bits[cell] |= BITS[x % 2][y % 4];
    } else {
      marks[cell] = several ? TerminalPlot.letter(pen) : '*';
    }
  }

  /** Puts each name's letter on its curve at two places, others at other columns. */
  void letters(int names) {
    for (int key = 0; key < names; key++) {
      for (int half = 0; half < 2; half++) {
        int wanted = (int) ((key + 0.5) / names * (width / 2.0) + half * width / 2.0);
        letter(key, Math.min(width - 1, wanted));
      }
    }
  }

  /** The nearest column to the wanted one where the curve is on top. */
  private void letter(int key, int wanted) {
    for (int distance = 0; distance < width / 2; distance++) {
      for (int column : new int[] {wanted - distance, wanted + distance}) {
        for (int row = 0; row < height && column >= 0 && column < width; row++) {
          int cell = row * width + column;
          if (keys[cell] == key && bits[cell] != 0 && marks[cell] == 0) {
            marks[cell] = TerminalPlot.letter(key);
            return;
          }
        }
      }
    }
  }

  /** The rows, coloured if the terminal may be. */
  List<String> rows(Terminal terminal) {
    var rows = new ArrayList<String>();
    for (int row = 0; row < height; row++) {
      var line = new StringBuilder();
      int from = 0;
      while (from < width) {
        int key = keys[row * width + from];
        int to = from;
        var piece = new StringBuilder();
        while (to < width && keys[row * width + to] == key) {
          piece.append(character(row * width + to));
          to++;
        }
        line.append(key < 0 ? piece : terminal.coloured(piece.toString(), key));
        from = to;
      }
      rows.add(terminal.colour() ? line.toString() : line.toString().stripTrailing());
    }
    return rows;
  }

  private char character(int cell) {
    if (marks[cell] != 0 && !(marks[cell] == '┊' && bits[cell] != 0)) {
      return marks[cell];
    }
    return bits[cell] == 0 ? ' ' : (char) (BRAILLE | bits[cell]);
  }
}
