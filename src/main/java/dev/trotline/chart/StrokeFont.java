package dev.trotline.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * Printable ASCII as strokes. Java's own text needs fonts of the system, which servers and headless
 * runtimes often lack; this needs nothing and can be drawn at any size.
 */
final class StrokeFont {

  /**
   * The glyphs from space to tilde: width, then strokes; a stroke is a row of points, a point two
   * digits, to the right and upwards. The base line is at 2, small letters end at 7, capitals at 9.
   */
  private static final String GLYPHS =
      """
      2
      0 0904 0202
      2 0907 2927
      4 1219 3239 0444 0747
      4 483919080716354443321203 2921
      4 0919180809 0249 3343423233
      4 420708192938370403122244
      0 0907
      2 291807041322
      2 091827241302
      4 2824 0745 0547
      4 2723 0545
      1 1200
      3 0535
      0 0202
      3 0139
      4 193948433212030819
      4 072922 0242
      4 08193948470242
      4 0819394847364543321203 1636
      4 32390444
      4 490906364543321203
      4 483919080312324345361605
      4 094912
      4 16070819394847361605031232434536
      4 031232434839190806153546
      0 0202 0606
      1 1200 1616
      3 370533
      3 0636 0434
      3 073503
      4 08193948472524 2222
      4 32120308193948443436161434
      4 022942 1535
      4 02093948473606 3645433202
      4 4839190803123243
      4 02092947442202
      4 49090242 0636
      4 490902 0636
      4 48391908031232434525
      4 0209 4249 0646
      0 0902
      3 3933221203
      4 0209 4905 1642
      4 090242
      4 0209254942
      4 02094249
      4 193948433212030819
      4 02093948463505
      4 193948433212030819 2441
      4 02093948463505 2542
      4 483919080716354443321203
      4 0949 2922
      4 090312324349
      4 092249
      6 0912375269
      4 0942 0249
      4 092549 2522
      4 09490242
      2 29090222
      3 0931
      2 09292202
      4 072947
      4 0141
      1 0918
      4 0617374642 45150403123243
      4 0209 0617374643321203
      4 4637170603123243
      4 4249 4637170603123243
      4 05454637170603123243
      3 39291812 0737
      4 4741301001 4637170603123243
      4 0209 0617374642
      0 0702 0909
      1 171100 1919
      4 0209 4704 1542
      1 090312
      6 0702 0617273632 3647576662
      4 0702 0617374642
      4 173746433212030617
      4 0700 0617374643321203
      4 4740 4637170603123243
      3 0702 052737
      4 4637170615354443321203
      3 19132232 0737
      4 0703123243 4742
      4 072247
      6 0712365267
      4 0742 0247
      4 0722 4710
      4 07470242
      2 29181605141322
      0 0900
      2 09181625141302
      4 05163546
      """;

  private static final List<String> LINES = GLYPHS.lines().toList();
  private static final double CAPITAL = 0.72;
  private static final double SPACE = 1.9;

  private StrokeFont() {}

  /** One stroke of a text: points in pixels, the start of the text's base line at 0, 0. */
  record Stroke(double[] xs, double[] ys) {}

  /** Width of a text in pixels at a font size. */
  static double width(String text, double size) {
    double units = 0;
    for (char c : Text.ascii(text).toCharArray()) {
      units += units(c) + SPACE;
    }
    return Math.max(0, units - SPACE) * size * CAPITAL / 7;
  }

  /** The strokes of a text at a font size. */
  static List<Stroke> strokes(String text, double size) {
    var strokes = new ArrayList<Stroke>();
    double unit = size * CAPITAL / 7;
    double x = 0;
    for (char c : Text.ascii(text).toCharArray()) {
      String[] parts = LINES.get(c - ' ').split(" ");
      for (int p = 1; p < parts.length; p++) {
        double[] xs = new double[parts[p].length() / 2];
        double[] ys = new double[xs.length];
        for (int i = 0; i < xs.length; i++) {
          xs[i] = (x + parts[p].charAt(2 * i) - '0') * unit;
          ys[i] = -(parts[p].charAt(2 * i + 1) - '2') * unit;
        }
        strokes.add(new Stroke(xs, ys));
      }
      x += units(c) + SPACE;
    }
    return strokes;
  }

  private static int units(char c) {
    return LINES.get(c - ' ').charAt(0) - '0';
  }
}
