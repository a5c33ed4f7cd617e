package dev.trotline.executor.slurm;

import dev.trotline.error.InvalidInputException;
import dev.trotline.executor.Job;
import dev.trotline.process.AtomicFile;
import dev.trotline.process.ShellWord;
import dev.trotline.process.SupervisedProcess;
import dev.trotline.study.SlurmSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes what a job needs into the run's folder. */
final class JobFiles {

  /** The sbatch file. */
  static final String SCRIPT = "slurm.sbatch";

  private static final String RUNNER = "slurm_job.sh";
  private static final String COMMAND = "slurm_command.sh";

  /** Seconds before the time limit at which the program is told; less of a short limit. */
  private static final int WARNING = 120;

  private final SlurmSettings settings;
  private final JobTemplate template;

  JobFiles(SlurmSettings settings, JobTemplate template) {
    this.settings = settings;
    this.template = template;
  }

  /** Everything but the submission itself; may be repeated. */
  void write(Job job, Submission submission) {
    Path folder = job.folder();
    AtomicFile.write(folder.resolve(SupervisedProcess.SCRIPT), SupervisedProcess.script());
    AtomicFile.write(folder.resolve(RUNNER), resource());
    AtomicFile.write(folder.resolve(COMMAND), command(job));
    AtomicFile.write(folder.resolve(SCRIPT), template.fill(values(job, submission)));
  }

  private Map<String, String> values(Job job, Submission submission) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("name", submission.name());
    values.put("marker", job.marker());
    values.put("folder", word(job.folder().toAbsolutePath().toString()));
    values.put("options", String.join("\n", options()));
    values.put("setup", String.join("\n", setup()));
    values.put("runner", RUNNER);
    return values;
  }

  /** A word of an #SBATCH line. */
  private static String word(String text) {
    if (text.matches("[A-Za-z0-9_./:=@+,-]+")) {
      return text;
    }
    if (text.matches(".*[\"\\\\\\n%].*")) {
      throw new InvalidInputException(
          "the folder " + text + " cannot stand in an #SBATCH line",
          text,
          null,
          "keep the study in a folder without quotes, backslashes and percent signs");
    }
    return "\"" + text + "\"";
  }

  private List<String> options() {
    List<String> lines = new ArrayList<>();
    option(lines, "partition", settings.partition());
    option(lines, "account", settings.account());
    option(lines, "qos", settings.qos());
    option(lines, "gres", settings.gres());
    option(lines, "time", settings.time());
    option(lines, "mem", settings.mem());
    option(lines, "cpus-per-task", settings.cpus());
    option(lines, "constraint", settings.constraint());
    lines.add("#SBATCH --signal=B:USR1@" + warning());
    lines.addAll(settings.lines());
    return lines;
  }

  private static void option(List<String> lines, String name, @Nullable Object value) {
    if (value != null) {
      lines.add("#SBATCH --" + name + "=" + word(value.toString()));
    }
  }

  private int warning() {
    Duration limit = settings.limit();
    return limit == null ? WARNING : (int) Math.max(5, Math.min(WARNING, limit.toSeconds() / 10));
  }

  private List<String> setup() {
    List<String> lines = new ArrayList<>();
    if (!settings.modules().isEmpty()) {
      lines.add("command -v module >/dev/null || . /etc/profile");
      settings.modules().forEach(module -> lines.add("module load " + ShellWord.quote(module)));
    }
    lines.addAll(settings.setup());
    return lines;
  }

  /** The program runs inside the container, its supervisor outside. */
  private String command(Job job) {
    StringBuilder text = new StringBuilder();
    text.append("marker=").append(ShellWord.quote(job.marker())).append('\n');
    text.append("wind_down_seconds=").append(Math.max(2, warning() / 2)).append('\n');
    text.append("set --");
    for (String word : settings.container()) {
      text.append(" \\\n  ").append(ShellWord.quote(word));
    }
    text.append(" \\\n  env");
    for (Map.Entry<String, String> entry : new TreeMap<>(job.command().environment()).entrySet()) {
      text.append(" \\\n  ").append(ShellWord.quote(entry.getKey() + "=" + entry.getValue()));
    }
    for (String argument : job.command().argv()) {
      text.append(" \\\n  ").append(ShellWord.quote(argument));
    }
    return text.append('\n').toString();
  }

  private static byte[] resource() {
    try (InputStream stream = JobFiles.class.getResourceAsStream("/slurm/job.sh")) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks slurm/job.sh");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
