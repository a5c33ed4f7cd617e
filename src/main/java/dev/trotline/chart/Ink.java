package dev.trotline.chart;

/**
 * What a mark is drawn with; the renderer knows the colour, for light and for dark.
 *
 * @param role the kind of mark
 * @param series number of the name it stands for, from 0; used by the role SERIES only
 */
record Ink(Role role, int series) {

  /** Kinds of marks. */
  enum Role {
    /** Behind everything. */
    PAPER,
    /** Titles and sums. */
    TEXT,
    /** Labels. */
    MUTED,
    /** Lines of the grid. */
    GRID,
    /** The line at zero. */
    AXIS,
    /** Data. */
    SERIES
  }

  /**
   * Okabe and Ito's palette, which people with any colour blindness can tell apart; its yellow and
   * black, which vanish on white and on black, are left out and a brown stands in.
   */
  private static final int[] LIGHT = {
    0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x8c564b, 0x6b6b6b
  };

  /** The same hues, lighter where they would sink into a dark ground. */
  private static final int[] DARK = {
    0x4aa8e0, 0xf0804a, 0x2fc79a, 0xdf9cc2, 0xf2b84b, 0x8fd0f5, 0xc49a8c, 0xaaaaaa
  };

  static final Ink PAPER = new Ink(Role.PAPER, 0);
  static final Ink TEXT = new Ink(Role.TEXT, 0);
  static final Ink MUTED = new Ink(Role.MUTED, 0);
  static final Ink GRID = new Ink(Role.GRID, 0);
  static final Ink AXIS = new Ink(Role.AXIS, 0);

  /** Data of the name with this number. */
  static Ink series(int number) {
    return new Ink(Role.SERIES, number);
  }

  /** Colours there are before they repeat, with other dashes. */
  static int colours() {
    return LIGHT.length;
  }

  /** Number of the colour. */
  int colour() {
    return Math.floorMod(series, LIGHT.length);
  }

  /** Red, green and blue, eight bits each. */
  int rgb(boolean dark) {
    return switch (role) {
      case PAPER -> dark ? 0x16181c : 0xffffff;
      case TEXT -> dark ? 0xe8eaed : 0x1c1e21;
      case MUTED -> dark ? 0xa3a8b0 : 0x5a6068;
      case GRID -> dark ? 0x2c3036 : 0xe4e6e9;
      case AXIS -> dark ? 0x6c727a : 0x9aa0a6;
      case SERIES -> dark ? DARK[colour()] : LIGHT[colour()];
    };
  }
}
