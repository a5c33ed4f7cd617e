package dev.trotline.cli;

import picocli.CommandLine;

/** The command tree, wired by hand. */
final class Commands {
  private Commands() {}

  static CommandLine commandLine(Context context) {
    CommandLine line = new CommandLine(new TrotlineCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }
}
