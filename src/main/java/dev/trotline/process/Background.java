package dev.trotline.process;

import dev.trotline.error.EnvironmentException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a second Trotline that goes on when the terminal is closed. */
public final class Background {

  private Background() {}

  /**
   * Starts a program in a session of its own, with nothing on its input and everything it prints
   * appended to a file.
   *
   * @return its pid
   * @throws EnvironmentException if it cannot be started
   */
  public static long spawn(List<String> argv, Path logFile) {
    var command = new ArrayList<>(List.of("setsid"));
    command.addAll(argv);
    var builder = new ProcessBuilder(command);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(logFile.toFile()));
    builder.environment().remove(Marker.VARIABLE);
    try {
      Path folder = logFile.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      return builder.start().pid();
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot start " + argv.get(0) + " in the background: " + e.getMessage(),
          "check that 'setsid' is installed and that " + logFile + " can be written",
          e);
    }
  }
}
