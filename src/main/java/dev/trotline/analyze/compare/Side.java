package dev.trotline.analyze.compare;

import dev.trotline.metrics.Curve;
import dev.trotline.metrics.MetricCurves;
import dev.trotline.metrics.Warmth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One side of a comparison with its curves read: runs that logged something, copies left out. */
final class Side {

  private final Group group;
  private final List<Member> members;
  private final List<String> notes;

  /** A run and its curves by kind. */
  record Member(
      RunData run, MetricCurves curves, Grid.Extent extent, Map<Kind, Map<String, Curve>> all) {}

  /** What a name is looked up among. */
  enum Kind {
    METRIC,
    TERM,
    TERMINATION
  }

  private Side(Group group, List<Member> members, List<String> notes) {
    this.group = group;
    this.members = members;
    this.notes = notes;
  }

  static Side of(Group group) {
    var members = new ArrayList<Member>();
    var notes = new ArrayList<String>();
    for (RunData run : group.runs()) {
      run.problems().forEach(problem -> notes.add(run.name() + ": " + problem));
      Optional<Member> twin =
          members.stream()
              .filter(m -> FirstDifference.isCopy(m.run().series(), run.series()))
              .findFirst();
      if (twin.isPresent()) {
        notes.add(
            run.name()
                + " is equal to "
                + twin.get().run().name()
                + " in every scalar and is not counted as another seed");
        continue;
      }
      MetricCurves curves = MetricCurves.read(run.series(), run.env(), run.agent(), run.meaning());
      Warmth warmth = curves.warmth();
      if (warmth.kept() == 0) {
        notes.add(run.name() + " logged no iteration");
        continue;
      }
      if (!warmth.isSettled()) {
        notes.add(run.name() + " is shorter than one episode: its figures are biased");
      }
      var extent = new Grid.Extent(warmth.firstOfLast(warmth.kept()), warmth.last());
      members.add(
          new Member(
              run,
              curves,
              extent,
              Map.of(
                  Kind.METRIC, curves.metrics(),
                  Kind.TERM, curves.rewardTerms(),
                  Kind.TERMINATION, curves.terminations())));
    }
    return new Side(group, members, notes);
  }

  Group group() {
    return group;
  }

  String name() {
    return group.name();
  }

  List<Member> members() {
    return members;
  }

  List<String> notes() {
    return notes;
  }

  /** The names of a kind any run has, in order of appearance. */
  List<String> names(Kind kind) {
    var names = new java.util.LinkedHashSet<String>();
    members.forEach(m -> names.addAll(m.all().get(kind).keySet()));
    return new ArrayList<>(names);
  }

  /** A curve of each run that has it; a null where a run does not. */
  List<Optional<Curve>> curves(Function<Member, Optional<Curve>> which) {
    return members.stream().map(which).toList();
  }

  static Function<Member, Optional<Curve>> named(Kind kind, String name) {
    return member -> Optional.ofNullable(member.all().get(kind).get(name));
  }

  static Function<Member, Optional<Curve>> tag(String tag) {
    return member -> member.curves().tag(tag);
  }

  long shift(Member member, Grid grid) {
    return grid.aligned() ? member.extent().first() : 0;
  }

  /** Each run's means in the bins of a grid; NaN where it has none. */
  double[][] binned(Function<Member, Optional<Curve>> which, Grid grid) {
    double[][] binned = new double[members.size()][];
    for (int i = 0; i < binned.length; i++) {
      Member member = members.get(i);
      double[] none = new double[grid.bins()];
      Arrays.fill(none, Double.NaN);
      binned[i] =
          which.apply(member).map(curve -> grid.bin(curve, shift(member, grid))).orElse(none);
    }
    return binned;
  }

  /**
   * Each run's mean over the last window of the common iterations; runs without one are left out.
   */
  double[] late(Function<Member, Optional<Curve>> which, Grid grid, int window) {
    return members.stream()
        .mapToDouble(
            member -> {
              long shift = shift(member, grid);
              long to = grid.commonTo() + shift;
              long from = Math.max(grid.commonFrom() + shift, to - window + 1);
              return which.apply(member).map(curve -> curve.mean(from, to)).orElse(Double.NaN);
            })
        .filter(Double::isFinite)
        .toArray();
  }

  /** The values of a single run's curve by iteration, shifted onto the grid. */
  Map<Long, Double> points(Function<Member, Optional<Curve>> which, Grid grid) {
    var points = new LinkedHashMap<Long, Double>();
    if (members.size() != 1) {
      return points;
    }
    Member member = members.get(0);
    Curve curve = which.apply(member).orElse(null);
    if (curve == null) {
      return points;
    }
    long shift = shift(member, grid);
    for (int i = 0; i < curve.size(); i++) {
      long step = curve.step(i) - shift;
      if (Double.isFinite(curve.value(i)) && step >= grid.commonFrom() && step <= grid.commonTo()) {
        points.put(step, curve.value(i));
      }
    }
    return points;
  }
}
