package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.launch.Dispatcher;
import dev.trotline.simulator.isaaclab.StandIn;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Conformance: Isaac Lab's ways to fail, and Trotline's own death. */
class IsaacLabFaultsIT extends IsaacLabConformance {

  @ParameterizedTest
  @EnumSource(
      value = StandIn.class,
      names = {"V2_3_2", "V3_BETA1", "V3_BETA2", "ENTRYPOINTS"})
  void anExceptionIsAFailureWhateverTheExitCode(StandIn standIn) throws IOException {
    makeStudy(standIn, "STANDIN_SECONDS: \"0.002\", STANDIN_FAULT: \"crash:20\"");

    JsonNode run = launch(1, "exp000", "--seeds", "1").at("/runs/0");

    assertThat(run.path("state").asText()).isEqualTo("diverged");
    assertThat(run.path("cause").asText()).isNotEmpty();
    boolean hidden = standIn == StandIn.V3_BETA1 || standIn == StandIn.V3_BETA2;
    assertThat(Files.readString(study.resolve("runs/exp000/s1/exit_code")).strip())
        .startsWith(hidden ? "0" : "1");
  }

  @ParameterizedTest
  @EnumSource(
      value = StandIn.class,
      names = {"V2_3_2", "DEVELOP"})
  void aRunThatDiesWhileItsSceneIsMadeIsACrash(StandIn standIn) throws IOException {
    makeStudy(standIn, "STANDIN_FAULT: scene");

    JsonNode run = launch(1, "exp000", "--seeds", "1").at("/runs/0");

    assertThat(run.path("state").asText()).isEqualTo("crashed");
    assertThat(run.path("note").asText()).contains("Failed to create the scene");
    assertThat(Files.exists(study.resolve("runs/exp000/s1/logs")))
        .isEqualTo(standIn == StandIn.DEVELOP);
  }

  @Test
  void aHangingTrainerThatIsDeafToTermIsKilledAndNothingOfItIsLeft() throws IOException {
    makeStudy(StandIn.V2_3_2, "STANDIN_SECONDS: \"0.01\", STANDIN_FAULT: \"hang:20,deaf\"");

    JsonNode run = launch(1, "exp000", "--seeds", "1").at("/runs/0");

    assertThat(run.path("state").asText()).isEqualTo("hung");
    assertThat(run.path("iteration").asInt()).isEqualTo(20);
    assertThat(left()).isEmpty();
  }

  @Test
  void aTrainerBehindIsaacSimsOwnWrapperIsKilledWithIt() throws IOException {
    makeStudy(StandIn.V2_3_2, "");
    Path wrapper = StandIn.V2_3_2.isaacSim(root);
    configure("STANDIN_SECONDS: \"0.01\", STANDIN_FAULT: \"hang:20,deaf\"", "", wrapper);

    JsonNode run = launch(1, "exp000", "--seeds", "1").at("/runs/0");

    assertThat(run.path("state").asText()).isEqualTo("hung");
    assertThat(left()).isEmpty();
    configure("STANDIN_SECONDS: \"0.002\"", "", wrapper);
    JsonNode second = launch(0, "exp000", "--seeds", "2,3").at("/runs/1");
    assertThat(second.path("state").asText()).isEqualTo("finished");
  }

  @ParameterizedTest
  @EnumSource(
      value = StandIn.class,
      names = {"V2_0_2", "V2_3_2", "V3_BETA2"})
  void aHangAfterTheLastIterationIsASuccessWithANote(StandIn standIn) throws IOException {
    makeStudy(standIn, "STANDIN_SECONDS: \"0.002\", STANDIN_FAULT: \"teardown_hang,deaf\"");

    JsonNode run = launch(0, "exp000", "--seeds", "1").at("/runs/0");

    assertThat(run.path("state").asText()).isEqualTo("finished");
    assertThat(run.path("note").asText()).isNotEmpty();
    assertThat(left()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = StandIn.class,
      names = {"V2_0_2", "V3_BETA1", "ENTRYPOINTS"})
  void aRunWhoseConsoleIsLostIsJudgedByWhatElseItLeft(StandIn standIn) throws IOException {
    makeStudy(standIn, "STANDIN_SECONDS: \"0.1\", STANDIN_FAULT: lost_stdout");

    JsonNode run = launch(0, "exp000", "--seeds", "1").at("/runs/0");

    assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("finished");
    assertThat(run.path("iteration").asInt()).isEqualTo(60);
    assertThat(run.at("/metrics/velocity_error").asDouble()).isBetween(0.2, 0.5);
    assertThat(console("exp000/s1")).doesNotContain("Learning iteration");
  }

  @ParameterizedTest
  @EnumSource(
      value = StandIn.class,
      names = {"V2_3_2", "ENTRYPOINTS"})
  void aResumedRunWithoutAConsoleIsNotTakenForDoneAtItsFirstCheckpoint(StandIn standIn)
      throws IOException {
    makeStudy(standIn, "STANDIN_SECONDS: \"0.002\", STANDIN_FAULT: \"crash:55\"");
    launch(1, "exp000", "--seeds", "1");
    configure("STANDIN_SECONDS: \"0.3\", STANDIN_FAULT: lost_stdout", "");

    JsonNode run = launch(0, "exp000", "--seeds", "1", "--resume").at("/runs/0");

    assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("finished");
    assertThat(run.path("iterationsAsked").asInt()).isEqualTo(60);
    assertThat(Files.exists(logFolder("exp000/s1r1").resolve("model_59.pt"))).isTrue();
  }

  @Test
  void aTrainerThatTrainsSomethingElseIsStoppedNamingTheKey() throws IOException {
    makeStudy(StandIn.V3_BETA2, "STANDIN_SECONDS: \"0.05\", STANDIN_FAULT: typo");
    cli().launch("edit-reward", "exp000", "--set", "action_rate_l2.weight=-0.05").exits(0);

    JsonNode run = launch(1, "exp001", "--seeds", "1").at("/runs/0");

    assertThat(run.path("cause").asText()).isEqualTo("config_mismatch");
    assertThat(run.path("note").asText()).contains("env.rewards.action_rate_l2.weight", "-0.5");
  }

  @ParameterizedTest
  @EnumSource(
      value = StandIn.class,
      names = {"V2_3_2", "ENTRYPOINTS"})
  void aKilledTrotlineIsFollowedByOneThatCarriesOn(StandIn standIn) throws Exception {
    makeStudy(standIn, "STANDIN_SECONDS: \"0.08\"");
    Process first = trotline("launch", "exp000", "--seeds", "1");
    await(() -> Files.exists(study.resolve("runs/exp000/s1/pid")));
    first.destroyForcibly().waitFor();

    cli().launch("--json", "monitor", "--act").exits(0);

    JsonNode status = cli().launch("--json", "status").exits(0).json();
    assertThat(status.at("/runs/finished").asInt()).as(status.toString()).isEqualTo(1);
    assertThat(console("exp000/s1").split("Learning iteration 0/60", -1)).hasSize(2);
    assertThat(left()).isEmpty();
  }

  @Test
  void aCancelledRunEndsAtOnceThoughItsProgramIsDeaf() throws Exception {
    makeStudy(StandIn.DEVELOP, "STANDIN_SECONDS: \"0.2\", STANDIN_FAULT: deaf");
    cli().launch("launch", "exp000", "--seeds", "1", "--dry-run").exits(0);
    Process first = trotline("launch", "exp000", "--seeds", "1");
    await(() -> Files.exists(study.resolve("runs/exp000/s1/pid")));
    first.destroyForcibly().waitFor();
    Context context =
        new Context(
            System.getenv(),
            study,
            System.in,
            System.out,
            System.err,
            java.time.InstantSource.system(),
            false);
    try (Services services = Services.open(context, study)) {
      RunId id = RunId.parse("exp000/s1");
      Dispatcher dispatcher = services.dispatcher();
      dispatcher.reconcile();
      dispatcher.cancel(id, "test");
      await(() -> dispatcher.settle().ended().size() == 1);
      assertThat(services.archive().run(id).orElseThrow().state()).isEqualTo(RunState.CANCELLED);
    }
    assertThat(left()).isEmpty();
  }
}
