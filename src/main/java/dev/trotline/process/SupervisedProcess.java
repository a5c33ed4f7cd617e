package dev.trotline.process;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts programs that outlive Trotline. The folder's {@code pid} file is the claim on the folder:
 * the supervisor script makes it, at most one of several can, and only then starts the program. So
 * a Trotline that dies during a start leaves either nothing or a job any other can take over.
 */
public final class SupervisedProcess {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  /** What the supervisor is called in the folder. */
  public static final String SCRIPT = "supervisor.sh";

  private SupervisedProcess() {}

  /**
   * What to start.
   *
   * @param marker value of {@code TROTLINE_RUN} for all its processes; one word
   * @param argv program and arguments
   * @param environment variables added to the inherited environment
   * @param folder existing working directory; receives console.log, pid, exit_code, supervisor.sh
   */
  public record Launch(
      String marker, List<String> argv, Map<String, String> environment, Path folder) {

    public Launch {
      Marker.check(marker);
      argv = List.copyOf(argv);
      environment = Map.copyOf(environment);
      if (argv.isEmpty() || argv.get(0).isEmpty()) {
        throw new IllegalArgumentException("a launch needs a program");
      }
    }
  }

  /**
   * Starts the program and returns once its identity is on disk.
   *
   * @throws RefusedException if something was started in the folder before
   * @throws EnvironmentException if it cannot be started; then nothing of it runs
   */
  public static ProcessFacts.Running start(Launch launch) {
    Path pidFile = launch.folder().resolve(ProcessFacts.PID_FILE);
    if (Files.exists(pidFile)) {
      throw started(launch);
    }
    AtomicFile.write(launch.folder().resolve(SCRIPT), script());
    Process supervisor = spawn(launch);
    try {
      awaitClaim(launch, supervisor, pidFile);
    } finally {
      close(supervisor);
    }
    AtomicFile.sync(pidFile);
    return new ProcessFacts.Running(supervisor.pid(), FileTimes.modified(pidFile));
  }

  private static void awaitClaim(Launch launch, Process supervisor, Path pidFile) {
    long start = System.nanoTime();
    long pause = 1;
    while (true) {
      // Dead first, file second: one that died after its claim has still started the program.
      boolean dead = !supervisor.isAlive();
      Optional<Identity> claim = Identity.read(pidFile);
      if (claim.isPresent()) {
        if (claim.get().pid() == supervisor.pid()) {
          return;
        }
        if (dead) {
          throw started(launch);
        }
      } else if (dead) {
        throw failure(launch, output(supervisor), null);
      }
      if (System.nanoTime() - start > START_LIMIT.toNanos()) {
        Signals.send("KILL", List.of(-supervisor.pid(), supervisor.pid()));
        throw failure(
            launch, "no pid file appeared within " + START_LIMIT.toSeconds() + " s", null);
      }
      Pause.briefly(pause);
      pause = Math.min(20, pause * 2);
    }
  }

  private static Process spawn(Launch launch) {
    var argv = new ArrayList<>(List.of("setsid", "/bin/sh", SCRIPT));
    argv.addAll(launch.argv());
    var builder = new ProcessBuilder(argv).directory(launch.folder().toFile());
    builder.redirectErrorStream(true);
    try {
      builder.environment().putAll(launch.environment());
      builder.environment().put(Marker.VARIABLE, launch.marker());
      return builder.start();
    } catch (IOException e) {
      throw failure(launch, String.valueOf(e.getMessage()), e);
    }
  }

  private static RefusedException started(Launch launch) {
    return new RefusedException(
        "a program was already started in " + launch.folder(),
        "give every run a folder of its own");
  }

  private static EnvironmentException failure(
      Launch launch, String reason, @Nullable Throwable cause) {
    String message =
        "cannot start " + launch.argv().get(0) + " in " + launch.folder() + ": " + reason;
    String remedy = "check that the disk has room and that 'setsid' and '/bin/sh' work";
    // Out of processes, memory or room for now; error 11 and 12 are fork's EAGAIN and ENOMEM.
    if (reason.matches("(?s).*(error=1[12],|cannot write to the folder|no pid file appeared).*")) {
      return EnvironmentException.passing(
          message, remedy, cause == null ? new IOException(reason) : cause);
    }
    return cause == null
        ? new EnvironmentException(message, remedy)
        : new EnvironmentException(message, remedy, cause);
  }

  private static String output(Process supervisor) {
    try (InputStream stream = supervisor.getInputStream()) {
      String text = new String(stream.readNBytes(2000), StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? "the supervisor ended with code " + supervisor.exitValue() : text;
    } catch (IOException e) {
      return "the supervisor ended with code " + supervisor.exitValue();
    }
  }

  private static void close(Process supervisor) {
    try {
      supervisor.getOutputStream().close();
      supervisor.getInputStream().close();
      supervisor.getErrorStream().close();
    } catch (IOException e) {
      // Pipes nobody uses any more; the supervisor writes to its files.
      return;
    }
  }

  /** The supervisor's text, for those who start it in another way: on another machine. */
  public static byte[] script() {
    try (InputStream stream = SupervisedProcess.class.getResourceAsStream("/process/" + SCRIPT)) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks process/" + SCRIPT);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
