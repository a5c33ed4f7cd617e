package dev.trotline.simulator.isaaclab;

import dev.trotline.metrics.LogMeaning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A checkout of Isaac Lab as its files describe it. All betas of 3.0 call themselves 3.0.0, and
 * development trees carry the version of the last release, so what a tree can do is read from the
 * scripts themselves; its version is for people, and where a file is missing.
 *
 * @param root its folder
 * @param generation how its training is driven
 * @param version what it says it is, such as {@code 2.3.2}; empty if it does not say
 * @param extension version of the package {@code isaaclab}, which tells the betas apart; empty if
 *     unknown
 * @param train the script that trains
 * @param options what that script knows
 * @param meaning what the figures in its logs mean
 * @param tasks the velocity tasks it registers
 */
record SourceTree(
    Path root,
    Generation generation,
    String version,
    String extension,
    Path train,
    Options options,
    LogMeaning meaning,
    Set<String> tasks) {

  private static final String RL = "scripts/reinforcement_learning/";
  private static final String PACKAGES = "source/";
  private static final Pattern REQUIRED = Pattern.compile("RSL_RL_VERSION\\s*=\\s*\"([0-9.]+)\"");
  private static final Pattern ALWAYS_REQUIRED =
      Pattern.compile("if version\\.parse\\(installed_version\\) < version\\.parse\\(RSL_RL");
  private static final Pattern EXTENSION = Pattern.compile("(?m)^version\\s*=\\s*\"([^\"]+)\"");
  private static final Pattern TASK_ID = Pattern.compile("\\bid\\s*=\\s*\"([^\"]+)\"");

  /** Where tasks of legged robots are registered, then and now. */
  private static final List<String> TASK_FOLDERS =
      List.of("manager_based/locomotion/velocity", "core/velocity", "contrib/velocity");

  SourceTree {
    tasks = Set.copyOf(tasks);
  }

  /** How the script is told to carry a training on. */
  enum ResumeStyle {
    /** {@code --resume True}: any word counts as true. */
    VALUE,
    /** {@code --resume}. */
    FLAG,
    /** {@code --checkpoint PATH} alone. */
    CHECKPOINT
  }

  /**
   * What the training script knows.
   *
   * @param resume how it is told to carry on
   * @param agent true if it takes {@code --agent}
   * @param rslRl the oldest rsl-rl-lib it starts with, or null if it does not check
   */
  record Options(ResumeStyle resume, boolean agent, @Nullable String rslRl) {}

  /** Looks at a folder; empty if there is no training script of Isaac Lab below it. */
  static Optional<SourceTree> read(Path root) {
    Path old = root.resolve(RL + "rsl_rl/train.py");
    Path unified = root.resolve(RL + "train.py");
    Path entrypoints = root.resolve(PACKAGES + "isaaclab_rl/isaaclab_rl/entrypoints");
    boolean unifiedThere = Files.isRegularFile(unified);
    if (!unifiedThere && !Files.isRegularFile(old)) {
      return Optional.empty();
    }
    String version = firstLine(root.resolve("VERSION"));
    Generation generation;
    Path train = unified;
    Path details = root.resolve(RL + "rsl_rl/train_rsl_rl.py");
    Path arguments = root.resolve(RL + "rsl_rl/cli_args.py");
    if (unifiedThere && Files.isDirectory(entrypoints)) {
      generation = Generation.ENTRYPOINTS;
      details = entrypoints.resolve("backends/train_rsl_rl.py");
      arguments = entrypoints.resolve("backends/cli_args_rsl_rl.py");
    } else if (unifiedThere) {
      generation = Generation.UNIFIED;
    } else {
      generation = oldScript(version, text(old));
      train = old;
      details = old;
    }
    Options options = options(generation, version, text(details), text(arguments));
    return Optional.of(
        new SourceTree(
            root,
            generation,
            version,
            first(EXTENSION, text(root.resolve(PACKAGES + "isaaclab/config/extension.toml"))),
            train,
            options,
            meaning(root, generation, version),
            registered(root)));
  }

  private static Generation oldScript(String version, String script) {
    Optional<Version> number = Version.parse(version);
    if (number.isPresent()) {
      return number.get().atLeast(3)
          ? Generation.V3_BETA1
          : number.get().atLeast(2, 1) ? Generation.V2_1 : Generation.V2_0;
    }
    if (script.contains("launch_simulation")) {
      return Generation.V3_BETA1;
    }
    return script.contains("--distributed") ? Generation.V2_1 : Generation.V2_0;
  }

  private static Options options(
      Generation generation, String version, String script, String arguments) {
    ResumeStyle resume;
    if (arguments.isEmpty()) {
      resume =
          switch (generation) {
            case V2_0 -> ResumeStyle.VALUE;
            case ENTRYPOINTS -> ResumeStyle.CHECKPOINT;
            default -> ResumeStyle.FLAG;
          };
    } else if (arguments.contains("\"--resume\", type=bool")) {
      resume = ResumeStyle.VALUE;
    } else {
      resume = arguments.contains("\"--resume\"") ? ResumeStyle.FLAG : ResumeStyle.CHECKPOINT;
    }
    boolean agent = generation.unifiedEntry() || script.contains("\"--agent\"");
    String required = first(REQUIRED, script);
    // Up to 2.2 the script only checks before it trains on several GPUs.
    boolean checked = !required.isEmpty() && ALWAYS_REQUIRED.matcher(script).find();
    return new Options(resume, agent, checked ? required : null);
  }

  /** Surface §5.1 and §5.2; the formulas themselves are looked up, as trees differ. */
  private static LogMeaning meaning(Path root, Generation generation, String version) {
    Path code = root.resolve(PACKAGES + "isaaclab/isaaclab");
    String terminations = text(code.resolve("managers/termination_manager.py"));
    String velocity = text(code.resolve("envs/mdp/commands/velocity_command.py"));
    Optional<Version> number = Version.parse(version);
    boolean counts =
        terminations.isEmpty()
            ? number.map(v -> !v.atLeast(2, 2, 1)).orElse(generation == Generation.V2_0)
            : terminations.contains("count_nonzero(");
    boolean accumulated =
        velocity.isEmpty()
            ? generation.compareTo(Generation.UNIFIED) < 0
            : velocity.contains("/ max_command_step");
    return new LogMeaning(
        accumulated ? LogMeaning.Velocity.ACCUMULATED : LogMeaning.Velocity.MEAN,
        counts ? LogMeaning.Terminations.COUNTS : LogMeaning.Terminations.SHARES,
        "Isaac Lab " + name(generation, version));
  }

  private static Set<String> registered(Path root) {
    Set<String> found = new LinkedHashSet<>();
    Path tasks = root.resolve(PACKAGES + "isaaclab_tasks/isaaclab_tasks");
    for (String folder : TASK_FOLDERS) {
      try (DirectoryStream<Path> robots =
          Files.newDirectoryStream(tasks.resolve(folder).resolve("config"), Files::isDirectory)) {
        for (Path robot : robots) {
          Matcher id = TASK_ID.matcher(text(robot.resolve("__init__.py")));
          while (id.find()) {
            found.add(id.group(1));
          }
        }
      } catch (IOException absent) {
        continue;
      }
    }
    return found;
  }

  /** The name of a task in this tree: as it is registered, else in the tree's manner. */
  String task(String asked) {
    if (!TaskIds.isStock(asked)) {
      return asked;
    }
    String renamed = TaskIds.renamed(asked);
    String canonical = TaskIds.canonical(asked);
    if (tasks.contains(canonical) || tasks.contains(renamed)) {
      return tasks.contains(canonical) ? canonical : renamed;
    }
    return generation == Generation.ENTRYPOINTS ? renamed : canonical;
  }

  /** Its version for people. */
  String name() {
    return name(generation, version);
  }

  private static String name(Generation generation, String version) {
    if (version.isEmpty()) {
      return generation.label();
    }
    return generation.presets() ? version + " (" + generation.label() + ")" : version;
  }

  /** Its version in Trotline's tables of stock configurations and reward functions. */
  String tabulated() {
    boolean renamed = tasks.stream().anyMatch(task -> TaskIds.renamed(task).equals(task));
    return switch (generation) {
      case V2_0 -> version.isEmpty() ? "2.0.2" : version;
      case V2_1 -> version.isEmpty() ? "2.3.2" : version;
      case V3_BETA1 -> "3.0b1";
      case UNIFIED -> renamed ? "develop" : "3.0b2";
      case ENTRYPOINTS -> "develop";
    };
  }

  /** The version as far as it can be told. */
  Optional<Version> number() {
    return Version.parse(version);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static String firstLine(Path file) {
    return text(file).lines().findFirst().orElse("").strip();
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException absent) {
      return "";
    }
  }
}
