package dev.trotline.analyze.export;

import dev.trotline.chart.Axis;
import dev.trotline.chart.Chart;
import dev.trotline.chart.Curve;
import dev.trotline.chart.DotChart;
import dev.trotline.chart.HtmlPage;
import dev.trotline.chart.Marker;
import dev.trotline.chart.Page;
import dev.trotline.chart.Plot;
import dev.trotline.chart.Png;
import dev.trotline.chart.StackedArea;
import dev.trotline.chart.Svg;
import dev.trotline.chart.Terminal;
import dev.trotline.chart.TerminalPlot;
import dev.trotline.error.InvalidInputException;
import dev.trotline.process.AtomicFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Collects plots, tables and warnings, and writes them as one page, one picture or text. Texts may
 * come from strangers' files; they are made harmless where they are written.
 */
public final class PlotSet {

  /** More parts than this cannot be told apart; the smallest are added up. */
  private static final int MOST_TERMS = 16;

  private final String title;
  private final String subtitle;
  private final List<Page.Block> blocks = new ArrayList<>();

  /** An empty set. */
  public PlotSet(String title, String subtitle) {
    this.title = title;
    this.subtitle = subtitle;
  }

  /**
   * A group's curve and the interval around it.
   *
   * @param name such as an experiment's id
   * @param x iterations
   * @param mean one value per iteration; NaN leaves a gap
   * @param low lower end of the interval
   * @param high upper end of the interval
   */
  public record Group(String name, double[] x, double[] mean, double[] low, double[] high) {}

  /** Starts a section. */
  public PlotSet heading(String text) {
    blocks.add(new Page.Heading(text));
    return this;
  }

  /** Adds a paragraph. */
  public PlotSet note(String text) {
    blocks.add(new Page.Note(text));
    return this;
  }

  /** Adds warnings; none shows nothing. */
  public PlotSet flags(List<String> texts) {
    blocks.add(new Page.Flags(texts));
    return this;
  }

  /** Adds a table. */
  public PlotSet table(String caption, List<String> header, List<List<String>> rows) {
    blocks.add(new Page.Table(caption, header, rows));
    return this;
  }

  /** Adds a plot. Neighbours form one block, in which a name has one colour. */
  public PlotSet add(Plot plot) {
    return addAll(List.of(plot));
  }

  /** Adds plots. */
  public PlotSet addAll(List<? extends Plot> plots) {
    int last = blocks.size() - 1;
    if (last >= 0 && blocks.get(last) instanceof Page.Plots before) {
      var together = new ArrayList<Plot>(before.plots());
      together.addAll(plots);
      blocks.set(last, new Page.Plots(together));
    } else {
      blocks.add(new Page.Plots(List.copyOf(plots)));
    }
    return this;
  }

  /**
   * Adds curves of several groups over each other.
   *
   * @param note what the line and the band are, such as {@code mean of 5 seeds, band: 95 %}
   * @param markers iterations worth naming
   */
  public PlotSet overlay(
      String name, String note, Axis x, Axis y, List<Group> groups, List<Marker> markers) {
    List<Curve> curves =
        groups.stream().map(g -> Curve.band(g.name(), g.x(), g.mean(), g.low(), g.high())).toList();
    return add(new Chart(name, note, x, y, curves, markers));
  }

  /**
   * Adds the parts of a sum over time, the largest nearest to zero.
   *
   * @param terms names of the parts
   * @param values one row per term, one column per step
   */
  public PlotSet decomposition(
      String name,
      String note,
      Axis x,
      Axis y,
      double[] steps,
      List<String> terms,
      double[][] values) {
    List<Integer> order =
        IntStream.range(0, terms.size())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -weight(values[i])))
            .toList();
    var layers = new ArrayList<StackedArea.Layer>();
    int shown = order.size() > MOST_TERMS ? MOST_TERMS - 1 : order.size();
    for (int i : order.subList(0, shown)) {
      layers.add(new StackedArea.Layer(terms.get(i), values[i]));
    }
    if (shown < order.size()) {
      double[] rest = new double[steps.length];
      for (int i : order.subList(shown, order.size())) {
        for (int s = 0; s < rest.length; s++) {
          rest[s] += Double.isFinite(values[i][s]) ? values[i][s] : 0;
        }
      }
      layers.add(new StackedArea.Layer((order.size() - shown) + " smaller terms", rest));
    }
    return add(new StackedArea(name, note, x, y, steps, layers));
  }

  private static double weight(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += Double.isFinite(value) ? Math.abs(value) : 0;
    }
    return sum;
  }

  /** Adds groups with their seeds as dots and an interval each. */
  public PlotSet dots(
      String name, String note, Axis value, List<DotChart.Row> rows, List<Marker> markers) {
    return add(new DotChart(name, note, value, rows, markers));
  }

  /** All plots in order. */
  public List<Plot> plots() {
    return blocks.stream()
        .filter(Page.Plots.class::isInstance)
        .flatMap(block -> ((Page.Plots) block).plots().stream())
        .toList();
  }

  /** One page that needs nothing else. */
  public String html() {
    return HtmlPage.of(new Page(title, subtitle, blocks));
  }

  /**
   * All plots on one picture.
   *
   * @param scale 1, or 2 for fine screens and print
   */
  public byte[] png(int scale) {
    List<Plot> plots = plots();
    return plots.size() == 1 ? Png.of(plots.get(0), scale) : Png.sheet(plots, scale);
  }

  /** All plots as text, with an empty line between them. */
  public List<String> lines(Terminal terminal) {
    var lines = new ArrayList<String>();
    for (Plot plot : plots()) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(TerminalPlot.of(plot, terminal));
    }
    return lines;
  }

  /**
   * Writes the file, whole or not at all. Its name decides: {@code .png}, {@code .svg} (of a single
   * plot), anything else is a page of HTML.
   *
   * @throws InvalidInputException if the plots do not fit into a file of this kind
   */
  public void write(Path file) {
    String name = file.toString().toLowerCase(java.util.Locale.ROOT);
    List<Plot> plots = plots();
    if (name.endsWith(".png")) {
      AtomicFile.write(file, png(2));
    } else if (name.endsWith(".svg")) {
      if (plots.size() != 1) {
        throw new InvalidInputException(
            "a file of SVG holds one plot, not " + plots.size(),
            file.toString(),
            null,
            "choose one tag, or write .html or .png");
      }
      AtomicFile.write(file, Svg.of(plots.get(0)));
    } else {
      AtomicFile.write(file, html());
    }
  }
}
