package dev.trotline.simulator.rslrl;

import dev.trotline.simulator.Resume;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How rsl_rl's scripts are told to carry on: they look for the run among the folders of their own
 * log root, by regular expression, and take the last one that matches (surface §2.1).
 */
public final class ResumeArguments {

  private ResumeArguments() {}

  /** {@code --resume --load_run … --checkpoint …}, both names escaped and anchored. */
  public static List<String> of(Resume resume) {
    return List.of(
        "--resume",
        "--load_run",
        exactly(resume.logFolder()),
        "--checkpoint",
        exactly(resume.checkpoint()));
  }

  /**
   * The link that makes the earlier log folder visible in the log root of the new run.
   *
   * @param agent the agent's configuration, for the experiment's name
   */
  public static Map<String, Path> link(Resume resume, Map<String, Object> agent) {
    String experiment = String.valueOf(agent.getOrDefault("experiment_name", "resumed"));
    return Map.of(
        LogFolders.ROOT + "/" + experiment + "/" + resume.logFolder().getFileName(),
        resume.logFolder().toAbsolutePath().normalize());
  }

  /** A regular expression, in Python's syntax, for this file name and no other. */
  public static String exactly(Path file) {
    StringBuilder escaped = new StringBuilder();
    for (char c : String.valueOf(file.getFileName()).toCharArray()) {
      if ("\\.^$*+?{}[]|()".indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.append('$').toString();
  }
}
