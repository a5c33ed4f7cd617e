package dev.trotline.analyze;

import dev.trotline.analyze.stats.Moments;
import dev.trotline.analyze.stats.Normal;
import dev.trotline.study.Objective;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A source of seed noise, and what the gate does on it: how often it promotes one of several
 * identical experiments, and how often it finds one that is better.
 *
 * @param name of the source
 * @param draw the value of one more seed of the incumbent; less is better
 */
record SeedNoise(String name, ToDoubleFunction<SplittableRandom> draw) {

  private static final Objective OBJECTIVE = new Objective("error", true, List.of(), null);

  /** How the seeds are spent. */
  enum Way {
    /** Eight seeds each, judged once. */
    FIXED,
    /** A race of one candidate from 3 seeds to 8, the incumbent from 5 to 8. */
    RACE,
    /** The loop's way: a screen of one seed, the better half races. */
    LOOP
  }

  /**
   * What came of many trials.
   *
   * @param accepted share of trials in which any candidate was accepted
   * @param found share in which the better candidate was
   * @param seeds mean seeds spent on all candidates together, without the incumbent's
   */
  record Rates(double accepted, double found, double seeds) {}

  static SeedNoise of(String name, double... values) {
    return new SeedNoise(name, random -> values[random.nextInt(values.length)]);
  }

  /** Coefficient of variation. */
  double variation() {
    var random = new SplittableRandom(1);
    Moments moments =
        Moments.of(
            IntStream.range(0, 20_000).mapToDouble(i -> draw.applyAsDouble(random)).toArray());
    return moments.standardDeviation() / Math.abs(moments.mean());
  }

  /**
   * The power that a z-test with known spreads would have at 8 seeds against 8: no test on means
   * can find more.
   */
  double attainable(double gain, double error) {
    double standardError = variation() * Math.sqrt((1 + (1 - gain) * (1 - gain)) / 8);
    return Normal.cumulative(gain / standardError + Normal.quantile(error));
  }

  /**
   * Tries the gate.
   *
   * @param candidates how many; the first is better by {@code gain}, the others are not
   * @param gain share by which the first candidate's error is smaller, 0 for the A/A test
   */
  Rates rates(Way way, int candidates, double gain, int trials, long seed, GateRules rules) {
    var random = new SplittableRandom(seed);
    var gate = new Gate(rules);
    int any = 0;
    int found = 0;
    long spent = 0;
    for (int trial = 0; trial < trials; trial++) {
      double[] incumbent = values(8, 1, random);
      double[][] all = new double[candidates][];
      for (int i = 0; i < candidates; i++) {
        all[i] = values(8, i == 0 ? 1 - gain : 1, random);
      }
      var outcome =
          way == Way.FIXED ? fixed(gate, all, incumbent) : race(gate, all, incumbent, way);
      any += outcome.accepted().isEmpty() ? 0 : 1;
      found += outcome.accepted().contains(0) ? 1 : 0;
      spent += outcome.seeds();
    }
    return new Rates((double) any / trials, (double) found / trials, (double) spent / trials);
  }

  private double[] values(int seeds, double factor, SplittableRandom random) {
    return IntStream.range(0, seeds)
        .mapToDouble(i -> factor * draw.applyAsDouble(random))
        .toArray();
  }

  private record Trial(List<Integer> accepted, int seeds) {}

  private static Trial fixed(Gate gate, double[][] all, double[] incumbent) {
    List<Sample> candidates = new ArrayList<>();
    for (int i = 0; i < all.length; i++) {
      candidates.add(sample(i + 1, all[i], 8));
    }
    Sample against = sample(0, incumbent, 8);
    List<GateResult> results =
        gate.wave(candidates, against, noise(candidates, against), OBJECTIVE, all.length);
    return new Trial(
        IntStream.range(0, all.length).filter(i -> results.get(i).isAccepted()).boxed().toList(),
        8 * all.length);
  }

  /** As loop.SeedRace does it. */
  private static Trial race(Gate gate, double[][] all, double[] incumbent, Way way) {
    int[] seeds = new int[all.length];
    List<Integer> open = new ArrayList<>(IntStream.range(0, all.length).boxed().toList());
    if (way == Way.LOOP) {
      java.util.Arrays.fill(seeds, 1);
      Sample five = sample(0, incumbent, 5);
      Map<Integer, Screen> screens = new LinkedHashMap<>();
      open.forEach(
          i ->
              screens.put(
                  i,
                  gate.first(sample(i + 1, all[i], 1), five, Noise.of(five, "error"), OBJECTIVE)));
      open =
          new ArrayList<>(
              screens.entrySet().stream()
                  .filter(e -> e.getValue().promising())
                  .sorted(java.util.Comparator.comparingDouble(e -> -e.getValue().strength()))
                  .limit((all.length + 1) / 2)
                  .map(Map.Entry::getKey)
                  .toList());
    }
    Race race = Race.of(1, 8);
    List<Integer> accepted = new ArrayList<>();
    for (int look : race.looks()) {
      if (open.isEmpty()) {
        break;
      }
      Sample against = sample(0, incumbent, Math.max(5, look));
      List<Sample> candidates = new ArrayList<>();
      for (int i : open) {
        seeds[i] = look;
        candidates.add(sample(i + 1, all[i], look));
      }
      List<GateResult> results =
          gate.race(
              candidates,
              against,
              noise(candidates, against),
              OBJECTIVE,
              all.length - accepted.size(),
              Pairing.none(),
              race,
              5);
      List<Integer> on = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).isAccepted()) {
          accepted.add(open.get(i));
        } else if (results.get(i).race().goOn()) {
          on.add(open.get(i));
        }
      }
      open = on;
    }
    return new Trial(accepted, IntStream.of(seeds).sum());
  }

  private static Noise noise(List<Sample> candidates, Sample incumbent) {
    List<Sample> all = new ArrayList<>();
    all.add(incumbent);
    all.addAll(candidates);
    return Noise.of(all, "error");
  }

  private static Sample sample(int number, double[] values, int seeds) {
    var bySeed = new LinkedHashMap<Integer, Map<String, Double>>();
    for (int seed = 0; seed < seeds; seed++) {
      bySeed.put(seed, Map.of("error", values[seed]));
    }
    return new Sample("exp00" + number, bySeed, 0);
  }
}
