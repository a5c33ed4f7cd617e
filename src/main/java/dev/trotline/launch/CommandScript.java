package dev.trotline.launch;

import dev.trotline.process.ShellWord;
import dev.trotline.simulator.CommandLine;
import dev.trotline.study.RunId;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The shell script that repeats a run by hand. */
final class CommandScript {

  private CommandScript() {}

  /** Runs in a folder of its own, so that the original's logs stay as they are. */
  static String of(RunId run, CommandLine command) {
    String folder = run.toString().replace('/', '-') + "-by-hand";
    StringBuilder text = new StringBuilder();
    text.append("#!/bin/sh\n");
    text.append("# Repeats ").append(run).append(" by hand: sh command.sh [FOLDER]\n");
    text.append("# The training writes into FOLDER, by default a new one in the current folder.\n");
    text.append("set -eu\n");
    text.append("here=$(cd \"$(dirname \"$0\")\" && pwd -P)\n");
    text.append("folder=${1:-").append(folder).append("}\n");
    text.append("mkdir -p \"$folder\"\n");
    text.append("cd \"$folder\"\n");
    for (String file : new TreeSet<>(command.files().keySet())) {
      directory(text, file);
      text.append("cp \"$here\"/")
          .append(ShellWord.quote(file))
          .append(' ')
          .append(ShellWord.quote(file))
          .append('\n');
    }
    new TreeMap<>(command.links())
        .forEach(
            (link, target) -> {
              directory(text, link);
              text.append("ln -sfn ").append(ShellWord.quote(target.toString()));
              text.append(' ').append(ShellWord.quote(link)).append('\n');
            });
    text.append("exec env");
    for (Map.Entry<String, String> variable : new TreeMap<>(command.environment()).entrySet()) {
      text.append(" \\\n  ").append(ShellWord.quote(variable.getKey() + "=" + variable.getValue()));
    }
    for (String argument : command.argv()) {
      text.append(" \\\n  ").append(ShellWord.quote(argument));
    }
    return text.append('\n').toString();
  }

  private static void directory(StringBuilder text, String file) {
    int slash = file.lastIndexOf('/');
    if (slash > 0) {
      text.append("mkdir -p ").append(ShellWord.quote(file.substring(0, slash))).append('\n');
    }
  }
}
