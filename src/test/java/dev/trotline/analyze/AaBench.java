package dev.trotline.analyze;

import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.event.EventFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Prints the table of bench/aa: false acceptances and power of the gate on artificial noise, on
 * real seeds and on curves of the corpus. Started by {@code bench/aa/run}; arguments: the file of
 * seeds, the corpus folder (or nothing), trials.
 */
final class AaBench {

  /** Iterations of one pseudo-seed: a block of the late curve keeps its short correlations. */
  private static final int BLOCK = 20;

  private AaBench() {}

  /**
   * Prints the table.
   *
   * @param seeds the file of real seeds
   * @param corpus folder of real trainings, or empty
   */
  static void print(PrintStream out, Path seeds, Optional<Path> corpus, int trials)
      throws IOException {
    out.println(
        "| noise | CV | fixed, 1 | fixed, 4 | race, 1 | seeds | race, 4 | loop, 4 | seeds"
            + " | power fixed | power race | seeds | power loop | attainable |");
    out.println("|---".repeat(14) + "|");
    for (SeedNoise noise : real(seeds)) {
      row(out, noise, trials);
    }
    for (SeedNoise noise : artificial()) {
      row(out, noise, trials);
    }
    if (corpus.isPresent()) {
      corpus(out, corpus.get(), trials);
    }
  }

  /** Normal noise of several sizes and the shapes of {@link GateErrorRateTest}. */
  static List<SeedNoise> artificial() {
    List<SeedNoise> all = new ArrayList<>();
    for (double cv : new double[] {0.1, 0.15, 0.2}) {
      all.add(new SeedNoise("normal", random -> Math.max(0.01, 1 + cv * random.nextGaussian())));
    }
    for (GateErrorRateTest.Shape shape : GateErrorRateTest.Shape.values()) {
      all.add(new SeedNoise(shape.name().toLowerCase(Locale.ROOT), shape::draw));
    }
    return all;
  }

  /** The real seeds: one source per training length. */
  static List<SeedNoise> real(Path file) throws IOException {
    Map<String, List<Double>> groups = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("#") && !line.startsWith("source")) {
        String[] cells = line.split(",", -1);
        groups.computeIfAbsent(cells[0], k -> new ArrayList<>()).add(Double.parseDouble(cells[2]));
      }
    }
    return groups.entrySet().stream()
        .map(
            e ->
                SeedNoise.of(
                    e.getKey() + ", " + e.getValue().size() + " seeds",
                    e.getValue().stream().mapToDouble(Double::doubleValue).toArray()))
        .toList();
  }

  private static void row(PrintStream out, SeedNoise noise, int trials) {
    var line = new StringBuilder("| " + noise.name());
    cell(line, noise.variation());
    GateRules rules = GateRules.standard();
    cell(line, noise.rates(SeedNoise.Way.FIXED, 1, 0, trials, 11, rules).accepted());
    cell(line, noise.rates(SeedNoise.Way.FIXED, 4, 0, trials, 12, rules).accepted());
    SeedNoise.Rates twin = noise.rates(SeedNoise.Way.RACE, 1, 0, trials, 13, rules);
    cell(line, twin.accepted());
    line.append(String.format(Locale.ROOT, " | %.1f", twin.seeds()));
    cell(line, noise.rates(SeedNoise.Way.RACE, 4, 0, trials, 14, rules).accepted());
    SeedNoise.Rates twins = noise.rates(SeedNoise.Way.LOOP, 4, 0, trials, 15, rules);
    cell(line, twins.accepted());
    line.append(String.format(Locale.ROOT, " | %.1f", twins.seeds()));
    cell(line, noise.rates(SeedNoise.Way.FIXED, 1, 0.2, trials, 16, rules).found());
    SeedNoise.Rates race = noise.rates(SeedNoise.Way.RACE, 1, 0.2, trials, 17, rules);
    cell(line, race.found());
    line.append(String.format(Locale.ROOT, " | %.1f", race.seeds()));
    cell(line, noise.rates(SeedNoise.Way.LOOP, 4, 0.2, trials, 18, rules).found());
    cell(line, noise.attainable(0.2, 0.05));
    out.println(line + " |");
  }

  private static void cell(StringBuilder line, double value) {
    line.append(String.format(Locale.ROOT, " | %.3f", value));
  }

  /** Pseudo-seeds of each run: means of blocks from the last 40 % of its reward curve. */
  private static void corpus(PrintStream out, Path corpus, int trials) throws IOException {
    List<SeedNoise> sources = sources(corpus);
    int each = Math.max(50, trials / Math.max(1, sources.size()));
    SeedNoise.Way[] ways = {SeedNoise.Way.FIXED, SeedNoise.Way.RACE, SeedNoise.Way.LOOP};
    var text = new StringBuilder();
    for (SeedNoise.Way way : ways) {
      double sum = 0;
      for (SeedNoise source : sources) {
        sum += source.rates(way, 4, 0, each, 21, GateRules.standard()).accepted();
      }
      text.append(
          String.format(
              Locale.ROOT, "%s %.3f, ", way.name().toLowerCase(Locale.ROOT), sum / sources.size()));
    }
    double power = 0;
    for (SeedNoise source : sources) {
      power += source.rates(SeedNoise.Way.RACE, 1, 0.2, each, 22, GateRules.standard()).found();
    }
    double[] cvs = sources.stream().mapToDouble(SeedNoise::variation).sorted().toArray();
    out.println();
    out.printf(
        Locale.ROOT,
        "Corpus: %d runs, CV %.3f to %.3f (median %.3f), %d trials each; false acceptances in waves"
            + " of 4: %spower of a race %.3f%n",
        sources.size(),
        cvs[0],
        cvs[cvs.length - 1],
        cvs[cvs.length / 2],
        each,
        text,
        power / sources.size());
  }

  static List<SeedNoise> sources(Path corpus) throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.walk(corpus)) {
      folders =
          all.filter(file -> file.getFileName().toString().contains("tfevents"))
              .map(Path::getParent)
              .distinct()
              .sorted()
              .toList();
    }
    List<SeedNoise> sources = new ArrayList<>();
    for (Path folder : folders) {
      RunSeries series = EventFolder.read(folder);
      double[] curve = series.values("Train/mean_reward");
      int from = (int) (curve.length * 0.6);
      if (curve.length - from < 5 * BLOCK) {
        continue;
      }
      double[] means = new double[curve.length - from - BLOCK + 1];
      for (int i = 0; i < means.length; i++) {
        for (int j = 0; j < BLOCK; j++) {
          means[i] += curve[from + i + j] / BLOCK;
        }
      }
      double top = java.util.Arrays.stream(means).max().orElse(0);
      boolean positive = java.util.Arrays.stream(means).allMatch(v -> v > 0);
      if (positive && top > 0) {
        // Reward is to rise; its reciprocal is an error to fall, with the same relative noise.
        ToDoubleFunction<SplittableRandom> draw = random -> 1 / means[random.nextInt(means.length)];
        sources.add(new SeedNoise(folder.getFileName().toString(), draw));
      }
    }
    return sources;
  }
}
