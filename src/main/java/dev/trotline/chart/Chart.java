package dev.trotline.chart;

import java.util.List;

/** Lines over a common axis. */
public record Chart(
    String title, String subtitle, Axis x, Axis y, List<Curve> curves, List<Marker> markers)
    implements Plot {

  public Chart {
    curves = List.copyOf(curves);
    markers = List.copyOf(markers);
  }

  @Override
  public List<String> names() {
    return curves.stream().map(Curve::name).distinct().toList();
  }
}
