package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.process.MarkerSweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code diagnose --isolate} with real processes of the trainer's test double. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class IsolationIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;
  private Path study;

  @BeforeEach
  void place() {
    study = folder.resolve("s");
  }

  private void configure(String fault) throws IOException {
    Files.createDirectories(study);
    Files.writeString(
        study.resolve("study.yaml"),
        "name: s\n"
            + "simulator:\n"
            + "  kind: mujoco\n"
            + "  task: Trotline-Velocity-Rough-Quad-v0\n"
            + "  num_envs: 16\n"
            + "  max_iterations: 30\n"
            + ("  environment: {TROTLINE_FAULT: \"" + fault + "\"}\n")
            + "objective: {minimize: velocity_error}\n"
            + "executor: {kind: local, slots: 2, threads: 1}\n"
            + "limits: {startup: 2 min, no_progress: 12 s, kill_grace: 2 s, teardown: 30 s,"
            + " free_disk_mib: 50}\n");
  }

  private Cli cli() {
    return new Cli(study);
  }

  private static List<String> members(JsonNode culprit) {
    List<String> names = new ArrayList<>();
    culprit.path("members").forEach(name -> names.add(name.asText()));
    return names;
  }

  @AfterEach
  void nothingIsLeftRunning() {
    assertThat(here()).as("processes of this study").isEmpty();
  }

  private List<MarkerSweep.Marked> here() {
    return MarkerSweep.find("").stream().filter(m -> belongsHere(m.pid())).toList();
  }

  private boolean belongsHere(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).startsWith(study);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void twoSubTerrainsThatHangTogetherAreFoundQuarantinedAndAvoided() throws IOException {
    configure("fake:seconds=0;hang:terrain=boxes+random_rough,iteration=2");

    JsonNode answer =
        cli()
            .launch("--json", "diagnose", "exp000", "--isolate", "terrain", "--patience", "5")
            .exits(0)
            .json();

    assertThat(members(answer.at("/culprits/0"))).containsExactly("boxes", "random_rough");
    assertThat(answer.path("symptom").asText()).isEqualTo("hang");
    assertThat(answer.at("/culprits/0/failed").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(answer.at("/culprits/0/rest_passed").asInt())
        .isEqualTo(answer.at("/culprits/0/rest_of").asInt());
    assertThat(answer.path("probes").asInt()).isLessThanOrEqualTo(50);
    assertThat(Files.readString(study.resolve("quarantine.yaml")))
        .contains("- boxes", "isolation: exp000-terrain");
    int probes = answer.path("probes").asInt();
    JsonNode again =
        cli().launch("--json", "diagnose", "exp000", "--isolate", "terrain").exits(0).json();
    assertThat(again.path("probes").asInt()).as("shown, not done again").isEqualTo(probes);
    assertThat(cli().launch("launch", "exp000", "--dry-run").exits(0).err())
        .contains("warning", "boxes with random_rough");
    assertThat(hungProbe().resolve("evidence/processes.txt")).exists();
    Context context =
        new Context(
            System.getenv(),
            study,
            System.in,
            System.out,
            System.err,
            InstantSource.system(),
            false);
    try (Services services = Services.open(context, study)) {
      assertThat(services.archive().decisionsAbout("exp000"))
          .filteredOn(decision -> decision.kind().equals("isolate"))
          .singleElement()
          .satisfies(d -> assertThat(d.reason()).contains("boxes + random_rough"));
      assertThat(services.archive().runs()).as("probes are no runs").isEmpty();
    }
  }

  private Path hungProbe() throws IOException {
    for (Path probe : probes()) {
      if (outcome(probe).path("symptom").asText().equals("hang")) {
        return probe;
      }
    }
    throw new AssertionError("no probe hung");
  }

  private List<Path> probes() throws IOException {
    try (Stream<Path> files = Files.list(study.resolve("isolations/exp000-terrain/probes"))) {
      return files.sorted().toList();
    }
  }

  private static JsonNode outcome(Path probe) throws IOException {
    return MAPPER.readTree(Files.readString(probe.resolve("outcome.json")));
  }

  @Test
  void aDryRunShowsThePartsAndWritesNothing() throws IOException {
    configure("fake:seconds=0");
    JsonNode plan =
        cli()
            .launch("--json", "diagnose", "exp000", "--isolate", "terrain", "--dry-run")
            .exits(0)
            .json();

    assertThat(plan.path("factors").size()).isEqualTo(6);
    assertThat(study.resolve("isolations")).doesNotExist();
    cli().launch("diagnose", "exp000", "--isolate", "weather").exits(3);
    cli().launch("diagnose", "exp000", "exp000", "--isolate", "terrain").exits(3);
    cli().launch("diagnose", "exp000", "--isolate", "config").exits(3);
    cli().launch("diagnose", "exp000", "--isolate", "terrain", "--probes", "0").exits(3);
    Files.writeString(study.resolve("quarantine.yaml"), "terrain: boxes");
    assertThat(cli().launch("diagnose", "exp000", "--isolate", "terrain").exits(3).err())
        .contains("quarantine.yaml");
    assertThat(study.resolve("isolations")).doesNotExist();
  }

  @Test
  void theNumberOfEnvironmentsFromWhichOnItFailsIsBracketed() throws IOException {
    configure("fake:seconds=0;crash:num_envs=700");

    JsonNode culprit =
        cli()
            .launch("--json", "diagnose", "exp000", "--isolate", "envs", "--envs", "4096")
            .exits(0)
            .json()
            .at("/culprits/0");

    assertThat(culprit.path("healthy_up_to").asInt()).isBetween(600, 699);
    assertThat(culprit.path("at_least").asInt()).isBetween(700, 800);
    assertThat(Files.readString(study.resolve("quarantine.yaml"))).contains("at_least: ");
  }

  @Test
  void theHealthyEndOfTheBracketIsOneThatPassedAndWhatLiesBetweenIsTold() throws IOException {
    // From 400 environments on it fails in another way, from 700 on in the way that is looked for.
    configure("fake:seconds=0;crash:num_envs=700,iteration=2;nan:num_envs=400,iteration=4");

    JsonNode answer =
        cli()
            .launch("--json", "diagnose", "exp000", "--isolate", "envs", "--envs", "4096")
            .exits(0)
            .json();

    assertThat(answer.at("/culprits/0/at_least").asInt()).isBetween(700, 800);
    assertThat(answer.at("/culprits/0/healthy_up_to").asInt()).isBetween(300, 399);
    assertThat(answer.path("complete").asBoolean()).isFalse();
    assertThat(answer.path("unsettled")).isNotEmpty();
    for (JsonNode rung : answer.path("unsettled")) {
      assertThat(Integer.parseInt(rung.path("parts").asText().replaceAll("[^0-9]", "")))
          .isBetween(400, 699);
      assertThat(rung.path("probes").asInt()).isGreaterThanOrEqualTo(2);
      assertThat(rung.at("/shown/0").asText()).contains("not finite");
    }
    assertThat(answer.path("notes").toString()).contains("nobody knows", "not finite");
  }

  @Test
  void aMisspelledQuarantineIsWarnedOfAndRefusesNothing() throws IOException {
    configure("fake:seconds=0");
    Files.writeString(
        study.resolve("quarantine.yaml"), "- {kind: terrain, members: [boxs], why: it hangs}");

    for (List<String> command :
        List.of(
            List.of("launch", "exp000", "--dry-run"),
            List.of("propose", "--from", "exp000", "--dry-run"))) {
      assertThat(cli().launch(command.toArray(String[]::new)).exits(0).err())
          .contains("quarantine.yaml, entry 1", "no sub-terrain 'boxs'", "boxes?");
    }
  }

  @Test
  void aPenaltyAmongRewardsAndOtherPenaltiesIsFoundAlone() throws IOException {
    configure("fake:seconds=0;crash:reward=action_rate_l2,iteration=2");

    JsonNode answer =
        cli().launch("--json", "diagnose", "exp000", "--isolate", "rewards").exits(0).json();

    assertThat(answer.path("culprits")).hasSize(1);
    assertThat(members(answer.at("/culprits/0"))).containsExactly("action_rate_l2");
  }

  @Test
  void aFailureThatIsNotOfTheTerrainIsSaidToBeSo() throws IOException {
    configure("fake:seconds=0;crash:iteration=2");

    JsonNode answer =
        cli().launch("--json", "diagnose", "exp000", "--isolate", "terrain").exits(1).json();

    assertThat(answer.path("conclusion").asText()).isEqualTo("not_the_factor");
    assertThat(study.resolve("quarantine.yaml")).doesNotExist();
  }

  @Test
  void aGuiltyEditIsToldFromAnInnocentOne() throws IOException {
    configure("fake:seconds=0;nan:config=agent.algorithm.gamma:0.9+agent.algorithm.lam:0.5");
    Files.createDirectories(study.resolve("experiments"));
    cli()
        .launch(
            "edit-config",
            "exp000",
            "--set",
            "agent.algorithm.gamma=0.9",
            "--set",
            "env.rewards.feet_air_time.weight=1.0",
            "--set",
            "agent.algorithm.lam=0.5")
        .exits(0);

    JsonNode answer =
        cli().launch("--json", "diagnose", "exp001", "--isolate", "config").exits(0).json();

    assertThat(members(answer.at("/culprits/0")))
        .containsExactly("agent.algorithm.gamma = 0.9", "agent.algorithm.lam = 0.5");
    assertThat(Files.readString(study.resolve("quarantine.yaml")))
        .contains("agent.algorithm.gamma=0.9", "instead:");
  }

  @Test
  void aFailedRunIsTakenApartWithItsOwnSeedAndKindOfFailure() throws IOException {
    configure("fake:seconds=0;nan:terrain=boxes,iteration=8,p=0.7");
    int seed = 1;
    while (cli().launch("launch", "exp000", "--seeds", seed + ",").code() == 0) {
      seed++;
    }
    cli().launch("--json", "diagnose", "exp000/s" + (seed + 1), "--isolate", "terrain").exits(3);

    JsonNode answer =
        cli()
            .launch("--json", "diagnose", "exp000/s" + seed, "--isolate", "terrain")
            .exits(0)
            .json();

    assertThat(answer.path("run").asText()).isEqualTo("exp000/s" + seed);
    assertThat(answer.path("symptom").asText()).isEqualTo("numerics");
    assertThat(answer.path("iterations").asInt()).as("some past the failure").isBetween(12, 15);
    assertThat(members(answer.at("/culprits/0"))).containsExactly("boxes");
    JsonNode first = MAPPER.readTree(Files.readString(probes().get(0).resolve("probe.json")));
    assertThat(first.path("seed").asInt()).isEqualTo(seed);
    cli().launch("--json", "archive", "verify").exits(0);
    assertThat(cli().launch("--json", "status").exits(0).json().path("runs").findValues("iso"))
        .isEmpty();
  }

  @Test
  void aGuiltyRewardTermIsFound() throws IOException {
    configure("fake:seconds=0;nan:reward=feet_air_time+dof_acc_l2");

    JsonNode answer =
        cli().launch("--json", "diagnose", "exp000", "--isolate", "rewards").exits(0).json();

    assertThat(members(answer.at("/culprits/0")))
        .containsExactlyInAnyOrder("feet_air_time", "dof_acc_l2");
    assertThat(answer.path("symptom").asText()).isEqualTo("numerics");
  }

  @Test
  void anExhaustedBoundGivesAPartialAnswerThatCanBeCarriedOn() throws IOException {
    configure("fake:seconds=0;crash:terrain=boxes+random_rough,p=0.5");

    JsonNode partial =
        cli()
            .launch("--json", "diagnose", "exp000", "--isolate", "terrain", "--probes", "12")
            .exits(1)
            .json();
    assertThat(partial.path("conclusion").asText()).isEqualTo("unsettled");
    assertThat(partial.path("probes").asInt()).isLessThanOrEqualTo(12);
    JsonNode whole =
        cli()
            .launch("--json", "diagnose", "exp000", "--isolate", "terrain", "--probes", "200")
            .exits(0)
            .json();
    assertThat(members(whole.at("/culprits/0"))).containsExactly("boxes", "random_rough");
  }

  @Test
  void aKilledIsolationIsCarriedOnWithoutRepeatingAnything() throws Exception {
    configure("fake:seconds=1;hang:terrain=boxes+random_rough,iteration=2");
    SplittableRandom random = new SplittableRandom(5);
    Map<Path, String> known = new HashMap<>();
    int kills = 0;
    Process isolation = start();
    while (kills < 8 && !isolation.waitFor(random.nextLong(500, 5000), TimeUnit.MILLISECONDS)) {
      isolation.destroyForcibly().waitFor();
      kills++;
      keepOutcomes(known);
      isolation = start();
    }
    assertThat(isolation.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(isolation.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();

    assertThat(kills).isGreaterThan(3);
    JsonNode answer =
        cli().launch("--json", "diagnose", "exp000", "--isolate", "terrain").exits(0).json();
    assertThat(members(answer.at("/culprits/0"))).containsExactly("boxes", "random_rough");
    known.forEach((file, text) -> assertThat(file).hasContent(text));
    checkNothingWasAskedTwice();
    String quarantine = Files.readString(study.resolve("quarantine.yaml"));
    assertThat(quarantine.split("kind: terrain", -1)).as("one entry").hasSize(2);
  }

  private void keepOutcomes(Map<Path, String> known) throws IOException {
    if (Files.isDirectory(study.resolve("isolations/exp000-terrain/probes"))) {
      for (Path probe : probes()) {
        Path file = probe.resolve("outcome.json");
        if (Files.exists(file)) {
          known.put(file, Files.readString(file));
        }
      }
    }
  }

  private void checkNothingWasAskedTwice() throws IOException {
    Map<String, Path> answered = new HashMap<>();
    for (Path probe : probes()) {
      if (Files.exists(probe.resolve("outcome.json"))
          && !outcome(probe).path("cancelled").asBoolean()) {
        JsonNode asked = MAPPER.readTree(Files.readString(probe.resolve("probe.json")));
        String question = asked.path("members") + " " + asked.path("seed");
        assertThat(answered.put(question, probe)).as(question).isNull();
      }
    }
  }

  @Test
  void probesThatNobodyDrivesAreEndedByTheNextCommand() throws Exception {
    configure("fake:seconds=0;hang:terrain=boxes,iteration=1");
    waitForProbe(start()).destroyForcibly().waitFor();
    assertThat(here()).as("probes outlive Trotline").isNotEmpty();

    cli().launch("--json", "monitor", "--act", "--once").exits(0);

    assertThat(here()).isEmpty();
  }

  @Test
  void probesOfAnotherIsolationMakeRoomForThisOne() throws Exception {
    configure("fake:seconds=0;hang:terrain=boxes,iteration=1");
    waitForProbe(start()).destroyForcibly().waitFor();

    configure("fake:seconds=0");
    cli().launch("diagnose", "exp000", "--isolate", "envs", "--probes", "2").exits(1);

    assertThat(here()).as("of either isolation").isEmpty();
    assertThat(study.resolve("isolations/exp000-envs/isolation.json")).exists();
  }

  @Test
  void anIsolationWithTornRecordsCanBeBegunAnew() throws Exception {
    configure("fake:seconds=0;hang:terrain=boxes,iteration=1");
    waitForProbe(start()).destroyForcibly().waitFor();
    for (Path probe : probes()) {
      Files.writeString(probe.resolve("probe.json"), "{");
      Files.writeString(probe.resolve("outcome.json"), "{");
    }
    configure("fake:seconds=0");
    cli().launch("diagnose", "exp000", "--isolate", "terrain").exits(3);
    JsonNode plan =
        cli()
            .launch(
                "--json",
                "diagnose",
                "exp000",
                "--isolate",
                "terrain",
                "--again",
                "--seed",
                "77",
                "--dry-run")
            .exits(0)
            .json();
    assertThat(plan.path("first_seed").asInt()).isEqualTo(77);

    cli().launch("diagnose", "exp000", "--isolate", "terrain", "--again", "--probes", "2").exits(1);

    assertThat(here()).isEmpty();
    assertThat(study.resolve("isolations/exp000-terrain.1")).exists();
  }

  @Test
  void anInterruptedIsolationTakesItsProbesWithIt() throws Exception {
    configure("fake:seconds=0;hang:terrain=boxes,iteration=1");
    Process isolation = waitForProbe(start());

    isolation.destroy();

    assertThat(isolation.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(here()).isEmpty();
    assertThat(study.resolve("isolations/exp000-terrain/result.json")).doesNotExist();
    assertThat(outcome(probes().get(0)).path("order").asInt()).isPositive();
  }

  @Test
  void aHaltFileEndsAnIsolationThatIsUnderWay() throws Exception {
    configure("fake:seconds=1");
    Process isolation = waitForProbe(start());
    Files.writeString(study.resolve("HALT"), "");

    assertThat(isolation.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(Files.readString(folder.resolve("log"))).contains("HALT", "carries on");
    assertThat(study.resolve("isolations/exp000-terrain/result.json")).doesNotExist();
  }

  private Process waitForProbe(Process isolation) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (here().stream().noneMatch(m -> m.marker().contains(":iso/exp000-terrain/p"))) {
      assertThat(System.nanoTime()).as("waiting for a probe").isLessThan(end);
      Thread.sleep(20);
    }
    return isolation;
  }

  private Process start() throws IOException {
    List<String> argv =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.trotline.cli.Main",
            "diagnose",
            "exp000",
            "--isolate",
            "terrain",
            "--patience",
            "6");
    ProcessBuilder builder = new ProcessBuilder(argv).directory(study.toFile());
    builder.environment().put("TROTLINE_HOME", Cli.home().toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    return builder.start();
  }
}
