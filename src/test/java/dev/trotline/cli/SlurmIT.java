package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.executor.slurm.SlurmCluster;
import dev.trotline.process.MarkerSweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole commands with a real Slurm and the embedded trainer, or its test double. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SlurmIT {

  @TempDir static Path cluster;
  private static SlurmCluster slurm;

  @TempDir Path folder;
  private Path study;

  @BeforeAll
  static void startSlurm() throws Exception {
    slurm = SlurmCluster.start(cluster);
  }

  @AfterAll
  static void stopSlurm() throws Exception {
    if (slurm != null) {
      slurm.close();
    }
  }

  @BeforeEach
  void makeAStudy() throws IOException {
    study = folder.resolve("s");
    new Cli(folder).launch("init", "s", "--template", "quad-stands-still").exits(0);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    slurm.run("scancel", "--user=root");
    assertThat(MarkerSweep.find("")).noneMatch(m -> belongsHere(m.pid()));
  }

  private boolean belongsHere(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).startsWith(study);
    } catch (IOException e) {
      return false;
    }
  }

  private void configure(String fault, String executor) throws IOException {
    Path file = study.resolve("study.yaml");
    String text =
        Files.readString(file)
            .replaceAll("(?m)^  environment:.*\n", "")
            .replaceAll("(?m)^executor: .*$", "executor: {kind: slurm, " + executor + "}");
    if (!fault.isEmpty()) {
      text =
          text.replace("  base: ", "  environment: {TROTLINE_FAULT: \"" + fault + "\"}\n  base: ");
    }
    Files.writeString(file, text);
  }

  private Cli cli() {
    return new Cli(study).with("SLURM_CONF", slurm.environment().get("SLURM_CONF"));
  }

  private JsonNode launch(int seed) {
    return cli().launch("--json", "launch", "exp000", "--seeds", seed + ",").json();
  }

  @Test
  void theEmbeddedTrainerLearnsAsASlurmJob() throws IOException {
    configure("", "slots: 2, slurm: {gres: 'gpu:1', time: 20 min, mem: 4G, cpus: 1}");
    Path file = study.resolve("study.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst("max_iterations: \\d+", "max_iterations: 3")
            .replaceFirst("num_envs: \\d+", "num_envs: 8")
            .replaceFirst("judge: .*", "judge: {num_envs: 4, seconds: 3}"));
    JsonNode run = launch(7).at("/runs/0");
    assertThat(run.path("state").asText()).as("%s", run).isEqualTo("finished");
    assertThat(run.path("device").asText()).isEqualTo("slurm0");
    assertThat(run.path("iteration").asInt()).isEqualTo(3);
  }

  @Test
  void aPreemptedRunIsCarriedOnByItselfAndCountsAsTheSeed() throws Exception {
    configure("fake:seconds=30", "slurm: {partition: low, lines: ['#SBATCH --exclusive']}");
    CompletableFuture<JsonNode> done = CompletableFuture.supplyAsync(() -> launch(1));
    Path first = study.resolve("runs/exp000/s1");
    SlurmCluster.await("a checkpoint", () -> contains(first, "Learning iteration 60/"));
    slurm.run("sbatch", "-p", "normal", "--exclusive", "-o", "/dev/null", "--wrap", "sleep 5");

    JsonNode runs = done.get(4, TimeUnit.MINUTES).path("runs");
    JsonNode run = runs.path(0);
    assertThat(runs.at("/1/run").asText()).isEqualTo("exp000/s1r1");
    assertThat(runs.at("/1/state").asText()).isEqualTo("finished");
    assertThat(run.path("state").asText()).as("%s", run).isEqualTo("preempted");
    assertThat(run.path("cause").asText()).isEqualTo("terminated_by_signal");
    assertThat(run.path("note").asText()).contains("preempt");
    JsonNode status = cli().launch("--json", "status").exits(0).json();
    assertThat(status.at("/runs/finished").asInt()).as("%s", status).isEqualTo(1);
    Path second = study.resolve("runs/exp000/s1r1");
    assertThat(Files.readString(second.resolve("run.json"))).contains("\"resumed_from\" : \"/");
    assertThat(Files.readString(second.resolve("console.log")))
        .contains("Loading model checkpoint");
    cli().launch("--json", "archive", "verify").exits(0);
  }

  @Test
  void aRefusalBurnsOneRunAndATrainingThatCrashesIsExplainedAsEver() throws Exception {
    configure("fake:seconds=0.4;oom:iteration=5", "slurm: {partition: low}");
    JsonNode run = launch(1).at("/runs/0");
    assertThat(run.path("state").asText()).isEqualTo("out_of_memory");
    assertThat(run.path("cause").asText()).isEqualTo("cuda_out_of_memory");

    configure("fake:seconds=0.4", "slurm: {partition: nowhere}");
    Process waiting = start("launch", "exp000", "--seeds", "2,3");
    try {
      Path outcome = study.resolve("runs/exp000/s2/outcome.json");
      SlurmCluster.await("the refusal", () -> Files.exists(outcome));
      assertThat(Files.readString(outcome))
          .contains("crashed", "start_failed", "Invalid partition name specified");
      Thread.sleep(2000);
      assertThat(study.resolve("runs/exp000/s3")).doesNotExist();
    } finally {
      waiting.destroyForcibly().waitFor();
    }
    configure("fake:seconds=0.4", "slurm: {partition: normal}");
    assertThat(launch(3).at("/runs/0/state").asText()).isEqualTo("finished");
  }

  private Process start(String... args) throws IOException {
    List<String> argv =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.trotline.cli.Main"),
                Stream.of(args))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(argv).directory(study.toFile());
    builder.environment().putAll(slurm.environment());
    builder.environment().put("TROTLINE_HOME", Cli.home().toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("out.log").toFile()));
    return builder.start();
  }

  private static boolean contains(Path run, String text) {
    try {
      return Files.readString(run.resolve("console.log")).contains(text);
    } catch (IOException absent) {
      return false;
    }
  }

  private static String number(Path run) throws IOException {
    List<String> words = List.of(Files.readString(run.resolve("slurm_job")).strip().split(" "));
    return words.get(3);
  }
}
