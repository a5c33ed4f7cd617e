package dev.trotline.analyze;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The plan of a seed race, made before its first result: after how many seeds of a candidate the
 * gate looks, and how many there are at most.
 *
 * @param looks seeds of a candidate at each look, rising; the last is the maximum
 */
public record Race(List<Integer> looks) {

  /** Below this many seeds a sample's own spread says next to nothing. */
  private static final int FIRST = 3;

  /** More looks save few seeds and cost whole rounds of waiting. */
  private static final int LOOKS = 4;

  public Race {
    looks = List.copyOf(looks);
    int least = 0;
    for (int seeds : looks) {
      if (seeds <= least) {
        throw new IllegalArgumentException("no plan of looks: " + looks);
      }
      least = seeds;
    }
    if (looks.isEmpty()) {
      throw new IllegalArgumentException("no look is planned");
    }
  }

  /** At most four looks, evenly spread from three seeds (or one more than screened) to the most. */
  public static Race of(int screened, int most) {
    int maximum = Math.max(1, Math.max(screened, most));
    int first = Math.min(maximum, Math.max(FIRST, screened + 1));
    int step = Math.max(1, (maximum - first + LOOKS - 2) / (LOOKS - 1));
    var looks = IntStream.iterate(first, n -> n < maximum, n -> n + step).boxed();
    return new Race(
        java.util.stream.Stream.concat(looks, java.util.stream.Stream.of(maximum)).toList());
  }

  /** One look when all seeds are in. */
  public static Race single(int seeds) {
    return new Race(List.of(Math.max(1, seeds)));
  }

  /** Most seeds of a candidate. */
  public int most() {
    return looks.get(looks.size() - 1);
  }

  /** The next number of seeds to look at after this many; the most if there is none. */
  public int after(int seeds) {
    return looks.stream().filter(n -> n > seeds).findFirst().orElse(most());
  }

  /**
   * Information at each look so far as shares of that at the end, the present one last. What is
   * known after n seeds against m is n m / (n + m).
   *
   * @param seeds of the candidate now
   * @param incumbents seeds of the incumbent now
   * @param before seeds the incumbent had before the race; it gets further ones along with the
   *     candidates
   * @param paired true if only the seeds both have count
   */
  double[] shares(int seeds, int incumbents, int before, boolean paired) {
    if (seeds >= most()) {
      return shares(seeds, incumbents, before, paired, information(seeds, incumbents, paired));
    }
    double planned = information(most(), Math.max(incumbents, most()), paired);
    return shares(seeds, incumbents, before, paired, planned);
  }

  private double[] shares(int seeds, int incumbents, int before, boolean paired, double whole) {
    double now = information(seeds, incumbents, paired);
    double[] past =
        looks.stream()
            .filter(n -> n < seeds)
            .mapToDouble(
                n -> information(n, Math.min(incumbents, Math.max(before, n)), paired) / whole)
            .filter(share -> share < now / whole)
            .toArray();
    double[] all = java.util.Arrays.copyOf(past, past.length + 1);
    all[past.length] = Math.min(1, now / whole);
    return all;
  }

  private static double information(int n, int m, boolean paired) {
    return paired ? Math.min(n, m) / 2.0 : (double) n * m / (n + m);
  }
}
