package dev.trotline.simulator;

import java.util.List;
import java.util.Map;

/**
 * A program to start.
 *
 * @param argv program and arguments
 * @param environment variables added to the inherited environment
 */
public record CommandLine(List<String> argv, Map<String, String> environment) {

  public CommandLine {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
  }
}
