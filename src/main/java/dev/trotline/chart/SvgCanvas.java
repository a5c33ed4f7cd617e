package dev.trotline.chart;

import java.util.Locale;

/**
 * Writes SVG elements. One unit of the drawing is a tenth of a pixel, so that whole numbers are
 * exact enough and short.
 */
final class SvgCanvas implements Canvas {

  private final StringBuilder out = new StringBuilder();
  private final String id;
  private int clips;

  /** Starts an empty drawing; the id is the beginning of all ids in it. */
  SvgCanvas(String id) {
    this.id = id;
  }

  String content() {
    return out.toString();
  }

  static long tenths(double pixels) {
    return Math.round(Math.max(-1e6, Math.min(1e6, pixels)) * 10);
  }

  /** The end of the names of an ink's classes. */
  static String name(Ink ink) {
    return ink.role() == Ink.Role.SERIES
        ? Integer.toString(ink.colour())
        : ink.role().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void frame(Box box, Scale x, Scale y) {
    clips++;
    out.append("<clipPath id=\"").append(id).append(clips).append("\"><rect");
    place(box).append("/></clipPath><g class=\"frame\" data-box=\"");
    out.append(tenths(box.x())).append(' ').append(tenths(box.y())).append(' ');
    out.append(tenths(box.width())).append(' ').append(tenths(box.height()));
    out.append("\" data-x=\"");
    scale(x);
    out.append("\" data-y=\"");
    scale(y);
    out.append("\"/>");
  }

  private void scale(Scale scale) {
    out.append(scale.low()).append(' ').append(scale.high());
    out.append(scale.logarithmic() ? " log" : " linear");
  }

  private StringBuilder place(Box box) {
    return out.append(" x=\"")
        .append(tenths(box.x()))
        .append("\" y=\"")
        .append(tenths(box.y()))
        .append("\" width=\"")
        .append(tenths(box.width()))
        .append("\" height=\"")
        .append(tenths(box.height()))
        .append('"');
  }

  @Override
  public void begin(int key, String name, Box clip, String values) {
    out.append("<g class=\"curve\" data-k=\"").append(key).append('"');
    if (clips > 0) {
      out.append(" clip-path=\"url(#").append(id).append(clips).append(")\"");
    }
    if (!values.isEmpty()) {
      out.append(" data-v=\"").append(values).append('"');
    }
    out.append("><title>").append(Text.xml(name)).append("</title>");
  }

  @Override
  public void end() {
    out.append("</g>");
  }

  @Override
  public void line(double[] xs, double[] ys, Ink ink, Pen pen) {
    int start = out.length();
    out.append("<path class=\"l").append(name(ink)).append("\" fill=\"none\" stroke-width=\"");
    out.append(tenths(pen.width())).append('"');
    opacity("stroke-opacity", pen.opacity());
    if (pen.dash() > 0) {
      out.append(" stroke-dasharray=\"");
      for (int i = 0; i < DASHES[pen.dash()].length; i++) {
        out.append(i == 0 ? "" : " ").append(tenths(DASHES[pen.dash()][i]));
      }
      out.append('"');
    } else {
      out.append(" stroke-linejoin=\"round\" stroke-linecap=\"round\"");
    }
    out.append(" d=\"");
    int data = out.length();
    points(xs, ys);
    if (out.length() == data) {
      out.setLength(start);
      return;
    }
    out.append("\"/>");
  }

  /** Absolute at the start of every piece, then steps; a lone point is a line of no length. */
  private void points(double[] xs, double[] ys) {
    long lastX = 0;
    long lastY = 0;
    int piece = 0;
    for (int i = 0; i < xs.length; i++) {
      if (Double.isNaN(xs[i]) || Double.isNaN(ys[i])) {
        out.append(piece == 1 ? "h0" : "");
        piece = 0;
        continue;
      }
      long x = tenths(xs[i]);
      long y = tenths(ys[i]);
      if (piece == 0) {
        out.append('M').append(x);
        number(y);
      } else if (x != lastX || y != lastY) {
        if (piece == 1) {
          out.append('l').append(x - lastX);
        } else {
          number(x - lastX);
        }
        number(y - lastY);
      } else {
        continue;
      }
      piece++;
      lastX = x;
      lastY = y;
    }
    out.append(piece == 1 ? "h0" : "");
  }

  private void number(long value) {
    out.append(value < 0 ? "" : " ").append(value);
  }

  @Override
  public void band(double[] xs, double[] top, double[] bottom, Ink ink, double opacity) {
    int from = 0;
    while (from < xs.length) {
      int to = from;
      while (to < xs.length && !Double.isNaN(xs[to] + top[to] + bottom[to])) {
        to++;
      }
      if (to > from) {
        out.append("<path class=\"f").append(name(ink)).append('"');
        opacity("fill-opacity", opacity);
        out.append(" d=\"");
        for (int i = from; i < to; i++) {
          corner(i == from ? 'M' : 'L', xs[i], top[i]);
        }
        for (int i = to - 1; i >= from; i--) {
          corner('L', xs[i], bottom[i]);
        }
        out.append("z\"/>");
      }
      from = to + 1;
    }
  }

  private void corner(char command, double x, double y) {
    out.append(command).append(tenths(x)).append(' ').append(tenths(y));
  }

  @Override
  public void rectangle(Box box, Ink ink, double opacity) {
    out.append("<rect class=\"f").append(name(ink)).append('"');
    opacity("fill-opacity", opacity);
    place(box).append("/>");
  }

  @Override
  public void dot(double x, double y, double radius, Ink ink, double opacity, String title) {
    out.append("<circle class=\"f").append(name(ink)).append("\" cx=\"").append(tenths(x));
    out.append("\" cy=\"").append(tenths(y)).append("\" r=\"").append(tenths(radius)).append('"');
    opacity("fill-opacity", opacity);
    if (title.isEmpty()) {
      out.append("/>");
    } else {
      out.append("><title>").append(Text.xml(title)).append("</title></circle>");
    }
  }

  private void opacity(String attribute, double opacity) {
    if (opacity < 1) {
      out.append(' ').append(attribute).append("=\".");
      out.append(String.format(Locale.ROOT, "%02d", Math.round(opacity * 100))).append('"');
    }
  }

  @Override
  public void text(
      double x, double y, String text, Anchor anchor, double size, boolean bold, Ink ink) {
    if (text.isEmpty()) {
      return;
    }
    out.append("<text class=\"f").append(name(ink)).append(bold ? " b" : "").append("\" x=\"");
    out.append(tenths(x)).append("\" y=\"").append(tenths(y)).append('"');
    out.append(" font-size=\"").append(tenths(size)).append('"');
    if (anchor != Anchor.START) {
      out.append(" text-anchor=\"").append(anchor.name().toLowerCase(Locale.ROOT)).append('"');
    }
    out.append('>').append(Text.xml(text)).append("</text>");
  }
}
