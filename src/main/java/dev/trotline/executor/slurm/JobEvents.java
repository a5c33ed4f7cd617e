package dev.trotline.executor.slurm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a job itself left in the run's folder: the script's {@code slurm_events} and Slurm's words
 * in the job's output {@code slurm.log}. Both outlive what the controller remembers.
 *
 * @param lines the script's events, {@code SECONDS JOB WORD...}
 * @param output the end of the job's output
 */
record JobEvents(List<String> lines, String output) {

  static final String FILE = "slurm_events";
  static final String OUTPUT = "slurm.log";

  private static final int MOST_BYTES = 64 << 10;

  /** {@code *** JOB 7 ON node3 CANCELLED AT 2026-11-22T01:54:59 DUE TO TIME LIMIT ***}. */
  private static final Pattern CANCELLED =
      Pattern.compile(
          "\\*\\*\\* (?:JOB|STEP) .*?CANCELLED AT \\S+(?: DUE TO ([A-Z ]+?))? \\*\\*\\*");

  private static final Pattern MEMORY =
      Pattern.compile("(?i).*(?:oom[-_ ]kill|exceeded (?:job |step )?memory limit).*");

  static JobEvents read(Path folder) {
    return new JobEvents(tail(folder.resolve(FILE)).lines().toList(), tail(folder.resolve(OUTPUT)));
  }

  private static String tail(Path file) {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
      long length = content.length();
      content.seek(Math.max(0, length - MOST_BYTES));
      byte[] bytes = new byte[(int) Math.min(length, MOST_BYTES)];
      content.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException absent) {
      return "";
    }
  }

  /** True if the script has said that nothing of the run is left on its node. */
  boolean over() {
    return has("over");
  }

  /** True if the script heard this signal, {@code USR1}. */
  boolean heard(String signal) {
    return has("got-" + signal);
  }

  /** True if a second job of the run found the folder used. */
  boolean refused() {
    return has("refused");
  }

  private boolean has(String word) {
    return lines.stream()
        .map(line -> line.split("\\s+"))
        .anyMatch(w -> w.length > 2 && w[2].equals(word));
  }

  /** Why Slurm cancelled it: {@code TIME LIMIT}, {@code PREEMPTION}, {@code ""} for no reason. */
  Optional<String> cancelled() {
    Matcher matcher = CANCELLED.matcher(output);
    Optional<String> last = Optional.empty();
    while (matcher.find()) {
      last = Optional.of(matcher.group(1) == null ? "" : matcher.group(1));
    }
    return last;
  }

  /** The line that says that memory ran out. */
  Optional<String> memory() {
    return output.lines().filter(line -> MEMORY.matcher(line).matches()).findFirst();
  }
}
