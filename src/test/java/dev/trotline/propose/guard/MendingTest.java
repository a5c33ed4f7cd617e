package dev.trotline.propose.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.edit.ReferenceConfig;
import dev.trotline.propose.PlannerInput;
import dev.trotline.propose.Proposal;
import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import dev.trotline.study.Quarantine;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MendingTest {
  private static final Quarantine.Entry PAIR =
      entry("terrain", Map.of(), "boxes", "pyramid_stairs");

  private static Quarantine.Entry entry(
      String kind, Map<String, Object> instead, String... members) {
    return new Quarantine.Entry(
        kind, List.of(members), null, instead, "a hang", "7 of 8", "", "", "", "system:isolate");
  }

  private static PlannerInput input(double boxes, Quarantine.Entry... entries) {
    Map<String, Object> terrains =
        Map.of(
            "boxes", Map.of("proportion", boxes),
            "pyramid_stairs", Map.of("proportion", 0.2),
            "slope", Map.of("proportion", 0.5));
    Map<String, Object> env =
        Map.of(
            "rewards",
            Map.of("gait", Map.of("weight", 1.0)),
            "scene",
            Map.of("terrain", Map.of("terrain_generator", Map.of("sub_terrains", terrains))));
    return new PlannerInput(
        new Objective("velocity_error", true, List.of(), null),
        new ReferenceConfig("test", env, Map.of()),
        ExperimentId.BASELINE,
        List.of(),
        List.of(),
        List.of(),
        Object::toString,
        Set.of(),
        32,
        new Quarantine(List.of(entries)));
  }

  private static Proposal of(Edit... edits) {
    return new Proposal(Author.rule("test"), List.of(edits), "why", List.of(), List.of(), 1);
  }

  @Test
  void aProposalOnWhatHoldsAQuarantinedSetGetsTheAvoidingEditAndTheReason() {
    PlannerInput input = input(0.3, PAIR);
    Proposal raw = of(new Edit.SetWeight("gait", 2));
    assertThat(Guard.refusal(raw, input)).hasValueSatisfying(r -> assertThat(r).contains("boxes"));

    Proposal mended = Mending.mend(raw, input);

    assertThat(mended.edits())
        .containsExactly(
            new Edit.SetWeight("gait", 2),
            new Edit.SetTerrain("pyramid_stairs", "proportion", 0.0));
    assertThat(mended.evidence()).singleElement().asString().contains("7 of 8", "a hang");
    assertThat(Guard.refusal(mended, input)).isEmpty();
  }

  @Test
  void oneEditAvoidsTwoSetsThatShareAMemberAndBothReasonsAreTold() {
    // slope is dearer than pyramid_stairs, but it is in both.
    PlannerInput input =
        input(
            0.9,
            entry("terrain", Map.of(), "pyramid_stairs", "slope"),
            entry("terrain", Map.of(), "boxes", "slope"));

    Proposal mended = Mending.mend(of(new Edit.SetWeight("gait", 2)), input);

    assertThat(mended.edits())
        .containsExactly(
            new Edit.SetWeight("gait", 2), new Edit.SetTerrain("slope", "proportion", 0.0));
    assertThat(mended.evidence()).hasSize(2).allMatch(line -> line.contains("slope"));
    assertThat(Guard.refusal(mended, input)).isEmpty();
  }

  @Test
  void aProposalThatCompletesAQuarantinedSetIsMendedToo() {
    PlannerInput input = input(0.0, PAIR);
    Proposal raw = of(new Edit.SetTerrain("boxes", "proportion", 0.1));

    assertThat(Guard.refusal(raw, input)).isPresent();
    assertThat(Guard.refusal(Mending.mend(raw, input), input)).isEmpty();
    assertThat(Mending.mend(raw, input).edits()).hasSize(2);
  }

  @Test
  void whatIsNotQuarantinedPassesUntouched() {
    Proposal raw = of(new Edit.SetWeight("gait", 2));
    assertThat(Mending.mend(raw, input(0.0, PAIR))).isSameAs(raw);
    assertThat(Mending.mend(raw, input(0.3))).isSameAs(raw);
  }

  @Test
  void whatNobodyKnowsHowToAvoidIsRefused() {
    Quarantine.Entry unknown = entry("config", Map.of(), "env.rewards.gait.weight=2.0");
    Proposal raw = of(new Edit.SetWeight("gait", 2));
    PlannerInput input = input(0.3, unknown);

    assertThat(Guard.refusal(Mending.mend(raw, input), input))
        .hasValueSatisfying(reason -> assertThat(reason).contains("quarantined"));
  }
}
