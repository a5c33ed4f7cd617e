package dev.trotline.launch;

import dev.trotline.simulator.CommandLine;
import dev.trotline.study.RunId;
import java.util.Map;
import java.util.TreeMap;

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
    text.append("folder=${1:-").append(folder).append("}\n");
    text.append("mkdir -p \"$folder\"\n");
    text.append("cd \"$folder\"\n");
    text.append("exec env");
    for (Map.Entry<String, String> variable : new TreeMap<>(command.environment()).entrySet()) {
      text.append(" \\\n  ").append(quote(variable.getKey() + "=" + variable.getValue()));
    }
    for (String argument : command.argv()) {
      text.append(" \\\n  ").append(quote(argument));
    }
    return text.append('\n').toString();
  }

  private static String quote(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
