package dev.trotline.chart;

import dev.trotline.error.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Plots as PNG, without any library of the system; the same bytes for the same plots. */
public final class Png {

  private static final int WIDTH = 840;
  private static final int CELL = 640;

  /** Keeps a picture within 200 MB of memory while it is drawn. */
  private static final long LARGEST = 24_000_000;

  private Png() {}

  /**
   * One plot, 840 pixels wide times the scale, with a legend.
   *
   * @param scale 1, or 2 for fine screens and print
   */
  public static byte[] of(Plot plot, int scale) {
    double height = Painter.height(plot, WIDTH, true);
    return encode(draw(plot, WIDTH, height, scale));
  }

  static Raster draw(Plot plot, double width, double height, double scale) {
    var raster = new Raster(width, height, scale, false);
    var box = new Canvas.Box(0, 0, width, height);
    new Painter(raster, box, Svg.keys(List.of(plot)), true).paint(plot);
    return raster;
  }

  /**
   * Several plots in rows on one picture; a name has one colour in all of them.
   *
   * @param scale 1 or 2; 1 is taken where 2 would make the picture too large
   * @throws InvalidInputException if there are too many for one picture
   */
  public static byte[] sheet(List<? extends Plot> plots, int scale) {
    int columns = plots.size() < 2 ? 1 : plots.size() <= 8 ? 2 : plots.size() <= 24 ? 3 : 4;
    int rows = Math.max(1, (plots.size() + columns - 1) / columns);
    double[] heights = new double[rows];
    for (int i = 0; i < plots.size(); i++) {
      heights[i / columns] =
          Math.max(heights[i / columns], Painter.height(plots.get(i), CELL, true));
    }
    double height = Math.max(1, java.util.Arrays.stream(heights).sum());
    double area = columns * CELL * height;
    int used = area * scale * scale > LARGEST ? 1 : scale;
    if (area > LARGEST) {
      throw new InvalidInputException(
          plots.size() + " plots are too many for one picture",
          null,
          null,
          "choose fewer, or write a page of HTML");
    }
    var raster = new Raster(columns * CELL, height, used, false);
    double top = 0;
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < columns && row * columns + c < plots.size(); c++) {
        Plot plot = plots.get(row * columns + c);
        var box = new Canvas.Box(c * CELL, top, CELL, Painter.height(plot, CELL, true));
        new Painter(raster, box, Svg.keys(plots, plot), true).paint(plot);
      }
      top += heights[row];
    }
    return encode(raster);
  }

  /** The file's bytes: 8 bits each of red, green and blue, lines as differences to those above. */
  static byte[] encode(Raster raster) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(
        out,
        "IHDR",
        ByteBuffer.allocate(13)
            .putInt(raster.width())
            .putInt(raster.height())
            .put(new byte[] {8, 2, 0, 0, 0})
            .array());
    chunk(out, "IDAT", deflate(raster));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static byte[] deflate(Raster raster) {
    var out = new ByteArrayOutputStream();
    var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION);
    try {
      byte[] line = new byte[1 + 3 * raster.width()];
      byte[] packed = new byte[1 << 15];
      for (int y = 0; y < raster.height(); y++) {
        line[0] = 2;
        for (int x = 0; x < raster.width(); x++) {
          int here = raster.pixel(x, y);
          int above = y == 0 ? 0 : raster.pixel(x, y - 1);
          for (int c = 0; c < 3; c++) {
            int shift = 16 - 8 * c;
            line[1 + 3 * x + c] = (byte) ((here >> shift & 0xff) - (above >> shift & 0xff));
          }
        }
        deflater.setInput(line);
        while (!deflater.needsInput()) {
          out.write(packed, 0, deflater.deflate(packed));
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        out.write(packed, 0, deflater.deflate(packed));
      }
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
