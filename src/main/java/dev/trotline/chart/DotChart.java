package dev.trotline.chart;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Groups with their single values as dots and an interval around a middle: experiments and their
 * seeds.
 *
 * @param value the horizontal axis
 * @param rows the groups, top first
 * @param markers values worth naming, such as a target
 */
public record DotChart(
    String title, String subtitle, Axis value, List<Row> rows, List<Marker> markers)
    implements Plot {

  /**
   * One group.
   *
   * @param dots single values, such as those of seeds; may be empty
   * @param middle such as the mean; NaN if unknown
   * @param low lower end of the interval, NaN if unknown
   * @param high upper end of the interval, NaN if unknown
   */
  public record Row(String name, double[] dots, double middle, double low, double high) {

    DoubleStream all() {
      return DoubleStream.concat(DoubleStream.of(dots), DoubleStream.of(middle, low, high));
    }
  }

  public DotChart {
    rows = List.copyOf(rows);
    markers = List.copyOf(markers);
  }

  /** Names stand beside the rows; there is nothing to list. */
  @Override
  public List<String> names() {
    return List.of();
  }

  /** The number line all rows share; values worth naming are on it. */
  Scale scale() {
    return Scale.of(
        value,
        DoubleStream.concat(
                rows.stream().flatMapToDouble(Row::all), markers.stream().mapToDouble(Marker::at))
            .toArray(),
        0.05);
  }
}
