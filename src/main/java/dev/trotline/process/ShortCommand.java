package dev.trotline.process;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.StoppedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.jspecify.annotations.Nullable;

/** Runs a tool and waits for it: {@code nvidia-smi}, {@code git}, {@code python -c}. */
public final class ShortCommand {

  private static final AtomicLong COUNTER = new AtomicLong();
  private static final String PREFIX = "tool:";
  private static final int OUTPUT_LIMIT = 4 << 20;

  /** Exit code reported where there is none: the command was killed at its time limit. */
  public static final int NO_EXIT_CODE = -1;

  private ShortCommand() {}

  /**
   * What came of it.
   *
   * @param exitCode 0 to 255, 128 + n for signal n; {@link #NO_EXIT_CODE} if timed out
   * @param out standard output as UTF-8, at most 4 MiB
   * @param err standard error as UTF-8, at most 4 MiB
   * @param timedOut true if it was killed at the time limit
   */
  public record Result(int exitCode, String out, String err, boolean timedOut) {

    /** True if it ended by itself with code 0. */
    public boolean ok() {
      return exitCode == 0 && !timedOut;
    }
  }

  /**
   * Runs a program with its input closed. At the limit the program and everything it started is
   * killed; children that outlive it and hold its pipes are not waited for.
   *
   * @param argv program and arguments, passed as they are
   * @param environment variables added to the inherited environment
   * @param folder working directory, or null for this process's own
   * @param limit longest time it may take
   * @throws EnvironmentException if it cannot be started
   * @throws StoppedException if the thread is interrupted; the program is killed first
   */
  public static Result run(
      List<String> argv, Map<String, String> environment, @Nullable Path folder, Duration limit) {
    String marker = owner() + ":" + COUNTER.incrementAndGet();
    var variables = new TreeMap<>(System.getenv());
    variables.putAll(environment);
    variables.put(Marker.VARIABLE, marker);
    var command = new CommandLine("setsid");
    argv.forEach(argument -> command.addArgument(argument, false));

    var output = new BoundedOutput(OUTPUT_LIMIT);
    var exit = new CompletableFuture<Integer>();
    var builder = DefaultExecutor.builder().setExecuteStreamHandler(output);
    if (folder != null) {
      builder.setWorkingDirectory(folder.toFile());
    }
    DefaultExecutor executor = builder.get();
    executor.setExitValues(null);
    try {
      executor.execute(command, variables, new Completion(exit));
      int code = exit.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if ((code == 126 || code == 127) && output.err().startsWith("setsid: ")) {
        throw failure(argv, new IOException(output.err().strip()));
      }
      return new Result(code, output.out(), output.err(), false);
    } catch (TimeoutException e) {
      end(marker);
      return new Result(NO_EXIT_CODE, output.out(), output.err(), true);
    } catch (InterruptedException e) {
      end(marker);
      Thread.currentThread().interrupt();
      throw new StoppedException("interrupted while " + argv.get(0) + " was running", null, e);
    } catch (IOException e) {
      throw failure(argv, e);
    } catch (ExecutionException e) {
      throw failure(argv, e.getCause() == null ? e : e.getCause());
    }
  }

  /**
   * Ends commands whose Trotline was killed while it waited for them.
   *
   * @return how many processes were found
   */
  public static int reapOrphans() {
    var orphans = new TreeSet<String>();
    int count = 0;
    for (MarkerSweep.Marked marked : MarkerSweep.find(PREFIX)) {
      String[] parts = marked.marker().split(":");
      if (parts.length == 4 && !lives(parts[1], parts[2])) {
        orphans.add(marked.marker());
        count++;
      }
    }
    orphans.forEach(ShortCommand::end);
    return count;
  }

  /** Marks a command with the identity of the process that waits for it. */
  private static String owner() {
    long self = ProcessHandle.current().pid();
    return PREFIX + self + ":" + ProcStat.read(self).map(ProcStat::startTicks).orElse(0L);
  }

  private static boolean lives(String pid, String startTicks) {
    return !pid.matches("\\d{1,10}")
        || ProcStat.read(Long.parseLong(pid))
            .filter(stat -> stat.isAlive() && Long.toString(stat.startTicks()).equals(startTicks))
            .isPresent();
  }

  private static EnvironmentException failure(List<String> argv, Throwable cause) {
    return new EnvironmentException(
        "cannot run " + argv.get(0) + ": " + cause.getMessage(),
        "check that it is installed and on the PATH",
        cause);
  }

  /** Ends everything with the marker; gives up on what even KILL does not reach. */
  private static void end(String marker) {
    var family = new Family(marker);
    for (String signal : List.of("TERM", "KILL", "KILL", "KILL")) {
      for (int look = 0; look < 20; look++) {
        if (family.isGone()) {
          return;
        }
        if (look == 0) {
          Signals.send(signal, family.scan().stream().map(ProcStat::pid).toList());
          Signals.send("CONT", family.scan().stream().map(ProcStat::pid).toList());
        }
        Pause.briefly(25);
      }
    }
  }

  private record Completion(CompletableFuture<Integer> exit) implements ExecuteResultHandler {

    @Override
    public void onProcessComplete(int code) {
      exit.complete(code);
    }

    @Override
    public void onProcessFailed(ExecuteException failure) {
      exit.completeExceptionally(failure);
    }
  }
}
