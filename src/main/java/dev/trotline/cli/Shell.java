package dev.trotline.cli;

import dev.trotline.process.ShellWord;
import dev.trotline.simulator.CommandLine;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Command lines as a person would paste them. */
final class Shell {
  private Shell() {}

  /** One line: what the program needs in the current folder, its environment, its arguments. */
  static String line(CommandLine command) {
    StringBuilder line = new StringBuilder();
    new TreeMap<>(command.files())
        .forEach(
            (file, text) -> {
              folder(line, file);
              line.append("printf %s ").append(ShellWord.quote(text.strip())).append(" > ");
              line.append(ShellWord.quote(file)).append(" && ");
            });
    new TreeMap<>(command.links())
        .forEach(
            (link, target) -> {
              folder(line, link);
              line.append("ln -sfn ").append(ShellWord.quote(target.toString())).append(' ');
              line.append(ShellWord.quote(link)).append(" && ");
            });
    new TreeMap<>(command.environment())
        .forEach(
            (name, value) ->
                line.append(name).append('=').append(ShellWord.quote(value)).append(' '));
    return line + command.argv().stream().map(ShellWord::quote).collect(Collectors.joining(" "));
  }

  private static void folder(StringBuilder line, String file) {
    int slash = file.lastIndexOf('/');
    if (slash > 0) {
      line.append("mkdir -p ").append(ShellWord.quote(file.substring(0, slash))).append(" && ");
    }
  }

  /** How to call this Trotline again. */
  static List<String> self(Context context) {
    return List.of(context.home().resolve("trotline").toString());
  }
}
