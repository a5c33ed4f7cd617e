package dev.trotline.analyze.hack;

import static dev.trotline.analyze.hack.Examples.judged;
import static dev.trotline.analyze.hack.Examples.names;
import static dev.trotline.analyze.hack.Examples.trot;
import static dev.trotline.analyze.hack.Examples.trotBut;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GaitTest {

  static List<Map<String, Double>> honestGaits() {
    return List.of(
        trot(),
        // A running trot flies between its diagonals.
        trotBut("flight_share", 0.35, "duty_min", 0.3, "duty_max", 0.34, "bounce", 0.3),
        // A bound moves its feet in pairs, front and rear.
        trotBut("contact_sync", 0.0, "flight_share", 0.2, "duty_min", 0.35, "bounce", 0.35),
        // A crawl has three feet down at any time.
        trotBut(
            "flight_share",
            0,
            "contact_sync",
            -0.1,
            "duty_min",
            0.74,
            "duty_max",
            0.78,
            "touchdown_rate_min",
            0.9,
            "touchdown_rate_max",
            1.0,
            "slip_ratio",
            0.08),
        // A shuffle hardly lifts its feet, but lifts them.
        trotBut(
            "flight_share",
            0,
            "duty_min",
            0.7,
            "duty_max",
            0.9,
            "swing_height",
            0.01,
            "touchdown_rate_min",
            2,
            "slip_ratio",
            0.5),
        // A limp spares one foot and still sets it down.
        trotBut("duty_min", 0.12, "touchdown_rate_min", 1.5, "touchdown_rate_max", 5));
  }

  @ParameterizedTest
  @MethodSource("honestGaits")
  void honestGaitsRaiseNoFlag(Map<String, Double> gait) {
    assertThat(names(judged(gait))).isEmpty();
  }

  @Test
  void feetThatAllLeaveTheGroundTogetherHop() {
    assertThat(names(judged(trotBut("contact_sync", 0.85, "flight_share", 0.3, "bounce", 0.5))))
        .containsExactly("hopping");
  }

  @Test
  void whoIsMostlyInTheAirAtWalkingSpeedHops() {
    assertThat(names(judged(trotBut("flight_share", 0.6)))).containsExactly("hopping");
  }

  @Test
  void whoBouncesAsFastAsHeTravelsHops() {
    assertThat(names(judged(trotBut("flight_share", 0.45, "bounce", 0.6))))
        .containsExactly("hopping");
    assertThat(names(judged(trotBut("flight_share", 0.45, "bounce", 0.2)))).isEmpty();
    assertThat(names(judged(trotBut("flight_share", 0.1, "bounce", 0.6)))).isEmpty();
  }

  @Test
  void feetThatAllStayOnTheGroundDoNotHop() {
    assertThat(names(judged(trotBut("contact_sync", 0.9, "flight_share", 0)))).isEmpty();
  }

  @Test
  void aFootThatBearsNothingIsALiftedLeg() {
    assertThat(names(judged(trotBut("duty_min", 0.01, "duty_max", 0.6, "touchdown_rate_min", 0.1))))
        .containsExactly("lifted_leg");
  }

  @Test
  void aFootThatStaysDownWhileOthersStepIsDragged() {
    assertThat(names(judged(trotBut("duty_max", 0.99, "touchdown_rate_min", 0.1, "duty_min", 0.4))))
        .containsExactly("dragging");
    assertThat(
            names(
                judged(
                    trotBut(
                        "duty_max",
                        0.99,
                        "touchdown_rate_min",
                        0.1,
                        "duty_min",
                        0.4,
                        "speed_ratio",
                        0.1,
                        "idle_share",
                        0.9))))
        .doesNotContain("dragging");
  }

  @Test
  void whoTravelsWithoutStepsSlides() {
    assertThat(
            names(
                judged(
                    trotBut(
                        "touchdown_rate_max",
                        0.1,
                        "touchdown_rate_min",
                        0,
                        "duty_min",
                        0.97,
                        "duty_max",
                        1,
                        "slip_ratio",
                        0.98,
                        "flight_share",
                        0))))
        .containsExactly("sliding");
  }

  @Test
  void slippingIsHeldAgainstTheReferenceWhereThatSlipsToo() {
    var slippery = judged(trotBut("slip_ratio", 0.8));
    assertThat(names(slippery)).containsExactly("sliding");

    var reference = List.of(judged(trotBut("slip_ratio", 0.7)));
    var input = new HackInput(List.of(slippery), reference, null, Map.of(), List.of());
    assertThat(names(HackDetectors.examine(input))).isEmpty();
  }

  @Test
  void whoStepsAndDoesNotGoAnywhereStepsInPlace() {
    assertThat(names(Examples.judgedAndNeverFollowed(steppingInPlace())))
        .contains("stepping_in_place", "standing_still");
  }

  @Test
  void whoWalksOnlyWithExplorationNoiseIsNoCheat() {
    List<Flag> flags = HackDetectors.examine(HackInput.of(judged(steppingInPlace())));

    assertThat(names(flags)).containsExactly("needs_noise");
    assertThat(flags.get(0).blocks()).isFalse();
  }

  private static Map<String, Double> steppingInPlace() {
    return trotBut(
        "speed_ratio",
        0.03,
        "idle_share",
        0.95,
        "speed_slope",
        0.02,
        "speed_ratio_slow",
        0.03,
        "speed_ratio_fast",
        0.03);
  }

  @Test
  void feetThatMeetTheGroundFasterThanAnyAnimalsPatter() {
    assertThat(names(judged(trotBut("touchdown_rate_min", 9, "touchdown_rate_max", 9.2))))
        .containsExactly("pattering");
  }

  @Test
  void smallRobotsMayStepFaster() {
    assertThat(
            names(
                judged(
                    trotBut(
                        "touchdown_rate_min", 9, "touchdown_rate_max", 9.2, "trunk_height", 0.12))))
        .isEmpty();
  }

  @Test
  void whoFallsAtOnceHasNoGait() {
    assertThat(
            names(
                judged(
                    trotBut(
                        "alive_share",
                        0.05,
                        "timeout_share",
                        0.0,
                        "contact_sync",
                        0.9,
                        "flight_share",
                        0.5,
                        "duty_min",
                        0))))
        .isEmpty();
  }

  @Test
  void wasteIsNamedButDoesNotBlock() {
    var input =
        new HackInput(
            List.of(judged(trotBut("energy", 900))),
            List.of(judged(trot())),
            null,
            Map.of(),
            List.of());

    List<Flag> flags = HackDetectors.examine(input);

    assertThat(names(flags)).containsExactly("energy_out_of_proportion");
    assertThat(flags.get(0).blocks()).isFalse();
  }
}
