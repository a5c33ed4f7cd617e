package dev.trotline.analyze.hack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All detectors, in one call. A run shows a flag or does not; an experiment has it where at least
 * half of its runs show it. What concerns the experiment as a whole is raised once.
 */
public final class HackDetectors {

  private static final List<Detector> ALL =
      List.of(
          new Tampered(),
          new NotApplied.Asked(),
          new NotApplied.Duplicate(),
          new EasierTask(),
          new RewardWithoutPerformance.InRun(),
          new RewardWithoutPerformance.AgainstReference(),
          new StandingStill(),
          new DyingEarly(),
          new DominantTerm(),
          new CurriculumCollapse(),
          new Gait.Hopping(),
          new Gait.LiftedLeg(),
          new Gait.Sliding(),
          new Gait.Pattering(),
          new Gait.SteppingInPlace(),
          new Traps.Wasteful(),
          new LuckySeed(),
          new Traps.NeedsNoise(),
          new Traps.NonFinite(),
          new Traps.NoiseRunsAway(),
          new Traps.ValueExplodes());

  private static final Comparator<Flag> STRONGEST =
      Comparator.comparing(Flag::blocks)
          .thenComparing(Flag::confidence)
          .reversed()
          .thenComparing(Flag::name);

  private HackDetectors() {}

  /** The experiment's flags, strongest first. */
  public static List<Flag> examine(HackInput input) {
    return examine(input, perRun(input));
  }

  /**
   * The same with what its runs show at hand.
   *
   * @param runs what {@link #perRun} said of the same input
   */
  public static List<Flag> examine(HackInput input, Map<String, List<Flag>> runs) {
    var found = new LinkedHashMap<String, Flag>();
    var byName = new LinkedHashMap<String, List<Flag>>();
    runs.values()
        .forEach(
            flags ->
                flags.forEach(
                    flag -> byName.computeIfAbsent(flag.name(), n -> new ArrayList<>()).add(flag)));
    byName.forEach(
        (name, flags) -> {
          if (2 * flags.size() >= input.candidate().size()) {
            found.put(name, together(flags));
          }
        });
    for (Detector detector : ALL) {
      if (detector instanceof Detector.OfExperiment whole) {
        whole.look(input).forEach(flag -> found.merge(flag.name(), flag, HackDetectors::stronger));
      }
    }
    return found.values().stream().sorted(STRONGEST).toList();
  }

  /** The flags of every candidate run by its name, strongest first; runs without any included. */
  public static Map<String, List<Flag>> perRun(HackInput input) {
    var all = new LinkedHashMap<String, List<Flag>>();
    for (RunEvidence run : input.candidate()) {
      var flags = new LinkedHashMap<String, Flag>();
      for (Detector detector : ALL) {
        if (detector instanceof Detector.OfRun single) {
          single
              .look(run, input)
              .ifPresent(flag -> flags.merge(flag.name(), flag, HackDetectors::stronger));
        }
      }
      all.put(run.name(), flags.values().stream().sorted(STRONGEST).toList());
    }
    return all;
  }

  private static Flag stronger(Flag a, Flag b) {
    return STRONGEST.compare(a, b) <= 0 ? a : b;
  }

  /** One flag for all runs that show it: the evidence of the clearest, the mean confidence. */
  private static Flag together(List<Flag> flags) {
    Flag clearest = flags.stream().min(STRONGEST).orElseThrow();
    double mean = flags.stream().mapToDouble(Flag::confidence).average().orElseThrow();
    return clearest
        .withRuns(flags.stream().flatMap(flag -> flag.runs().stream()).distinct().toList())
        .withConfidence(mean);
  }
}
