package dev.trotline.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.metrics.Corpus;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The table of bench/aa on demand, and the real seeds in every build. */
class AaTableTest {

  private static final Path SEEDS = Path.of("bench", "aa", "seeds.csv");

  @Test
  void realSeedNoisePromotesNoTwin() throws IOException {
    int trials = 250;
    double allowed = 0.05 + 2 * Math.sqrt(0.05 * 0.95 / trials);
    for (SeedNoise noise : AaBench.real(SEEDS)) {
      for (SeedNoise.Way way : SeedNoise.Way.values()) {
        int candidates = way == SeedNoise.Way.LOOP ? 4 : 1;
        assertThat(noise.rates(way, candidates, 0, trials, 5, GateRules.standard()).accepted())
            .as("%s %s", noise.name(), way)
            .isLessThanOrEqualTo(allowed);
      }
    }
  }

  @Test
  void curvesOfTheCorpusPromoteNoTwin() throws IOException {
    int trials = 20;
    double sum = 0;
    int sources = 0;
    for (SeedNoise noise : AaBench.sources(Corpus.folder())) {
      sum += noise.rates(SeedNoise.Way.RACE, 1, 0, trials, 6, GateRules.standard()).accepted();
      sources++;
    }
    assertThat(sources).isPositive();
    assertThat(sum / sources)
        .isLessThanOrEqualTo(0.05 + 2 * Math.sqrt(0.05 * 0.95 / (trials * sources)));
  }

  @Test
  @EnabledIfSystemProperty(named = "trotline.aa.trials", matches = "[0-9]+")
  void printsTheTable() throws IOException {
    int trials = Integer.getInteger("trotline.aa.trials", 4000);
    Optional<Path> corpus = Optional.ofNullable(System.getenv("TROTLINE_CORPUS")).map(Path::of);
    Files.createDirectories(Path.of("target"));
    try (var out =
        new PrintStream(
            Files.newOutputStream(Path.of("target", "aa.md")), true, StandardCharsets.UTF_8)) {
      AaBench.print(out, SEEDS, corpus, trials);
    }
  }
}
