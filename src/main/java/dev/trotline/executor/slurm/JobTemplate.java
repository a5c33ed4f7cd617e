package dev.trotline.executor.slurm;

import dev.trotline.error.InvalidInputException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sbatch file that is filled in for every run.
 *
 * @param text the file's text with its placeholders, {@code {{name}}}
 */
record JobTemplate(String text) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}\\n]*)}}");

  private static final Set<String> NAMES =
      new TreeSet<>(Set.of("name", "marker", "folder", "options", "setup", "runner"));

  /**
   * Checks a template.
   *
   * @param file what to call it in a complaint
   * @throws InvalidInputException if a placeholder is unknown or missing, or it is no script
   */
  static JobTemplate parse(String file, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      String name = matcher.group(1).strip();
      if (!NAMES.contains(name)) {
        throw bad(file, "holds the unknown placeholder '" + matcher.group() + "'");
      }
      found.add(name);
    }
    Set<String> missing = new TreeSet<>(NAMES);
    missing.removeAll(found);
    if (!missing.isEmpty()) {
      throw bad(file, "lacks the placeholder {{" + missing.iterator().next() + "}}");
    }
    if (!text.startsWith("#!")) {
      throw bad(file, "does not begin with #!, so sbatch would refuse it");
    }
    if (text.indexOf('\r') >= 0) {
      throw bad(file, "has the line ends of Windows, which sbatch refuses");
    }
    return new JobTemplate(text);
  }

  private static InvalidInputException bad(String file, String what) {
    return new InvalidInputException(
        "the Slurm template " + file + " " + what,
        file,
        "executor.slurm.template",
        "start from templates/slurm/run.sbatch; the placeholders are " + String.join(", ", NAMES));
  }

  /** The script of one run. */
  String fill(Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1).strip(), "")));
  }
}
