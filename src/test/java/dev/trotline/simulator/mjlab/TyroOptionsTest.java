package dev.trotline.simulator.mjlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.edit.Tuple;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TyroOptionsTest {

  private static final Generation NEW = Generation.of("1.6.0");
  private static final Generation OLD = Generation.of("0.1.0");

  @Test
  void writesEachKindOfValueInPythonsSyntax() {
    assertThat(written("env.rewards.foot_slip.weight", -2.0, 1.0))
        .isEqualTo("--env.rewards.foot-slip.weight=-2.0");
    assertThat(written("env.rewards.soft_landing.weight", 1e-5, 1.0))
        .isEqualTo("--env.rewards.soft-landing.weight=1.0e-05");
    assertThat(written("env.decimation", 4L, 2L)).isEqualTo("--env.decimation=4");
    assertThat(written("agent.resume", true, false)).isEqualTo("--agent.resume=True");
    assertThat(written("env.scene.extent", null, 2.0)).isEqualTo("--env.scene.extent=None");
    assertThat(written("agent.actor.activation", "relu", "elu"))
        .isEqualTo("--agent.actor.activation=relu");
    assertThat(written("agent.load_run", "-x$", ".*")).isEqualTo("--agent.load-run=-x$");
  }

  @Test
  void writesTuplesAndListsAsTheTaskHasThem() {
    Tuple pair = new Tuple(List.of(-1.0, 1.0));
    assertThat(written("env.commands.twist.ranges.lin_vel_x", new Tuple(List.of(-0.5, 0.5)), pair))
        .isEqualTo("--env.commands.twist.ranges.lin-vel-x=(-0.5,0.5)");
    assertThat(written("agent.actor.hidden_dims", new Tuple(List.of(64L)), new Tuple(List.of(8L))))
        .isEqualTo("--agent.actor.hidden-dims=(64,)");
    assertThat(written("env.events.friction.params.axes", List.of(0L, 1L), List.of(0L)))
        .isEqualTo("--env.events.friction.params.axes=[0,1]");
    assertThat(written("env.observations.actor.terms.command.clip", List.of(-1.0, 1.0), null))
        .as("mjlab's optional collections are tuples")
        .isEqualTo("--env.observations.actor.terms.command.clip=(-1.0,1.0)");
    assertThat(written("agent.wandb_tags", new Tuple(List.of("a b", "it's")), new Tuple(List.of())))
        .isEqualTo("--agent.wandb-tags=('a b','it\\'s')");
  }

  @Test
  void writesCollectionsAsSeparateArgumentsBeforeOneZero() {
    assertThat(
            TyroOptions.option(
                "env.commands.twist.ranges.lin_vel_x",
                new Tuple(List.of(-0.5, 0.5)),
                new Tuple(List.of(-1.0, 1.0)),
                OLD))
        .containsExactly("--env.commands.twist.ranges.lin-vel-x", "-0.5", "0.5");
    assertThat(TyroOptions.option("env.decimation", 4L, 2L, OLD))
        .containsExactly("--env.decimation=4");
  }

  @ParameterizedTest
  @CsvSource({
    "0.1.0,false,false,true",
    "1.0.0,true,true,false",
    "1.4.0,true,true,false",
    "1.5.0,true,true,true",
    "1.6.0,true,true,true",
    "1.10.2.dev3,true,true,true",
    "2.0,true,true,true",
    "unknown,true,true,true"
  })
  void knowsWhatEachVersionUnderstands(
      String version, boolean literals, boolean gpuIds, boolean gpuByUuid) {
    assertThat(Generation.of(version))
        .isEqualTo(new Generation(version, literals, gpuIds, gpuByUuid));
  }

  private static String written(String path, Object value, Object stock) {
    List<String> option = TyroOptions.option(path, value, stock, NEW);
    assertThat(option).hasSize(1);
    return option.get(0);
  }
}
