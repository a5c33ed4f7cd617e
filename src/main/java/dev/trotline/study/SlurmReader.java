package dev.trotline.study;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code executor.slurm}: what sbatch would refuse in the night is refused here. */
final class SlurmReader {

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.,:@/+-]{1,200}");
  private static final Pattern RESOURCE =
      Pattern.compile("(?:gres[/:])?[A-Za-z]\\w*(?:[:/][A-Za-z][\\w.-]*)?(?:[:=]\\d{1,9}[KMGT]?)?");
  private static final Pattern MEMORY = Pattern.compile("\\d{1,12}[KMGTkmgt]?");
  private static final Pattern FEATURES = Pattern.compile("[A-Za-z0-9_.,&|*()\\[\\]!-]{1,200}");
  private static final Pattern LINE = Pattern.compile("#SBATCH\\s+-\\S.*");

  /** What Trotline itself decides, and what would make one submission several jobs or none. */
  private static final Pattern OURS =
      Pattern.compile(
          "#SBATCH\\s+(?:--(?:array|job-name|comment|chdir|wrap|test-only|parsable|wait)(?:[=\\s].*)?"
              + "|-[aJDW](?:[\\s=]?.*)?)");

  private static final List<String> OF_A_MACHINE =
      List.of(
          "gpus",
          "runs_per_gpu",
          "gpus_per_run",
          "gpu_memory_mib",
          "foreign_gpu_mib",
          "stagger",
          "share");

  private SlurmReader() {}

  /** Null unless the executor is Slurm. */
  static @Nullable SlurmSettings read(YamlNode executor, String kind) {
    if (!kind.equals("slurm")) {
      return null;
    }
    for (String key : OF_A_MACHINE) {
      if (executor.has(key)) {
        throw executor.bad(
            key,
            "says how one machine is shared, but Slurm gives out the nodes and their GPUs",
            "take it out; executor.slurm says what a run asks for, one GPU at most");
      }
    }
    YamlNode node = executor.childOrEmpty("slurm");
    SlurmSettings settings =
        new SlurmSettings(
            word(node, "partition", WORD, "write the names sinfo shows, with commas"),
            word(node, "account", WORD, "write the name sacctmgr shows"),
            word(node, "qos", WORD, "write the name sacctmgr shows"),
            gres(node),
            time(node),
            word(node, "mem", MEMORY, "write megabytes, or a unit: 32G"),
            node.integerOr("cpus", null, 1, 4096),
            word(node, "constraint", FEATURES, "write features such as a100|h100"),
            words(node, "modules", Pattern.compile("\\S+"), "name one module per entry"),
            words(node, "container", Pattern.compile("[^\\n]+"), "write one word per entry"),
            lines(node),
            words(node, "setup", Pattern.compile("[^\\n]*"), "write one line per entry"),
            node.stringOr("template", null));
    node.refuseUnknown();
    return settings;
  }

  private static @Nullable String word(YamlNode node, String key, Pattern form, String remedy) {
    String text = node.stringOr(key, null);
    if (text != null && !form.matcher(text).matches()) {
      throw node.bad(key, "is '" + text + "'", remedy);
    }
    return text;
  }

  private static @Nullable String gres(YamlNode node) {
    String text = node.stringOr("gres", null);
    if (text != null) {
      for (String part : text.split(",", -1)) {
        if (!RESOURCE.matcher(part).matches()) {
          throw node.bad("gres", "is '" + text + "'", "write it like gpu:1 or gpu:a100:1");
        }
      }
    }
    return text;
  }

  /** YAML reads an unquoted 4:00:00 as the number 14400, which would be minutes to Slurm. */
  private static @Nullable String time(YamlNode node) {
    Object raw = node.raw("time");
    String remedy = "write it like 4 h, or in quotes as Slurm does: \"04:00:00\", \"1-12:00:00\"";
    if (raw instanceof Number) {
      throw node.bad("time", "is the number " + raw + ", which could mean several times", remedy);
    }
    String text = node.stringOr("time", null);
    if (text == null || SlurmTime.isValid(text.strip())) {
      return text == null ? null : text.strip();
    }
    if (!text.strip().matches("(?i)\\d+(\\.\\d+)?\\s*(s|min|h)")) {
      throw node.bad("time", "is '" + text + "'", remedy);
    }
    Duration limit = node.duration("time", Duration.ZERO);
    if (limit.isZero()) {
      throw node.bad("time", "is '" + text + "'", remedy);
    }
    return SlurmTime.of(limit);
  }

  private static List<String> words(YamlNode node, String key, Pattern form, String remedy) {
    List<String> texts = node.strings(key);
    for (String text : texts) {
      if (!form.matcher(text).matches()) {
        throw node.bad(key, "holds '" + text + "'", remedy);
      }
    }
    return texts;
  }

  private static List<String> lines(YamlNode node) {
    List<String> lines = words(node, "lines", LINE, "write them like '#SBATCH --exclusive'");
    for (String line : lines) {
      if (OURS.matcher(line).matches()) {
        throw node.bad(
            "lines",
            "holds '" + line + "', by which Trotline could not find its jobs again",
            "leave that option to Trotline");
      }
    }
    return lines;
  }
}
