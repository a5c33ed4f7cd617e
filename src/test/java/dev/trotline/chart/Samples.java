package dev.trotline.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Plots for tests: texts of the worst kind, and data of every kind. */
final class Samples {

  static final String HOSTILE =
      "<script>alert(1)</script>\"'&]]>\u0000\u001b[31m\u202egnp\u2066\ud800\ufffe\u0085\u2028--><b>";

  private Samples() {}

  /** Curves, bands and markers; seeded, with gaps, spikes, constants and what cannot be drawn. */
  static Chart chart(SplittableRandom random, String name, boolean log) {
    var curves = new ArrayList<Curve>();
    int count = random.nextInt(4);
    for (int c = 0; c < count; c++) {
      int n = random.nextInt(5) == 0 ? random.nextInt(3) : random.nextInt(3000);
      double[] x = new double[n];
      double[] y = new double[n];
      double[] high = new double[n];
      double size = Math.pow(10, random.nextInt(-12, 12));
      for (int i = 0; i < n; i++) {
        x[i] = random.nextInt(50) == 0 ? random.nextInt(n) : i;
        y[i] =
            switch (random.nextInt(60)) {
              case 0 -> Double.NaN;
              case 1 -> Double.POSITIVE_INFINITY;
              case 2 -> 1e300;
              case 3 -> -size;
              default -> size * random.nextDouble();
            };
        high[i] = y[i] + size;
      }
      Curve curve = Curve.of(name + c, x, y);
      curves.add(random.nextBoolean() ? curve : Curve.band(name + c, x, y, y, high));
      if (random.nextBoolean()) {
        curves.add(curve.with(Curve.Stroke.FAINT));
      }
    }
    Axis y = log ? Axis.log(name) : Axis.of(name);
    return new Chart(name, name, Axis.of(name), y, curves, List.of(new Marker(3, name)));
  }

  static StackedArea stack(SplittableRandom random, String name) {
    int n = random.nextInt(1000);
    double[] steps = new double[n];
    for (int i = 0; i < n; i++) {
      steps[i] = i;
    }
    var layers = new ArrayList<StackedArea.Layer>();
    for (int layer = 0; layer < random.nextInt(20); layer++) {
      double[] values = new double[n];
      for (int i = 0; i < n; i++) {
        values[i] = random.nextInt(100) == 0 ? Double.NaN : random.nextDouble() - 0.5;
      }
      layers.add(new StackedArea.Layer(name + layer, values));
    }
    return new StackedArea(name, name, Axis.of(name), Axis.of(name), steps, layers);
  }

  static DotChart dots(SplittableRandom random, String name) {
    var rows = new ArrayList<DotChart.Row>();
    for (int r = 0; r < random.nextInt(8); r++) {
      double middle = random.nextInt(5) == 0 ? Double.NaN : random.nextDouble();
      double[] seeds = {middle - 0.1, middle + 0.2, Double.NaN};
      rows.add(new DotChart.Row(name + r, seeds, middle, middle - 0.1, middle + 0.1));
    }
    return new DotChart(name, name, Axis.of(name), rows, List.of(new Marker(0.5, name)));
  }

  /** One plot of each kind for each seed. */
  static List<Plot> all(long seed, String name) {
    var random = new SplittableRandom(seed);
    return List.of(
        chart(random, name, false),
        chart(random, name, true),
        stack(random, name),
        dots(random, name));
  }

  /** A plain curve. */
  static Chart line(double... y) {
    double[] x = new double[y.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    return new Chart(
        "title", "", Axis.of("step"), Axis.of("value"), List.of(Curve.of("run", x, y)), List.of());
  }
}
