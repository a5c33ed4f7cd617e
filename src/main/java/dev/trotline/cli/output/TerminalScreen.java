package dev.trotline.cli.output;

import dev.trotline.error.EnvironmentException;
import dev.trotline.process.ShortCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The terminal behind standard error, asked for its size again and again: windows are resized. */
public final class TerminalScreen implements Supplier<Screen> {
  private static final Duration ASK_EVERY = Duration.ofMillis(900);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final @Nullable Path device;
  private Screen known;
  private long asked;
  private boolean ever;

  /**
   * @param environment TERM, locale, and COLUMNS and LINES for terminals that do not know
   */
  public TerminalScreen(Map<String, String> environment) {
    this.known = Screen.terminal(environment);
    this.device = device();
  }

  private static @Nullable Path device() {
    try {
      return Path.of("/proc/self/fd/2").toRealPath();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public Screen get() {
    long now = System.nanoTime();
    if (device != null && (!ever || now - asked >= ASK_EVERY.toNanos())) {
      ever = true;
      asked = now;
      ask(device);
    }
    return known;
  }

  private void ask(Path terminal) {
    try {
      ShortCommand.Result size =
          ShortCommand.run(
              List.of("stty", "-F", terminal.toString(), "size"), Map.of(), null, PATIENCE);
      String[] numbers = size.out().strip().split(" ");
      if (size.ok() && numbers.length == 2) {
        known = known.sized(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[0]));
      }
    } catch (EnvironmentException | NumberFormatException e) {
      // Without stty the size stays what the environment said.
      return;
    }
  }
}
