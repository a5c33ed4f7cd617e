package dev.trotline.executor.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A real Slurm of one node, below a folder, by {@code scripts/setup-slurm}. */
public final class SlurmCluster implements AutoCloseable {

  private final Path folder;
  private final boolean accounting;

  private SlurmCluster(Path folder, boolean accounting) {
    this.folder = folder;
    this.accounting = accounting;
  }

  /** Starts one; skips the test where nobody may. */
  public static SlurmCluster start(Path folder) throws Exception {
    return start(folder, false);
  }

  /** The same, with or without accounting. */
  public static SlurmCluster start(Path folder, boolean accounting) throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "a Slurm for tests can only be started by root");
    SlurmCluster cluster = new SlurmCluster(folder, accounting);
    cluster.start();
    return cluster;
  }

  /** Starts what is not running. */
  public void start() throws Exception {
    List<String> argv = new ArrayList<>(List.of(script(), "start"));
    if (accounting) {
      argv.add("--accounting");
    }
    argv.add(folder.toString());
    assertThat(exec(argv).code()).as("setup-slurm start").isZero();
  }

  /** What every command needs to find it. */
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("SLURM_CONF", folder.resolve("etc/slurm.conf").toString());
    return environment;
  }

  /** What a command printed; it must succeed. */
  public String run(String... command) throws Exception {
    Done done = exec(List.of(command));
    assertThat(done.code()).as("%s: %s", List.of(command), done.out()).isZero();
    return done.out().strip();
  }

  /** Kills a daemon of it. */
  public void kill(String daemon) throws Exception {
    signal(daemon, "KILL");
    Path pidFile = folder.resolve("run/" + daemon + ".pid");
    String pid = Files.readString(pidFile).strip();
    await("the death of " + daemon, () -> isGone(pid));
  }

  /** Sends a signal to a daemon of it. */
  public void signal(String daemon, String name) throws Exception {
    run("kill", "-" + name, Files.readString(folder.resolve("run/" + daemon + ".pid")).strip());
  }

  private static boolean isGone(String pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException e) {
      return true;
    }
  }

  /** Numbers of the jobs that carry a comment, those that are over included. */
  public List<String> jobs(String comment) throws Exception {
    return run("squeue", "-h", "-t", "all", "-o", "%A %k")
        .lines()
        .filter(line -> line.endsWith(" " + comment))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .sorted()
        .toList();
  }

  /** Waits for something, two minutes at most. */
  public static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start)
          .as("waiting for: " + what)
          .isLessThan(TimeUnit.SECONDS.toNanos(120));
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() throws Exception {
    assertThat(exec(List.of(script(), "stop", folder.toString())).code()).as("stop").isZero();
  }

  private static String script() {
    return Path.of("scripts/setup-slurm").toAbsolutePath().toString();
  }

  private record Done(int code, String out) {}

  private Done exec(List<String> argv) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    builder.environment().putAll(environment());
    Path out = Files.createTempFile("slurm", ".out");
    // A file: the daemons keep the output open.
    builder.redirectOutput(out.toFile());
    Process process = builder.start();
    assertThat(process.waitFor(240, TimeUnit.SECONDS)).as("%s ends", argv).isTrue();
    String text = Files.readString(out, StandardCharsets.UTF_8);
    Files.delete(out);
    return new Done(process.exitValue(), text);
  }
}
