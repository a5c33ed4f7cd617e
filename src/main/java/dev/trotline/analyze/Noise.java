package dev.trotline.analyze;

import dev.trotline.analyze.stats.FisherF;
import dev.trotline.analyze.stats.Moments;
import dev.trotline.analyze.stats.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How much the deciding metric scatters between seeds when nothing is changed: pooled within all
 * experiments that have repeats; their means may differ.
 *
 * <p>Two things are read off the data. Whether the noise grows with the mean (a bad policy often
 * scatters more than a good one): the constant deviation and the constant coefficient of variation
 * are held against each other by their likelihood, and the constant one is kept unless the other is
 * clearly better. And whether one experiment is unlike the rest (half of its seeds fell over): a
 * group whose variance exceeds that of all others beyond chance (largest-variance test, 1 % shared
 * by the groups) is left out, and named. A sample's own spread counts in the gate in any case, so
 * leaving it out here cannot make its own noise look smaller.
 *
 * @param spread the standard deviation in the metric's unit, or relative to the mean
 * @param proportional true if it is relative to the mean
 * @param origin what it was measured on, for the record
 * @param groups size, mean and spread of the experiments it was made of
 */
public record Noise(Spread spread, boolean proportional, String origin, List<Moments> groups) {

  /** Chance of leaving out an experiment that is like the others. */
  private static final double UNLIKE = 0.01;

  /**
   * Difference of the log-likelihoods from which on the noise counts as proportional: odds of about
   * 7 to 1, where either model has one parameter.
   */
  private static final double CLEARLY = 2;

  public Noise {
    groups = List.copyOf(groups);
  }

  /** Not measured. */
  public static Noise unknown() {
    return new Noise(Spread.UNKNOWN, false, "not measured", List.of());
  }

  /** Measured on the seeds of one experiment, usually the baseline. */
  public static Noise of(Sample baseline, String metric) {
    return of(List.of(baseline), metric);
  }

  /** Pooled within several experiments; their means may differ. */
  public static Noise of(List<Sample> samples, String metric) {
    var kept = new ArrayList<Group>();
    for (Sample sample : samples) {
      Moments moments = sample.moments(metric);
      if (moments.n() > 1) {
        kept.add(new Group(sample.name(), moments));
      }
    }
    if (kept.isEmpty()) {
      return unknown();
    }
    boolean proportional = isProportional(kept);
    var unlike = new ArrayList<String>();
    for (Group odd = odd(kept, proportional); odd != null; odd = odd(kept, proportional)) {
      kept.remove(odd);
      unlike.add(odd.name());
      // A group that is left out has no say in how the noise depends on the mean either.
      proportional = isProportional(kept);
    }
    int runs = kept.stream().mapToInt(group -> group.moments().n()).sum();
    Noise pooled = of(kept.stream().map(Group::moments).toList(), proportional, "");
    String origin =
        runs
            + " runs of "
            + names(kept.stream().map(Group::name).toList())
            + ", "
            + pooled.spread().degreesOfFreedom()
            + " degrees of freedom"
            + (pooled.proportional() ? ", proportional to the mean" : "")
            + (unlike.isEmpty() ? "" : "; without " + names(unlike) + ", unlike the rest");
    return new Noise(pooled.spread(), pooled.proportional(), origin, pooled.groups());
  }

  private static Noise of(List<Moments> groups, boolean proportional, String origin) {
    Moments[] scaled =
        groups.stream().map(g -> proportional ? relative(g) : g).toArray(Moments[]::new);
    return new Noise(Spread.within(scaled), proportional, origin, groups);
  }

  /** The same without the experiments of these samples, so that nothing is counted twice. */
  Noise without(Moments... samples) {
    var others = new ArrayList<>(groups);
    for (Moments sample : samples) {
      others.remove(sample);
    }
    return others.size() == groups.size() ? this : of(others, proportional, origin);
  }

  /** The noise of an experiment with this mean, in the metric's unit. */
  public Spread at(double mean) {
    return proportional && spread.isKnown()
        ? new Spread(spread.deviation() * Math.abs(mean), spread.degreesOfFreedom())
        : spread;
  }

  private static Moments relative(Moments group) {
    return new Moments(group.n(), 1, group.sumOfSquares() / (group.mean() * group.mean()));
  }

  private static boolean isProportional(List<Group> named) {
    List<Moments> groups = named.stream().map(Group::moments).toList();
    if (groups.size() < 2 || groups.stream().anyMatch(g -> g.mean() == 0)) {
      return false;
    }
    double freedom = 0;
    double constant = 0;
    double relative = 0;
    double logs = 0;
    for (Moments group : groups) {
      freedom += group.degreesOfFreedom();
      constant += group.sumOfSquares();
      relative += relative(group).sumOfSquares();
      logs += group.degreesOfFreedom() * Math.log(Math.abs(group.mean()));
    }
    // Profile likelihoods of the residuals: -df/2 log(s^2), less the sum of log|mean| if scaled.
    double gain = freedom / 2 * Math.log(constant / relative) - logs;
    return constant > 0 && relative > 0 && gain > CLEARLY;
  }

  private static @org.jspecify.annotations.Nullable Group odd(
      List<Group> groups, boolean proportional) {
    if (groups.size() < 3) {
      // Of two nobody can say which is the odd one.
      return null;
    }
    Group largest =
        groups.stream()
            .max(Comparator.comparingDouble(g -> g.scaled(proportional).variance()))
            .orElseThrow();
    double squares = 0;
    int freedom = 0;
    for (Group group : groups) {
      if (group != largest) {
        squares += group.scaled(proportional).sumOfSquares();
        freedom += group.moments().degreesOfFreedom();
      }
    }
    double ratio = largest.scaled(proportional).variance() / (squares / freedom);
    double p =
        groups.size() * FisherF.upperTail(ratio, largest.moments().degreesOfFreedom(), freedom);
    return p < UNLIKE ? largest : null;
  }

  private static String names(List<String> all) {
    return all.size() <= 4
        ? String.join(", ", all)
        : String.join(", ", all.subList(0, 3)) + " and " + (all.size() - 3) + " more";
  }

  private record Group(String name, Moments moments) {
    Moments scaled(boolean proportional) {
      return proportional ? relative(moments) : moments;
    }
  }
}
