package dev.trotline.simulator;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program to start.
 *
 * @param argv program and arguments
 * @param environment variables added to the inherited environment
 * @param files what the program needs in its working directory: relative path to content
 * @param links folders it needs to find there: relative path to the folder linked to
 */
public record CommandLine(
    List<String> argv,
    Map<String, String> environment,
    Map<String, String> files,
    Map<String, Path> links) {

  public CommandLine {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    files = Map.copyOf(files);
    links = Map.copyOf(links);
  }

  /** A program that needs nothing but its arguments and environment. */
  public CommandLine(List<String> argv, Map<String, String> environment) {
    this(argv, environment, Map.of(), Map.of());
  }
}
