package dev.trotline.study;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of study.yaml into {@link StudyConfig}, filling in defaults and refusing what it
 * does not know.
 */
final class StudyReader {
  private static final int MANY = 1_000_000_000;
  private static final List<String> SIMULATORS = List.of("mujoco", "isaaclab", "mjlab");

  /** Kit compiles shaders and fetches assets on a cold start (surface §7.2). */
  private static final Duration KIT_STARTUP = Duration.ofMinutes(20);

  /** Kit takes its time to shut down, if it ever does (surface §7.4). */
  private static final Duration KIT_TEARDOWN = Duration.ofSeconds(150);

  private StudyReader() {}

  static StudyConfig read(String file, @Nullable Object document) {
    YamlNode root = YamlNode.root(file, document);
    SimulatorSettings simulator = simulator(root.child("simulator"));
    StudyConfig config =
        new StudyConfig(
            root.string("name"),
            simulator,
            objective(file, root.child("objective")),
            budget(root.childOrEmpty("budget")),
            seeds(root.childOrEmpty("seeds")),
            planner(root.childOrEmpty("planner")),
            executor(root.childOrEmpty("executor"), simulator.kind()),
            judge(root.childOrEmpty("judge")),
            limits(root.childOrEmpty("limits"), !simulator.kind().equals("mujoco")),
            StopReader.read(root.childOrEmpty("stop")));
    root.refuseUnknown();
    return config;
  }

  private static SimulatorSettings simulator(YamlNode node) {
    String kind = oneOf(node, "kind", node.string("kind"), SIMULATORS);
    boolean embedded = kind.equals("mujoco");
    SimulatorSettings settings =
        new SimulatorSettings(
            kind,
            node.string("task"),
            embedded ? null : node.stringOr("root", null),
            node.stringOr("python", null),
            embedded ? null : node.stringOr("agent", null),
            embedded ? List.of() : node.strings("presets"),
            embedded ? null : node.stringOr("reference", null),
            embedded ? List.of() : node.strings("arguments"),
            node.integerOr("num_envs", null, 1, MANY),
            node.integerOr("max_iterations", null, 1, MANY),
            node.children("base").stream().map(EditCodec::read).toList(),
            node.stringMap("environment"));
    node.refuseUnknown();
    return settings;
  }

  private static Objective objective(String file, YamlNode node) {
    boolean minimize = node.has("minimize");
    boolean maximize = node.has("maximize");
    List<String> bounds = node.strings("subject_to");
    String target = node.stringOr("target", null);
    node.refuseUnknown();
    if (minimize == maximize) {
      throw node.bad(
          "minimize",
          minimize ? "and 'maximize' are both given" : "is missing",
          "name one metric under 'minimize' or 'maximize'");
    }
    List<Constraint> constraints = new ArrayList<>();
    for (String text : bounds) {
      constraints.add(Constraint.parse(text, file, "objective.subject_to"));
    }
    return new Objective(
        node.string(minimize ? "minimize" : "maximize"),
        minimize,
        constraints,
        target == null ? null : Constraint.parse(target, file, "objective.target"));
  }

  private static Budget budget(YamlNode node) {
    Double hours = node.numberOr("device_hours", null);
    if (hours != null && hours <= 0) {
      throw node.bad("device_hours", "is " + hours, "give the hours that may be spent, above 0");
    }
    Budget budget =
        new Budget(
            hours, node.integerOr("experiments", null, 1, MANY), node.durationOr("wall_clock"));
    node.refuseUnknown();
    return budget;
  }

  private static Seeds seeds(YamlNode node) {
    Seeds seeds =
        new Seeds(
            node.integer("baseline", 3, 2, 100),
            node.integer("screen", 1, 1, 100),
            node.integer("full", 3, 2, 100),
            node.integer("reproduce", 5, 2, 100));
    if (seeds.full() < seeds.screen()) {
      throw node.bad("full", "is below 'screen'", "give at least as many full seeds as screened");
    }
    node.refuseUnknown();
    return seeds;
  }

  private static PlannerSettings planner(YamlNode node) {
    String kind = node.stringOr("kind", "rules");
    PlannerSettings settings =
        new PlannerSettings(
            oneOf(node, "kind", kind == null ? "rules" : kind, List.of("rules")),
            node.integer("count", 3, 1, 100));
    node.refuseUnknown();
    return settings;
  }

  private static ExecutorSettings executor(YamlNode node, String simulator) {
    String word = node.stringOr("kind", "local");
    String kind = oneOf(node, "kind", word == null ? "local" : word, List.of("local", "slurm"));
    ExecutorSettings settings =
        new ExecutorSettings(
            kind,
            node.integerOr("slots", null, 1, 1024),
            node.integerOr("threads", null, 1, 1024),
            MachineReader.read(node, simulator),
            node.flag("resume", kind.equals("slurm")),
            SlurmReader.read(node, kind));
    node.refuseUnknown();
    return settings;
  }

  private static JudgeSettings judge(YamlNode node) {
    Double seconds = node.numberOr("seconds", 20.0);
    JudgeSettings settings =
        new JudgeSettings(
            node.integer("num_envs", 128, 1, MANY),
            seconds == null ? 20.0 : seconds,
            node.integer("seed", 90210, 0, MANY));
    if (settings.seconds() < 2) {
      throw node.bad("seconds", "is " + settings.seconds(), "judge episodes of at least 2 s");
    }
    node.refuseUnknown();
    return settings;
  }

  private static Limits limits(YamlNode node, boolean slow) {
    Limits limits =
        new Limits(
            node.duration("startup", slow ? KIT_STARTUP : Duration.ofMinutes(5)),
            node.duration("no_progress", Duration.ofSeconds(60)),
            node.duration("kill_grace", Duration.ofSeconds(10)),
            node.duration("teardown", slow ? KIT_TEARDOWN : Duration.ofSeconds(60)),
            node.integer("free_disk_mib", 500, 0, MANY),
            node.integer("free_memory_mib", 500, 0, MANY));
    node.refuseUnknown();
    return limits;
  }

  private static String oneOf(YamlNode node, String key, String value, List<String> words) {
    if (!words.contains(value)) {
      throw node.bad(key, "is '" + value + "'", "use one of: " + String.join(", ", words));
    }
    return value;
  }
}
