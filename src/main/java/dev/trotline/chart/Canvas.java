package dev.trotline.chart;

/**
 * Something to draw on: places in pixels, x to the right, y downwards. A coordinate that is NaN
 * breaks a line or band.
 */
interface Canvas {

  /** Where text starts from its place. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /**
   * How a line is drawn.
   *
   * @param width in pixels
   * @param opacity from 0 to 1
   * @param dash 0 for a full line, else one of the patterns of {@link #DASHES}
   */
  record Pen(double width, double opacity, int dash) {
    static final Pen HAIR = new Pen(1, 1, 0);
  }

  /** Lengths of stroke and space in pixels by pattern; the first is a full line. */
  double[][] DASHES = {{}, {7, 4}, {2, 3}, {9, 3, 2, 3}};

  /** The area of the data, for programs that want to read values off the drawing. */
  void frame(Box box, Scale x, Scale y);

  /** Marks until {@link #end} stand for one name and stay inside a box. */
  void begin(int key, String name, Box clip, String values);

  /** The name's marks are complete. */
  void end();

  /** A line through points. */
  void line(double[] xs, double[] ys, Ink ink, Pen pen);

  /** The area between two lines over the same xs. */
  void band(double[] xs, double[] top, double[] bottom, Ink ink, double opacity);

  /** A filled rectangle. */
  void rectangle(Box box, Ink ink, double opacity);

  /** A filled circle; the title is shown to who points at it, if it is not empty. */
  void dot(double x, double y, double radius, Ink ink, double opacity, String title);

  /** A line of text with its baseline at y. */
  void text(double x, double y, String text, Anchor anchor, double size, boolean bold, Ink ink);

  /** A rectangle in pixels. */
  record Box(double x, double y, double width, double height) {
    double right() {
      return x + width;
    }

    double bottom() {
      return y + height;
    }
  }
}
