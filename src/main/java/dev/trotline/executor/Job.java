package dev.trotline.executor;

import dev.trotline.simulator.CommandLine;
import java.nio.file.Path;

/**
 * A program with a folder.
 *
 * @param marker value of {@code TROTLINE_RUN} in the environment of all its processes: study
 *     marker, colon, run id
 * @param folder working directory; receives console.log, pid and exit_code
 * @param command what to start
 */
public record Job(String marker, Path folder, CommandLine command) {}
