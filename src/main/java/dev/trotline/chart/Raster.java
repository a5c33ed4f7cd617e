package dev.trotline.chart;

import java.util.Arrays;

/**
 * A picture in memory, drawn with soft edges: how much of a pixel a shape covers decides how much
 * of its colour the pixel takes. Own code, because Java's drawing needs native libraries and fonts
 * that headless machines lack.
 */
final class Raster implements Canvas {

  private final int width;
  private final int height;
  private final double scale;
  private final boolean dark;
  private final int[] pixels;
  private final float[] cover;
  private Box clip;

  /**
   * A picture of paper.
   *
   * @param scale pixels of the picture per pixel of the drawing
   */
  Raster(double width, double height, double scale, boolean dark) {
    this.width = (int) Math.round(width * scale);
    this.height = (int) Math.round(height * scale);
    this.scale = scale;
    this.dark = dark;
    this.pixels = new int[this.width * this.height];
    this.cover = new float[this.width * this.height];
    this.clip = whole();
    Arrays.fill(pixels, Ink.PAPER.rgb(dark));
  }

  private Box whole() {
    return new Box(0, 0, width, height);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Red, green and blue of a pixel, eight bits each. */
  int pixel(int x, int y) {
    return pixels[y * width + x];
  }

  @Override
  public void frame(Box box, Scale x, Scale y) {
    // Nothing to see.
  }

  @Override
  public void begin(int key, String name, Box area, String values) {
    clip = new Box(area.x() * scale, area.y() * scale, area.width() * scale, area.height() * scale);
  }

  @Override
  public void end() {
    clip = whole();
  }

  @Override
  public void line(double[] xs, double[] ys, Ink ink, Pen pen) {
    var area = new Area();
    double radius = pen.width() * scale / 2;
    double[] dash = DASHES[pen.dash()];
    double done = 0;
    boolean lone = true;
    for (int i = 0; i < xs.length; i++) {
      if (Double.isNaN(xs[i] + ys[i])) {
        lone = true;
        done = 0;
        continue;
      }
      double x = xs[i] * scale;
      double y = ys[i] * scale;
      boolean next = i + 1 < xs.length && !Double.isNaN(xs[i + 1] + ys[i + 1]);
      if (next) {
        double x1 = xs[i + 1] * scale;
        double y1 = ys[i + 1] * scale;
        if (dash.length == 0) {
          segment(area, x, y, x1, y1, radius);
        } else {
          dashes(area, x, y, x1, y1, radius, dash, done);
          done += Math.hypot(x1 - x, y1 - y);
        }
      } else if (lone) {
        segment(area, x, y, x, y, radius);
      }
      lone = !next;
    }
    paint(area, ink, pen.opacity());
  }

  private void dashes(
      Area area,
      double x0,
      double y0,
      double x1,
      double y1,
      double radius,
      double[] dash,
      double done) {
    double length = Math.hypot(x1 - x0, y1 - y0);
    double period = Arrays.stream(dash).sum() * scale;
    double at = 0;
    while (at < length) {
      double phase = (done + at) % period;
      int part = 0;
      double end = dash[0] * scale;
      while (part < dash.length - 1 && phase >= end - 1e-9) {
        end += dash[++part] * scale;
      }
      double step = Math.max(1e-3, Math.min(end - phase, length - at));
      if (part % 2 == 0) {
        double a = at / length;
        double b = (at + step) / length;
        segment(
            area,
            x0 + a * (x1 - x0),
            y0 + a * (y1 - y0),
            x0 + b * (x1 - x0),
            y0 + b * (y1 - y0),
            radius);
      }
      at += step;
    }
  }

  /** The part of the picture a shape touches. */
  private static final class Area {
    int left = Integer.MAX_VALUE;
    int top = Integer.MAX_VALUE;
    int right = -1;
    int bottom = -1;

    void add(int x0, int y0, int x1, int y1) {
      left = Math.min(left, x0);
      top = Math.min(top, y0);
      right = Math.max(right, x1);
      bottom = Math.max(bottom, y1);
    }
  }

  /** Covers what is closer to a segment than the radius; what lies outside is left out. */
  private void segment(Area area, double x0, double y0, double x1, double y1, double radius) {
    double reach = radius + 1;
    int left = (int) Math.max(Math.floor(clip.x()), Math.floor(Math.min(x0, x1) - reach));
    int right = (int) Math.min(Math.ceil(clip.right()) - 1, Math.ceil(Math.max(x0, x1) + reach));
    int top = (int) Math.max(Math.floor(clip.y()), Math.floor(Math.min(y0, y1) - reach));
    int bottom = (int) Math.min(Math.ceil(clip.bottom()) - 1, Math.ceil(Math.max(y0, y1) + reach));
    left = Math.max(0, left);
    top = Math.max(0, top);
    right = Math.min(width - 1, right);
    bottom = Math.min(height - 1, bottom);
    if (left > right || top > bottom) {
      return;
    }
    area.add(left, top, right, bottom);
    double dx = x1 - x0;
    double dy = y1 - y0;
    double square = dx * dx + dy * dy;
    for (int py = top; py <= bottom; py++) {
      for (int px = left; px <= right; px++) {
        double rx = px + 0.5 - x0;
        double ry = py + 0.5 - y0;
        double t = square == 0 ? 0 : Math.max(0, Math.min(1, (rx * dx + ry * dy) / square));
        double distance = Math.hypot(rx - t * dx, ry - t * dy);
        float covered = (float) Math.max(0, Math.min(1, radius + 0.5 - distance));
        int index = py * width + px;
        cover[index] = Math.max(cover[index], covered);
      }
    }
  }

  /** Lays the ink on what is covered, and forgets it. */
  private void paint(Area area, Ink ink, double opacity) {
    int rgb = ink.rgb(dark);
    for (int y = area.top; y <= area.bottom; y++) {
      for (int x = area.left; x <= area.right; x++) {
        int index = y * width + x;
        if (cover[index] > 0) {
          blend(index, rgb, cover[index] * opacity);
          cover[index] = 0;
        }
      }
    }
  }

  private void blend(int index, int rgb, double share) {
    int old = pixels[index];
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = old >> shift & 0xff;
      int to = rgb >> shift & 0xff;
      mixed |= (int) Math.round(from + (to - from) * share) << shift;
    }
    pixels[index] = mixed;
  }

  @Override
  public void band(double[] xs, double[] top, double[] bottom, Ink ink, double opacity) {
    var area = new Area();
    for (int i = 0; i + 1 < xs.length; i++) {
      double x0 = xs[i] * scale;
      double x1 = xs[i + 1] * scale;
      if (Double.isNaN(x0 + x1 + top[i] + top[i + 1] + bottom[i] + bottom[i + 1]) || x1 <= x0) {
        continue;
      }
      int first = (int) Math.max(Math.max(0, clip.x()), Math.floor(x0));
      int last = (int) Math.min(Math.min(width, clip.right()) - 1, Math.ceil(x1) - 1);
      for (int px = first; px <= last; px++) {
        double a = Math.max(x0, px);
        double b = Math.min(x1, px + 1);
        if (b <= a) {
          continue;
        }
        double t = ((a + b) / 2 - x0) / (x1 - x0);
        double high = (top[i] + t * (top[i + 1] - top[i])) * scale;
        double low = (bottom[i] + t * (bottom[i + 1] - bottom[i])) * scale;
        column(area, px, high, low, b - a);
      }
    }
    paint(area, ink, opacity);
  }

  /** Neighbouring pieces share pixels: what they cover adds up, or there would be seams. */
  private void column(Area area, int px, double top, double bottom, double share) {
    double from = Math.max(Math.max(0, clip.y()), Math.min(top, bottom));
    double to = Math.min(Math.min(height, clip.bottom()), Math.max(top, bottom));
    for (int py = (int) Math.floor(from); py < to; py++) {
      double covered = Math.min(to, py + 1) - Math.max(from, py);
      int index = py * width + px;
      cover[index] = (float) Math.min(1, cover[index] + covered * share);
      area.add(px, py, px, py);
    }
  }

  @Override
  public void rectangle(Box box, Ink ink, double opacity) {
    double[] xs = {box.x(), box.right()};
    double[] top = {box.y(), box.y()};
    double[] bottom = {box.bottom(), box.bottom()};
    band(xs, top, bottom, ink, opacity);
  }

  @Override
  public void dot(double x, double y, double radius, Ink ink, double opacity, String title) {
    var area = new Area();
    segment(area, x * scale, y * scale, x * scale, y * scale, radius * scale);
    paint(area, ink, opacity);
  }

  @Override
  public void text(
      double x, double y, String text, Anchor anchor, double size, boolean bold, Ink ink) {
    double length = StrokeFont.width(text, size);
    double start = anchor == Anchor.START ? x : anchor == Anchor.END ? x - length : x - length / 2;
    double radius = Math.max(0.5, size * scale * (bold ? 0.13 : 0.085) / 2);
    var area = new Area();
    for (StrokeFont.Stroke stroke : StrokeFont.strokes(text, size)) {
      double[] xs = stroke.xs();
      double[] ys = stroke.ys();
      for (int i = 0; i + 1 < xs.length; i++) {
        segment(
            area,
            (start + xs[i]) * scale,
            (y + ys[i]) * scale,
            (start + xs[i + 1]) * scale,
            (y + ys[i + 1]) * scale,
            radius);
      }
    }
    paint(area, ink, 1);
  }
}
