package dev.trotline.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.executor.JobStatus;
import dev.trotline.process.Host;
import dev.trotline.study.ExecutorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine makes of runs that were started on another one or before its own restart. */
class ElsewhereTest {

  private static final String OTHER_BOOT = "00000000-1111-2222-3333-444444444444";

  @TempDir Path folder;
  private InstantSource clock = InstantSource.system();

  @BeforeEach
  void startedThere() throws Exception {
    pid("workstation-of-somebody-else");
    Files.writeString(folder.resolve("console.log"), "training\n");
  }

  private void pid(String host) throws Exception {
    Files.writeString(folder.resolve("pid"), "1 1 " + OTHER_BOOT + " t1:exp000/s1 " + host + "\n");
  }

  private LocalExecutor executor() {
    return new LocalExecutor(new ExecutorSettings("local", 1, 1), Map.of(), clock);
  }

  @Test
  void isSaidToBeUnknownWhileItMayBeAlive() {
    JobStatus status = executor().status(folder);

    assertThat(status).isInstanceOf(JobStatus.Unknown.class);
    assertThat(((JobStatus.Unknown) status).why()).contains("workstation-of-somebody-else");
    assertThat(executor().kill("t1:exp000/s1", folder, Duration.ZERO).clean()).isFalse();
  }

  @Test
  void isGoneOnceItHasWrittenNothingForLong() {
    clock = () -> Instant.now().plus(Duration.ofHours(1));

    assertThat(executor().status(folder)).isInstanceOf(JobStatus.Vanished.class);
    assertThat(executor().kill("t1:exp000/s1", folder, Duration.ZERO).clean()).isTrue();
  }

  @Test
  void isBelievedWhenItSaysHowItEnded() throws Exception {
    Files.writeString(folder.resolve("exit_code"), "0 1795180789 12.3\n");

    assertThat(executor().status(folder)).isInstanceOf(JobStatus.Ended.class);
  }

  @Test
  void isGoneAtOnceIfThisMachineWasRestarted() throws Exception {
    pid(Host.name());

    assertThat(executor().status(folder)).isInstanceOf(JobStatus.Vanished.class);
  }

  @Test
  void anotherMachineOfTheSameNameIsAnotherMachine() throws Exception {
    pid(Host.name() + " ffffffffffffffffffffffffffffffff/pid:[4026531836]");

    assertThat(executor().status(folder)).isInstanceOf(JobStatus.Unknown.class);
  }

  @Test
  void aContainerOfTheSameKernelIsAnotherPlace() throws Exception {
    String line = "1 1 " + Host.boot() + " t1:exp000/s1 some-container -/pid:[1]\n";
    Files.writeString(folder.resolve("pid"), line);

    assertThat(executor().status(folder)).isInstanceOf(JobStatus.Unknown.class);
  }
}
