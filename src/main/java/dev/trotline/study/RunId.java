package dev.trotline.study;

import dev.trotline.error.InvalidInputException;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Identity of one training of an experiment with one seed, written {@code exp007/s2}; a probe is
 * {@code exp007/p2}, a further training with the same seed {@code exp007/s2r1}: one that carries an
 * interrupted run on, or one of several adopted from elsewhere.
 *
 * @param experiment the experiment trained
 * @param seed the seed given to the trainer
 * @param probe true for a short diagnostic run that is never ranked
 * @param repeat 0 for the first training with this seed
 */
public record RunId(ExperimentId experiment, int seed, boolean probe, int repeat)
    implements Comparable<RunId> {

  private static final Pattern FORM =
      Pattern.compile("(exp\\d{1,6})/([sp])(\\d{1,9})(?:r([1-9]\\d{0,5}))?");
  private static final Comparator<RunId> ORDER =
      Comparator.comparing(RunId::experiment)
          .thenComparing(RunId::probe)
          .thenComparingInt(RunId::seed)
          .thenComparingInt(RunId::repeat);

  public RunId {
    if (seed < 0) {
      throw new IllegalArgumentException("a seed is not negative: " + seed);
    }
    if (repeat < 0) {
      throw new IllegalArgumentException("a repeat counts from 0, not " + repeat);
    }
  }

  /** The first training with a seed. */
  public RunId(ExperimentId experiment, int seed, boolean probe) {
    this(experiment, seed, probe, 0);
  }

  /** A run that counts. */
  public static RunId of(ExperimentId experiment, int seed) {
    return new RunId(experiment, seed, false);
  }

  /** Reads {@code exp007/s2}. */
  public static RunId parse(String text) {
    return find(text)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "'" + text + "' is not a run id", null, null, "write it like exp007/s2"));
  }

  /** The same for names that may mean something else; empty if this one does. */
  public static Optional<RunId> find(String text) {
    var matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new RunId(
                ExperimentId.parse(matcher.group(1)),
                Integer.parseInt(matcher.group(3)),
                matcher.group(2).equals("p"),
                matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4))))
        : Optional.empty();
  }

  /** The next training with the same seed. */
  public RunId again() {
    return new RunId(experiment, seed, probe, repeat + 1);
  }

  /** The last part, {@code s2}, {@code p2} or {@code s2r1}; also the name of the run's folder. */
  public String leaf() {
    return (probe ? "p" : "s") + seed + (repeat == 0 ? "" : "r" + repeat);
  }

  @Override
  public int compareTo(RunId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return experiment + "/" + leaf();
  }
}
