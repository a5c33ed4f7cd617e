package dev.trotline.executor.slurm;

import dev.trotline.error.EnvironmentException;
import dev.trotline.process.ShortCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Slurm's commands, their answers and what their failures mean (docs/slurm-facts.md). */
final class SlurmCommands {

  /** Each waits up to twice MessageTimeout, by default 10 s, for a controller that is silent. */
  private static final Duration LIMIT = Duration.ofSeconds(40);

  /** sbatch itself tries again and again while the controller's queue is full. */
  private static final Duration SUBMIT_LIMIT = Duration.ofSeconds(100);

  private static final Pattern NUMBER = Pattern.compile("(?m)^(\\d{1,18})(?:;\\S*)?\\s*$");
  private static final Pattern KILL_WAIT = Pattern.compile("(?m)^KillWait\\s*=\\s*(\\d{1,9})\\b");

  /** Nobody was there to take the job. */
  private static final Pattern UNREACHED =
      Pattern.compile(
          "(?i)unable to contact slurm controller \\(connect failure\\)|connection refused"
              + "|unable to resolve|no address associated|name or service not known");

  /** The connection broke after it was made, or nobody knows. */
  private static final Pattern UNCERTAIN =
      Pattern.compile(
          "(?i)timed out|unable to contact|transport endpoint|zero bytes|communication"
              + "|connection reset|broken pipe|send/recv|not responding|in standby mode");

  /** Limits of how much may be asked for at once, and states that pass. */
  private static final Pattern LATER =
      Pattern.compile(
          "(?i)violates accounting/qos policy|temporarily|try again|too many|job limit"
              + "|socket|munge|authentication|credential|disabled|reservation");

  private final Map<String, String> variables;
  private final List<String> prefix;

  /**
   * @param environment Trotline's environment; from inside a Slurm job it holds variables that
   *     would change what the commands do
   */
  SlurmCommands(Map<String, String> environment) {
    this.variables = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.equals("SLURM_CONF") || name.equals("PATH")) {
            variables.put(name, value);
          }
        });
    List<String> words = new ArrayList<>(List.of("env"));
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.matches("(SLURM|SLURMD|SQUEUE|SACCT|SCONTROL|SCANCEL|SINFO)_\\w+")
              && !name.equals("SLURM_CONF")
          || name.matches("SBATCH_(ARRAY_INX|WAIT|JOB_NAME|TEST_ONLY|CLUSTERS|EXPORT)")) {
        words.addAll(List.of("-u", name));
      }
    }
    // Slurm prints times without a zone.
    words.add("TZ=UTC");
    this.prefix = List.copyOf(words);
  }

  /** All jobs of this user that the controller knows. */
  sealed interface Jobs {

    /** The controller answered. */
    record Answered(List<SlurmJob> jobs) implements Jobs {}

    /** It did not; one clause says how. */
    record Silent(String why) implements Jobs {}
  }

  /** What became of a submission. */
  sealed interface Submitted {

    /** Slurm took it. */
    record Accepted(long id) implements Submitted {}

    /** Slurm will not have such a job; its own sentence. */
    record Refused(String sentence) implements Submitted {}

    /** Slurm has not taken it, but may take the same later. */
    record Later(String why) implements Submitted {}

    /** It may have taken it. */
    record Uncertain(String why) implements Submitted {}
  }

  /** One call for all jobs. */
  Jobs jobs() {
    ShortCommand.Result result =
        run(List.of("squeue", "-h", "-t", "all", "-u", user(), "-o", SlurmJob.FORMAT));
    return result.ok()
        ? new Jobs.Answered(SlurmJob.parse(result.out()))
        : new Jobs.Silent(clause(result));
  }

  /** Whether a controller answers, which it says at once where squeue would wait; null if so. */
  Optional<String> silence() {
    ShortCommand.Result result = run(List.of("scontrol", "ping"));
    if (result.out().contains("is UP")) {
      return Optional.empty();
    }
    return Optional.of(
        result.out().isBlank()
            ? clause(result)
            : result.out().strip().lines().findFirst().orElse(""));
  }

  /**
   * Submits a job script.
   *
   * @param submission carries the marker, which sbatch's own processes carry, too
   * @param folder where the script lies
   * @param script its name
   */
  Submitted submit(Submission submission, Path folder, String script) {
    List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c", "\"$@\"; exit $?", "sbatch"));
    argv.addAll(prefix.subList(0, prefix.size() - 1));
    argv.add("TROTLINE_RUN=" + submission.marker());
    argv.addAll(List.of("sbatch", "--parsable", "--job-name=" + submission.name()));
    argv.addAll(List.of("--comment=" + submission.marker(), script));
    ShortCommand.Result result = ShortCommand.run(argv, variables, folder, SUBMIT_LIMIT);
    Matcher number = NUMBER.matcher(result.out());
    if (result.ok() && number.find()) {
      return new Submitted.Accepted(Long.parseLong(number.group(1)));
    }
    String said = (result.err() + "\n" + result.out()).strip();
    String clause = clause(result);
    if (result.timedOut() || result.ok() || result.exitCode() > 128) {
      return new Submitted.Uncertain(clause);
    }
    if (result.exitCode() == 126 || result.exitCode() == 127 || UNREACHED.matcher(said).find()) {
      return new Submitted.Later(clause);
    }
    if (UNCERTAIN.matcher(said).find()) {
      return new Submitted.Uncertain(clause);
    }
    return LATER.matcher(said).find() ? new Submitted.Later(clause) : new Submitted.Refused(clause);
  }

  /** Sends a signal to the job's script alone. */
  void signal(long id, String signal) {
    run(List.of("scancel", "--batch", "--signal=" + signal, Long.toString(id)));
  }

  /** Cancels jobs; whether it worked is to be seen from {@link #jobs()}. */
  void cancel(List<Long> ids) {
    List<String> argv = new ArrayList<>(List.of("scancel"));
    ids.forEach(id -> argv.add(Long.toString(id)));
    run(argv);
  }

  /** Time between TERM and KILL; Slurm's default where it does not say. */
  Duration killWait() {
    Matcher matcher = KILL_WAIT.matcher(run(List.of("scontrol", "show", "config")).out());
    return Duration.ofSeconds(matcher.find() ? Long.parseLong(matcher.group(1)) : 30);
  }

  /**
   * The state of a job that the controller has forgotten, as the accounting has it: {@code
   * TIMEOUT}; empty where there is no accounting.
   */
  Optional<String> remembered(Submission submission) {
    ShortCommand.Result result =
        run(
            List.of(
                "sacct",
                "-n",
                "-X",
                "-P",
                "-D",
                "-j",
                String.valueOf(submission.id()),
                "-o",
                "State,JobName%200"));
    return result
        .out()
        .lines()
        .map(line -> line.split("\\|", 2))
        .filter(cells -> cells.length == 2 && cells[1].strip().equals(submission.name()))
        .map(cells -> cells[0].strip().split(" ")[0])
        .reduce((first, last) -> last);
  }

  /** The partitions of the cluster, the default one marked by a star. */
  Optional<String> partitions() {
    ShortCommand.Result result = run(List.of("sinfo", "-h", "-o", "%P %a"));
    return result.ok() ? Optional.of(result.out()) : Optional.empty();
  }

  /** Whether the accounting answers; else its sentence. */
  Optional<String> accountingTrouble() {
    ShortCommand.Result result =
        run(List.of("sacct", "-n", "-X", "-P", "-S", "now", "-o", "JobID"));
    return result.ok() ? Optional.empty() : Optional.of(clause(result));
  }

  private ShortCommand.Result run(List<String> command) {
    List<String> argv = new ArrayList<>(prefix);
    argv.addAll(command);
    try {
      return ShortCommand.run(argv, variables, null, LIMIT);
    } catch (EnvironmentException e) {
      return new ShortCommand.Result(127, "", String.valueOf(e.getMessage()), false);
    }
  }

  /** The last thing it said, without the name of the command. */
  private static String clause(ShortCommand.Result result) {
    if (result.timedOut()) {
      return "the command did not end in time";
    }
    List<String> lines =
        (result.err() + "\n" + result.out())
            .lines()
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .toList();
    if (lines.isEmpty()) {
      return "it ended with code " + result.exitCode() + " and no word";
    }
    return lines.get(lines.size() - 1).replaceFirst("^(?:\\w+: )*error: ", "");
  }

  private static String user() {
    try {
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS);
      return String.valueOf(uid);
    } catch (IOException | UnsupportedOperationException e) {
      return System.getProperty("user.name", "");
    }
  }
}
