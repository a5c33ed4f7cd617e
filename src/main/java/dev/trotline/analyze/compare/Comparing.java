package dev.trotline.analyze.compare;

import dev.trotline.analyze.stats.Interval;
import dev.trotline.analyze.stats.Multiplicity;
import dev.trotline.metrics.Curve;
import dev.trotline.metrics.MetricKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The arithmetic of a comparison: partings and effects of curves of two sides on one grid. */
final class Comparing {

  private static final double CONFIDENCE = 0.95;

  private final Side candidate;
  private final Side reference;
  private final Grid grid;
  private final Options options;
  private final int window;

  Comparing(Side candidate, Side reference, Grid grid, Options options) {
    this.candidate = candidate;
    this.reference = reference;
    this.grid = grid;
    this.options = options;
    this.window =
        (int) Math.max(1, Math.min(options.window(), grid.commonTo() - grid.commonFrom() + 1));
  }

  int window() {
    return window;
  }

  Contrast.Basis basis() {
    return Contrast.Basis.of(candidate.members().size(), reference.members().size());
  }

  /** The noise of the difference of two single runs; unknown where a side has more. */
  private PointNoise noise(Function<Side.Member, Optional<Curve>> which) {
    return noise(which, 1);
  }

  private PointNoise noise(Function<Side.Member, Optional<Curve>> which, double scale) {
    Map<Long, Double> a = candidate.points(which, grid);
    Map<Long, Double> b = reference.points(which, grid);
    return PointNoise.of(
        a.entrySet().stream()
            .filter(e -> b.containsKey(e.getKey()))
            .mapToDouble(e -> e.getValue() - scale * b.getOrDefault(e.getKey(), 0.0))
            .toArray());
  }

  private Contrast contrast(double[] a, double[] b, PointNoise noise, int points) {
    double error = noise.isKnown() ? noise.errorOfMean(points) : Double.NaN;
    return Contrast.of(a, b, error, noise.degreesOfFreedom());
  }

  Overlay overlay(String name, String unit, Function<Side.Member, Optional<Curve>> which) {
    double[][] after = candidate.binned(which, grid);
    double[][] before = reference.binned(which, grid);
    return new Overlay(
        name,
        unit,
        grid.centres(),
        Overlay.Band.of(reference.name(), before, grid.bins()),
        Overlay.Band.of(candidate.name(), after, grid.bins()),
        parting(after, before, noise(which)));
  }

  /** In every bin that enough runs of both sides cover. */
  private Parting parting(double[][] after, double[][] before, PointNoise noise) {
    var contrasts = new ArrayList<Contrast>();
    var bins = new ArrayList<Integer>();
    for (int i = 0; i < grid.bins(); i++) {
      double[] a = at(after, i);
      double[] b = at(before, i);
      if (a.length >= Math.min(2, after.length)
          && b.length >= Math.min(2, before.length)
          && a.length > 0
          && b.length > 0) {
        contrasts.add(contrast(a, b, noise, (int) (grid.edges()[i + 1] - grid.edges()[i])));
        bins.add(i);
      }
    }
    return Parting.of(
        contrasts.toArray(Contrast[]::new),
        bins.stream().mapToLong(i -> grid.edges()[i]).toArray(),
        bins.stream().mapToLong(i -> grid.edges()[i + 1] - 1).toArray(),
        options.level(),
        grid.width());
  }

  private static double[] at(double[][] runs, int bin) {
    return Arrays.stream(runs).mapToDouble(run -> run[bin]).filter(Double::isFinite).toArray();
  }

  /** One name's change before the number of names is known. */
  private record Raw(
      String name,
      String unit,
      MetricKind.Direction direction,
      double before,
      double after,
      Contrast contrast) {}

  /**
   * The effects of one table, largest relative to its noise first.
   *
   * @param absentIsZero true for what is not logged where it does not exist, such as reward terms
   */
  List<Effect> effects(Side.Kind kind, boolean absentIsZero) {
    var names = new ArrayList<>(reference.names(kind));
    candidate.names(kind).stream().filter(n -> !names.contains(n)).forEach(names::add);
    boolean bothHave = !reference.names(kind).isEmpty() && !candidate.names(kind).isEmpty();
    var raw = new ArrayList<Raw>();
    for (String name : names) {
      Function<Side.Member, Optional<Curve>> which = Side.named(kind, name);
      double[] after = late(candidate, kind, name, absentIsZero && bothHave);
      double[] before = late(reference, kind, name, absentIsZero && bothHave);
      if (after.length == 0 || before.length == 0) {
        continue;
      }
      PointNoise noise = noise(which);
      Contrast contrast = contrast(after, before, noise, window);
      Curve any =
          java.util.stream.Stream.concat(
                  reference.curves(which).stream(), candidate.curves(which).stream())
              .flatMap(Optional::stream)
              .findFirst()
              .orElse(null);
      raw.add(
          new Raw(
              name,
              any == null ? "" : any.provenance().unit(),
              any == null ? MetricKind.Direction.NEITHER : any.provenance().direction(),
              Arrays.stream(before).average().orElse(Double.NaN),
              Arrays.stream(after).average().orElse(Double.NaN),
              contrast));
    }
    double[] adjusted =
        Multiplicity.holm(
            raw.stream().mapToDouble(r -> r.contrast().probability()).toArray(), raw.size());
    var effects = new ArrayList<Effect>();
    for (int i = 0; i < adjusted.length; i++) {
      effects.add(effect(raw.get(i), adjusted[i]));
    }
    effects.sort(Comparator.comparing(Effect::moved).thenComparing(Effect::score).reversed());
    return effects;
  }

  private double[] late(Side side, Side.Kind kind, String name, boolean absentIsZero) {
    double[] values = side.late(Side.named(kind, name), grid, window);
    boolean absent = side.members().stream().noneMatch(m -> m.all().get(kind).containsKey(name));
    return absent && absentIsZero ? new double[side.members().size()] : values;
  }

  private Effect effect(Raw raw, double adjusted) {
    Contrast contrast = raw.contrast();
    Interval interval = contrast.interval(CONFIDENCE);
    return new Effect(
        raw.name(),
        raw.unit(),
        raw.direction(),
        raw.before(),
        raw.after(),
        contrast.difference(),
        interval.low(),
        interval.high(),
        contrast.score(),
        adjusted,
        adjusted <= options.level(),
        Effect.word(
            raw.direction(),
            contrast.difference(),
            adjusted <= options.level(),
            basis() != Contrast.Basis.POINTS));
  }

  /** The reward terms' effects, separated into weight and behaviour. */
  List<TermEffect> terms(ConfigComparison config) {
    List<Effect> effects = effects(Side.Kind.TERM, true);
    double[] before = effects.stream().mapToDouble(Effect::before).toArray();
    double[] after = effects.stream().mapToDouble(Effect::after).toArray();
    double livedBefore = lived(reference);
    double livedAfter = lived(candidate);
    var terms = new ArrayList<TermEffect>();
    for (Effect effect : effects) {
      double[] weights = {weight(reference, effect.name()), weight(candidate, effect.name())};
      boolean switched = effect.difference() != 0 && (weights[0] == 0 || weights[1] == 0);
      terms.add(
          TermEffect.of(
              switched ? effect.asMoved() : effect,
              new double[] {share(effect.before(), before), share(effect.after(), after)},
              weights,
              behaviour(effect.name(), weights[1] / weights[0]),
              livedBefore,
              livedAfter,
              config.isRedefined(effect.name())));
    }
    return terms;
  }

  /** What is left of a term's change once the reference is put at the candidate's weight. */
  private Interval behaviour(String name, double ratio) {
    Function<Side.Member, Optional<Curve>> which = Side.named(Side.Kind.TERM, name);
    double[] after = candidate.late(which, grid, window);
    double[] before =
        Arrays.stream(reference.late(which, grid, window)).map(v -> ratio * v).toArray();
    if (!Double.isFinite(ratio) || after.length == 0 || before.length == 0) {
      return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, CONFIDENCE);
    }
    return contrast(after, before, noise(which, ratio), window).interval(CONFIDENCE);
  }

  private double lived(Side side) {
    double[] lived = side.late(Side.named(Side.Kind.METRIC, "episode_length_share"), grid, window);
    return Arrays.stream(lived).average().orElse(Double.NaN);
  }

  /** Known only where all runs of a side agree. */
  private static double weight(Side side, String term) {
    double[] weights =
        side.members().stream()
            .mapToDouble(m -> Weights.of(m.run().env(), term))
            .distinct()
            .toArray();
    return weights.length == 1 ? weights[0] : Double.NaN;
  }

  private static double share(double value, double[] all) {
    double sum = Arrays.stream(all).filter(v -> v * value > 0).sum();
    return sum == 0 ? Double.NaN : value / sum;
  }

  Decomposition decomposition(Side side) {
    List<String> names = side.names(Side.Kind.TERM);
    double[][] values = new double[names.size()][];
    for (int i = 0; i < values.length; i++) {
      double[][] runs = side.binned(Side.named(Side.Kind.TERM, names.get(i)), grid);
      values[i] = Overlay.Band.of(side.name(), runs, grid.bins()).mean();
    }
    return new Decomposition(side.name(), grid.centres(), names, values);
  }

  /** The unit of a metric's curve on either side. */
  String unit(Function<Side.Member, Optional<Curve>> which) {
    @Nullable Curve any =
        java.util.stream.Stream.concat(
                reference.curves(which).stream(), candidate.curves(which).stream())
            .flatMap(Optional::stream)
            .findFirst()
            .orElse(null);
    return any == null ? "" : any.provenance().unit();
  }
}
