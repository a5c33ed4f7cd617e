package dev.trotline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.InvalidInputException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class StopReaderTest {

  private static StopSettings read(String text) {
    return StopReader.read(YamlNode.root("study.yaml", new Yaml().load(text)));
  }

  @Test
  void aStudyThatSaysNothingGetsEveryRuleButThePlateau() {
    assertThat(read("{}")).isEqualTo(StopSettings.STANDARD);
    for (String rule : StopSettings.RULES) {
      assertThat(StopSettings.STANDARD.isOn(rule)).isEqualTo(!rule.equals("plateau"));
    }
  }

  @Test
  void switchesEveryRuleOnAndOff() {
    for (String rule : StopSettings.RULES) {
      assertThat(read(rule + ": off").isOn(rule)).as(rule).isFalse();
      assertThat(read(rule + ": on").isOn(rule)).as(rule).isTrue();
      assertThat(read(rule + ": {on: false}").isOn(rule)).as(rule).isFalse();
      assertThat(read(rule + ": {'on': true}").isOn(rule)).as(rule).isTrue();
    }
  }

  @Test
  void readsTheFiguresOfTheRules() {
    StopSettings settings =
        read(
            """
            divergence: {iterations: 80}
            memory_growth: {reserve_mib: 4096}
            hopeless: {risk: 0.05, references: 8, after: 0.5, bar: best}
            plateau: {on: true, stretch: 0.3}
            budget: {run_hours: 2.5}
            checkpoint_wait: 5 min
            """);
    assertThat(settings.divergenceIterations()).isEqualTo(80);
    assertThat(settings.reserveMib()).isEqualTo(4096);
    assertThat(settings.hopeless()).isEqualTo(new StopSettings.Hopeless(0.05, 8, 0.5, "best"));
    assertThat(settings.isOn("plateau")).isTrue();
    assertThat(settings.plateauStretch()).isEqualTo(0.3);
    assertThat(settings.runHours()).isEqualTo(2.5);
    assertThat(settings.checkpointWait()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> read("divergense: off"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("divergense");
    assertThatThrownBy(() -> read("hopeless: {risk: 2}")).hasMessageContaining("risk");
    assertThatThrownBy(() -> read("hopeless: {bar: mean}")).hasMessageContaining("bar");
    assertThatThrownBy(() -> read("no_progress: maybe")).hasMessageContaining("no_progress");
    assertThatThrownBy(() -> read("budget: {run_hours: 0}")).hasMessageContaining("run_hours");
    assertThatThrownBy(() -> read("never_started: {iterations: 3}"))
        .hasMessageContaining("iterations");
  }
}
