package dev.trotline.chart;

import java.util.List;

/**
 * Parts of a sum over time: positive parts pile up from zero, negative ones hang down from it; the
 * sum is a line. A part that is not finite counts as nothing.
 *
 * @param steps the horizontal place of each column, in rising order
 * @param layers the parts, the first nearest to zero
 */
public record StackedArea(
    String title, String subtitle, Axis x, Axis y, double[] steps, List<Layer> layers)
    implements Plot {

  /** One part; as many values as there are steps. */
  public record Layer(String name, double[] values) {}

  public StackedArea {
    layers = List.copyOf(layers);
    for (Layer layer : layers) {
      if (layer.values().length != steps.length) {
        throw new IllegalArgumentException(
            "a layer has not as many values as there are steps: " + layer.name());
      }
    }
  }

  @Override
  public List<String> names() {
    return layers.stream().map(Layer::name).distinct().toList();
  }

  /** A part at a step; nothing where it is not finite. */
  static double part(Layer layer, int step) {
    double value = layer.values()[step];
    return Scale.isDrawable(value) ? value : 0;
  }

  /** Sum of all parts at a step. */
  double sum(int step) {
    return layers.stream().mapToDouble(layer -> part(layer, step)).sum();
  }

  /** Sum of the parts of one sign at a step. */
  double sum(int step, boolean positive) {
    return layers.stream()
        .mapToDouble(layer -> part(layer, step))
        .map(v -> positive ? Math.max(0, v) : Math.min(0, v))
        .sum();
  }
}
