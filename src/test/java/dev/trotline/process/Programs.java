package dev.trotline.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Real processes for tests. */
final class Programs {

  private static final AtomicLong NUMBER = new AtomicLong();

  private Programs() {}

  /** A marker no other test, and no earlier test run, uses. */
  static String marker() {
    return "test-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + ":exp000/s1";
  }

  static SupervisedProcess.Launch shell(String marker, Path folder, String script) {
    return new SupervisedProcess.Launch(marker, List.of("sh", "-c", script), Map.of(), folder);
  }

  static SupervisedProcess.Launch python(String marker, Path folder, String script) {
    return new SupervisedProcess.Launch(
        marker, List.of("python3", "-uc", script), Map.of(), folder);
  }

  /** A second Java machine that runs a main class of the test sources. */
  static Process java(Class<?> main, String... arguments) throws IOException {
    var argv =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    argv.addAll(List.of(arguments));
    return new ProcessBuilder(argv).redirectErrorStream(true).start();
  }

  static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as("waiting for: " + what).isLessThan(120_000_000_000L);
      Pause.briefly(10);
    }
  }

  static ProcessFacts.Ended awaitEnd(Path folder) {
    await("the end", () -> ProcessFacts.inspect(folder) instanceof ProcessFacts.Ended);
    return (ProcessFacts.Ended) ProcessFacts.inspect(folder);
  }

  static void awaitLine(Path folder, String line) {
    await("'" + line + "' in the console", () -> console(folder).lines().anyMatch(line::equals));
  }

  static String console(Path folder) {
    return read(folder.resolve(ProcessFacts.CONSOLE_FILE));
  }

  static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return "";
    }
  }

  static List<Long> alive(String marker) {
    return MarkerSweep.find(marker).stream().map(MarkerSweep.Marked::pid).toList();
  }

  static void signal(String name, long target) {
    Signals.send(name, List.of(target));
  }
}
