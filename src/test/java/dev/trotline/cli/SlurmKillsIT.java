package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.executor.slurm.SlurmCluster;
import dev.trotline.process.MarkerSweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trotline killed at random instants while its runs are Slurm jobs (bench/kills/slurm): as many
 * kills as the property trotline.kills says, over as many nights of the trainer's test double as
 * they fill.
 */
class SlurmKillsIT {

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

  @Test
  void aLoopOnSlurmKilledAtRandomInstantsLosesAndDoublesNothing() throws Exception {
    SplittableRandom random = new SplittableRandom(Long.getLong("trotline.seed", 20261122L));
    int wanted = Integer.getInteger("trotline.kills", 3);
    int kills = 0;
    int nights = 0;
    int runs = 0;
    while (kills < wanted) {
      study = folder.resolve("night" + nights++);
      new Cli(folder)
          .launch("init", study.getFileName().toString(), "--template", "quad-stands-still")
          .exits(0);
      configure();
      kills += killUntilDone(random, wanted - kills);
      runs += check();
    }
    Files.writeString(
        Files.createDirectories(Path.of("target")).resolve("slurm-kills.txt"),
        kills + " kills, " + nights + " nights, " + runs + " runs\n");
  }

  private void configure() throws IOException {
    Path file = study.resolve("study.yaml");
    String text = Files.readString(file);
    Files.writeString(
        file,
        text.replace(
                "  base: ",
                "  environment: {TROTLINE_FAULT: \"fake:seconds=1,spread=0.02\"}\n  base: ")
            .replaceAll("baseline: \\d+ ", "baseline: 2 ")
            .replaceAll(
                "(?m)^executor: .*$",
                "executor: {kind: slurm, slots: 4, slurm: {gres: 'gpu:1', time: 10 min}}"));
  }

  private int killUntilDone(SplittableRandom random, int most) throws Exception {
    int kills = 0;
    while (kills < most) {
      Process loop = start("loop", "--waves", "1");
      if (loop.waitFor(random.nextLong(300, 6000), TimeUnit.MILLISECONDS)) {
        assertThat(loop.exitValue()).as(said()).isBetween(0, 1);
        return kills;
      }
      loop.destroyForcibly().waitFor();
      kills++;
    }
    Process last = start("loop", "--waves", "1");
    boolean ended = last.waitFor(240, TimeUnit.SECONDS);
    if (!ended) {
      last.destroyForcibly().waitFor();
    }
    assertThat(ended).as("the last loop ends: %s", said()).isTrue();
    assertThat(last.exitValue()).as(said()).isBetween(0, 1);
    return kills;
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("loop.log"));
  }

  /** Returns how many runs there were. */
  private int check() throws Exception {
    Cli cli = new Cli(study).with("SLURM_CONF", slurm.environment().get("SLURM_CONF"));
    cli.launch("--json", "archive", "verify").exits(0);
    JsonNode status = cli.launch("--json", "status").exits(0).json();
    assertThat(status.at("/loop/phase").asText()).as("%s", status).isEqualTo("done");
    assertThat(status.path("runs").size()).as("only finished: %s", status).isEqualTo(1);
    List<Path> runs;
    try (Stream<Path> files = Files.walk(study.resolve("runs"), 2)) {
      runs = files.filter(f -> f.getFileName().toString().matches("s\\d+(r\\d+)?")).toList();
    }
    assertThat(status.at("/runs/finished").asInt()).isEqualTo(runs.size());
    for (Path run : runs) {
      assertThat(Files.readString(run.resolve("console.log")))
          .as("starts of %s", run)
          .containsOnlyOnce("Logging experiment in directory");
      assertThat(Files.readAllLines(run.resolve("slurm_events")))
          .as("events of %s", run)
          .filteredOn(line -> line.contains(" started "))
          .hasSize(1);
    }
    SlurmCluster.await("the last job's end", this::noJobs);
    assertThat(MarkerSweep.find("")).as("orphans").noneMatch(m -> belongsHere(m.pid()));
    return runs.size();
  }

  private boolean noJobs() {
    try {
      return slurm.run("squeue", "-h").isEmpty();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean belongsHere(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).startsWith(study);
    } catch (IOException e) {
      return false;
    }
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
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("loop.log").toFile()));
    return builder.start();
  }
}
