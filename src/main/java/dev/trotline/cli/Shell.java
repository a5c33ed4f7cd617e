package dev.trotline.cli;

import dev.trotline.simulator.CommandLine;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Command lines as a person would paste them. */
final class Shell {
  private Shell() {}

  /** One line with its environment in front. */
  static String line(CommandLine command) {
    String environment =
        new TreeMap<>(command.environment())
            .entrySet().stream()
                .map(e -> e.getKey() + "=" + quoted(e.getValue()) + " ")
                .collect(Collectors.joining());
    return environment
        + command.argv().stream().map(Shell::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** How to call this Trotline again. */
  static List<String> self(Context context) {
    return List.of(context.home().resolve("trotline").toString());
  }
}
