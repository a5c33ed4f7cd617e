package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.process.MarkerSweep;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several real Trotlines with studies of their own on one machine, killed with -9 at random
 * instants: no slot is ever held by two runs, whoever died when, and everybody gets his work done.
 */
class SharedMachineIT {

  private static final int KILLS = Integer.getInteger("trotline.share.kills", 12);
  private static final int SLOTS = 2;
  private static final int RUNS = Integer.getInteger("trotline.share.runs", 10);

  private final SplittableRandom random = new SplittableRandom(4711);
  @TempDir Path folder;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void neverPutTwoRunsOnOneSlot() throws Exception {
    Files.createDirectory(folder.resolve("slots"));
    List<Study> studies = new ArrayList<>();
    List<Process> trotlines = new ArrayList<>();
    for (String name : List.of("one", "two", "three")) {
      Study study = Studies.in(Files.createDirectory(folder.resolve(name)));
      studies.add(study);
      trotlines.add(trotline(study));
    }
    int killed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      TimeUnit.MILLISECONDS.sleep(random.nextLong(300, 900));
      int victim = random.nextInt(studies.size());
      if (trotlines.get(victim).isAlive()) {
        trotlines.get(victim).destroyForcibly().waitFor();
        trotlines.set(victim, trotline(studies.get(victim)));
        killed++;
      }
    }
    for (int i = 0; i < studies.size(); i++) {
      assertThat(trotlines.get(i).waitFor(5, TimeUnit.MINUTES)).as("it ends by itself").isTrue();
      String log = Files.readString(studies.get(i).root().resolve("log"));
      assertThat(trotlines.get(i).exitValue()).as(log).isZero();
    }

    System.out.println(killed + " kills at work");
    Path complaints = folder.resolve("double");
    assertThat(complaints).as(() -> text(complaints)).doesNotExist();
    studies.forEach(SharedMachineIT::check);
    assertThat(folder.resolve("slots")).isEmptyDirectory();
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aStudyThatComesLaterGetsItsShareBeforeTheFirstIsDone() throws Exception {
    Files.createDirectory(folder.resolve("slots"));
    Study first = Studies.in(Files.createDirectory(folder.resolve("first")));
    Study second = Studies.in(Files.createDirectory(folder.resolve("second")));
    Process one = trotline(first);
    awaitAwake(first, one);
    Process two = trotline(second);
    assertThat(one.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(two.waitFor(3, TimeUnit.MINUTES)).isTrue();

    double lastOfFirst = starts("first").get(RUNS - 1);
    double middleOfSecond = starts("second").get(RUNS / 4);
    assertThat(middleOfSecond).isLessThan(lastOfFirst);
    assertThat(folder.resolve("double")).doesNotExist();
  }

  private List<Double> starts(String study) throws IOException {
    return Files.readAllLines(folder.resolve("starts-" + study)).stream()
        .map(line -> Double.valueOf(line.split(" ")[1]))
        .toList();
  }

  private static void check(Study study) {
    assertThat(MarkerSweep.find(StudyMarker.of(study).prefix() + ":")).as("orphans").isEmpty();
    try (Archive archive = Archive.open(study.archive(), InstantSource.system())) {
      assertThat(archive.verify()).isEmpty();
      assertThat(archive.runs())
          .hasSize(RUNS)
          .extracting(RunRecord::state)
          .containsOnly(RunState.FINISHED);
      for (RunRecord run : archive.runs()) {
        String console = text(study.runFolder(run.id()).resolve("console.log"));
        assertThat(console).as(run.toString()).containsOnlyOnce("payload started");
      }
    }
  }

  private static void awaitAwake(Study study, Process trotline) throws InterruptedException {
    Path signOfLife = study.root().resolve("awake-" + trotline.pid());
    while (!Files.exists(signOfLife) && trotline.isAlive()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private Process trotline(Study study) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            ShareMain.class.getName(),
            study.root().toString(),
            String.valueOf(SLOTS),
            String.valueOf(RUNS));
    builder.environment().put("TROTLINE_MACHINE", folder.resolve("machine").toString());
    builder.environment().put("SLOTS", folder.resolve("slots").toString());
    builder.environment().put("CUDA_VISIBLE_DEVICES", "");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(study.root().resolve("log").toFile()))
        .start();
  }
}
