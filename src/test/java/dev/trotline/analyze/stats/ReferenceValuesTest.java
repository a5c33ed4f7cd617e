package dev.trotline.analyze.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Held against scipy and statsmodels; the values were made once by bench/stats/fixtures.py. */
class ReferenceValuesTest {

  private static final Offset<Double> EXACT = within(1e-9);

  private static JsonNode reference;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in = ReferenceValuesTest.class.getResourceAsStream("/stats/reference.json")) {
      reference = new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
  }

  private static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static double[] sample(String name, String side) {
    return numbers(reference.at("/samples/" + name + "/" + side));
  }

  private static void close(Interval interval, JsonNode expected, Offset<Double> tolerance) {
    assertThat(interval.low()).isCloseTo(expected.path("low").asDouble(), tolerance);
    assertThat(interval.high()).isCloseTo(expected.path("high").asDouble(), tolerance);
  }

  @Test
  void welchEqualsScipy() {
    for (var entry : reference.path("welch").properties()) {
      TwoSample test =
          TwoSample.welch(
              Moments.of(sample(entry.getKey(), "a")), Moments.of(sample(entry.getKey(), "b")));
      JsonNode expected = entry.getValue();
      assertThat(test.difference() / test.standardError())
          .isCloseTo(expected.path("t").asDouble(), EXACT);
      assertThat(test.degreesOfFreedom()).isCloseTo(expected.path("df").asDouble(), EXACT);
      close(test.interval(0.95), expected, EXACT);
    }
  }

  @Test
  void hedgesGAndItsIntervalEqualTheNoncentralTOfScipy() {
    for (var entry : reference.path("effect").properties()) {
      EffectSize effect =
          EffectSize.of(
              Moments.of(sample(entry.getKey(), "a")),
              Moments.of(sample(entry.getKey(), "b")),
              0.95);
      assertThat(effect.g()).isCloseTo(entry.getValue().path("g").asDouble(), EXACT);
      close(effect.interval(), entry.getValue(), EXACT);
    }
  }

  @Test
  void theProbabilityOfImprovementEqualsMannWhitneyWithNewcombesInterval() {
    for (var entry : reference.path("superiority").properties()) {
      Superiority superiority =
          Superiority.below(sample(entry.getKey(), "a"), sample(entry.getKey(), "b"), 0.95);
      assertThat(superiority.probability())
          .isCloseTo(entry.getValue().path("probability").asDouble(), EXACT);
      close(superiority.interval(), entry.getValue(), EXACT);
    }
  }

  @Test
  void distributionsEqualScipy() {
    for (JsonNode row : reference.path("normal")) {
      double[] v = numbers(row);
      assertThat(Normal.cumulative(v[0]) / v[1]).isCloseTo(1, within(1e-12));
      assertThat(Normal.upperTail(v[0]) / v[2]).isCloseTo(1, within(1e-12));
    }
    for (JsonNode row : reference.path("normal quantiles")) {
      double[] v = numbers(row);
      assertThat(Normal.quantile(v[0])).isCloseTo(v[1], within(1e-11));
    }
    for (JsonNode row : reference.path("noncentral t")) {
      double[] v = numbers(row);
      assertThat(NoncentralT.cumulative(v[0], v[1], v[2])).isCloseTo(v[3], EXACT);
    }
    for (JsonNode row : reference.path("f tails")) {
      double[] v = numbers(row);
      assertThat(FisherF.upperTail(v[0], v[1], v[2])).isCloseTo(v[3], EXACT);
    }
  }

  @Test
  void adjustmentsForManyTestsEqualStatsmodels() {
    double[] p = numbers(reference.path("p values"));
    assertThat(Multiplicity.holm(p, p.length))
        .containsExactly(numbers(reference.path("holm")), within(1e-12));
    assertThat(Multiplicity.benjaminiHochberg(p, p.length))
        .containsExactly(numbers(reference.path("fdr_bh")), within(1e-12));
  }

  /** The reference integrates the multivariate normal by quasi-random points, good to 1e-4. */
  @Test
  void groupSequentialBoundariesEqualMultivariateNormalIntegrals() {
    for (JsonNode plan : reference.path("sequential")) {
      double error = plan.path("error").asDouble();
      double[] expected = numbers(plan.path("bounds"));
      var sequential = new GroupSequential(numbers(plan.path("shares")), Spending.OBRIEN_FLEMING);
      assertThat(sequential.boundaries(error)).containsExactly(expected, within(5e-4));
      assertThat(sequential.pValue(expected[expected.length - 1]))
          .isCloseTo(error, within(error * 5e-3));
      assertThat(Normal.quantile(1 - sequential.nominal(error)))
          .isCloseTo(expected[expected.length - 1], within(1e-3));
    }
  }

  @Test
  void theExpectedBestOfManyDrawsEqualsItsIntegral() {
    for (JsonNode row : reference.path("expected maximum")) {
      assertThat(OrderStatistics.expectedMaximum(row.get(0).asInt()))
          .isCloseTo(row.get(1).asDouble(), EXACT);
    }
  }

  /** Random resamples: 2,000 here, 50,000 there; a tenth of the width is five standard errors. */
  @Test
  void bootstrapIntervalsComeCloseToScipys() {
    double[] values = sample("uneven", "a");
    Bootstrap bootstrap = Bootstrap.of(values, v -> Moments.of(v).mean(), 7);
    JsonNode expected = reference.path("bootstrap mean of uneven a");
    double[] bca = numbers(expected.path("bca"));
    double[] percentile = numbers(expected.path("percentile"));
    Offset<Double> tolerance = within(0.1 * (percentile[1] - percentile[0]));
    assertThat(bootstrap.bca(0.95).low()).isCloseTo(bca[0], tolerance);
    assertThat(bootstrap.bca(0.95).high()).isCloseTo(bca[1], tolerance);
    assertThat(bootstrap.percentile(0.95).low()).isCloseTo(percentile[0], tolerance);
    assertThat(bootstrap.percentile(0.95).high()).isCloseTo(percentile[1], tolerance);
  }

  /** rliable's aggregate: runs resampled within each task, the IQM over all of them. */
  @Test
  void theStratifiedBootstrapComesCloseToRliables() {
    double[][] strata = {
      sample("few", "a"), sample("sleep", "a"), sample("uneven", "a"), sample("apart", "a")
    };
    double[] expected = numbers(reference.at("/stratified iqm of all a/interval"));
    Interval interval = Bootstrap.pooled(strata, Robust::trimmedMean, 3).percentile(0.95);
    Offset<Double> tolerance = within(0.1 * (expected[1] - expected[0]));

    assertThat(interval.low()).isCloseTo(expected[0], tolerance);
    assertThat(interval.high()).isCloseTo(expected[1], tolerance);
  }
}
