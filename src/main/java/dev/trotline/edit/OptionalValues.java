package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may stand where a task has null: the optional fields of Isaac Lab's and mjlab's
 * configuration classes (read in the declarations of 2.0 to 3.x and of mjlab 1.6), else what values
 * of the same name are in the same task. First matching row wins.
 */
final class OptionalValues {

  /** The kinds of value an optional field is declared with. */
  private enum Kind {
    NUMBER("a number", "1.0"),
    WHOLE("a whole number", "3"),
    FLAG("true or false", "true"),
    TEXT("text", "base"),
    TEXTS("a name or a list of names", "[.*_foot]"),
    PAIR("two numbers, the lower one first", "[-1.0,1.0]"),
    NUMBERS("a number or one number for each element", "0.5"),
    SECTION("a section", "");

    private final String words;
    private final String example;

    Kind(String words, String example) {
      this.words = words;
      this.example = example;
    }
  }

  private record Row(PathPattern path, Kind kind) {}

  private static final String SUB = "env.scene.terrain.terrain_generator.sub_terrains.*.";

  private static final List<Row> ROWS = new ArrayList<>();

  private static final List<PathPattern> NULLABLE =
      Stream.of(
              "agent.clip_actions",
              "agent.algorithm.desired_kl",
              "env.observations.**.clip",
              "env.observations.**.scale",
              "env.observations.*.history_length",
              "env.scene.terrain.max_init_terrain_level",
              "env.scene.terrain.env_spacing",
              "env.scene.terrain.terrain_generator.seed",
              "env.scene.terrain.terrain_generator.slope_threshold",
              SUB + "slope_threshold",
              SUB + "downsampled_scale",
              SUB + "max_height_noise",
              "env.scene.robot.actuators.*.armature",
              "env.scene.robot.actuators.*.*friction",
              "env.sim.nconmax",
              "env.viewer.asset_name",
              "env.viewer.body_name")
          .map(PathPattern::of)
          .toList();

  static {
    rows(Kind.WHOLE, "env.observations.**.history_length", "env.observations.*.history_length");
    rows(Kind.PAIR, "env.observations.**.clip");
    rows(Kind.NUMBERS, "env.observations.**.scale");
    rows(
        Kind.SECTION,
        "env.actions.*.clip", // a table by joint name
        "**.*_cfg",
        "**.modifiers",
        "**.noise",
        "**.*_props",
        "**.visual_material",
        "**.physics_material",
        "**.flat_patch_sampling",
        "**.terrain_generator",
        "**.class_type",
        "**.articulation",
        "**.spawn",
        "**.spec_fn",
        "**.variants",
        "**.carb_settings",
        "**.weight_schedule",
        "env.xr",
        "env.isaac_teleop",
        "env.sim.physics",
        "env.events",
        "env.curriculum",
        "env.commands");
    rows(Kind.NUMBER, "agent.clip_actions", "agent.algorithm.desired_kl");
    rows(Kind.NUMBER, "agent.algorithm.max_grad_norm");
    rows(Kind.WHOLE, "env.scene.terrain.max_init_terrain_level");
    rows(Kind.WHOLE, "env.scene.terrain.terrain_generator.seed");
    rows(Kind.NUMBER, "env.scene.terrain.terrain_generator.slope_threshold");
    rows(Kind.NUMBER, SUB + "slope_threshold", SUB + "downsampled_scale", SUB + "max_height_noise");
    rows(Kind.NUMBER, "env.scene.terrain.env_spacing", "**.albedo_brightness");
    rows(Kind.NUMBER, "**.compliant_contact_stiffness", "**.compliant_contact_damping");
    rows(
        Kind.NUMBER,
        "env.scene.**.actuators.*.effort_limit*",
        "env.scene.**.actuators.*.velocity_limit*",
        "env.scene.**.actuators.*.stiffness",
        "env.scene.**.actuators.*.damping",
        "env.scene.**.actuators.*.armature",
        "env.scene.**.actuators.*.*friction");
    rows(Kind.NUMBER, "env.scene.*.force_threshold");
    rows(Kind.WHOLE, "env.scene.*.max_contact_data_count_per_prim");
    rows(Kind.FLAG, "env.scene.*.attach_yaw_only", "env.scene.*.disable_shape_checks");
    rows(Kind.WHOLE, "env.scene.**.solver_*_iteration_count");
    rows(Kind.NUMBER, "env.scene.**.sleep_threshold", "env.scene.**.stabilization_threshold");
    rows(Kind.NUMBER, "env.scene.**.*_damping", "env.scene.**.max_*_velocity");
    rows(Kind.NUMBER, "env.scene.**.max_contact_impulse");
    rows(
        Kind.FLAG,
        "env.scene.**.*_enabled",
        "env.scene.**.enable_gyroscopic_forces",
        "env.scene.**.disable_gravity",
        "env.scene.**.retain_accelerations",
        "env.scene.**.fix_root_link");
    rows(Kind.PAIR, "env.events.*.interval_range_s", "env.commands.*.ranges.heading");
    rows(Kind.TEXTS, "env.**.*_cfg.*_names");
    rows(Kind.TEXT, "env.viewer.asset_name", "env.viewer.body_name");
    rows(Kind.NUMBER, "env.viewer.fovy");
    rows(Kind.WHOLE, "env.sim.nconmax", "env.sim.njmax", "env.sim.render.samples_per_pixel");
    rows(Kind.FLAG, "env.sim.render.enable_*", "env.sim.ls_parallel");
    // What is left at these depths is a term, a group of terms or an entity of the scene.
    rows(
        Kind.SECTION,
        "env.scene.*",
        "env.scene.entities.*",
        "env.rewards.*",
        "env.events.*",
        "env.terminations.*",
        "env.curriculum.*",
        "env.commands.*",
        "env.actions.*",
        "env.observations.*",
        "env.observations.*.*",
        "env.observations.*.terms.*");
  }

  private OptionalValues() {}

  private static void rows(Kind kind, String... globs) {
    for (String glob : globs) {
      ROWS.add(new Row(PathPattern.of(glob), kind));
    }
  }

  private static @Nullable Kind kind(String path) {
    for (Row row : ROWS) {
      if (row.path().matches(path)) {
        return row.kind();
      }
    }
    return null;
  }

  /** True if the field is declared so that null switches it off or leaves it to the asset. */
  static boolean mayBeNull(String path) {
    return NULLABLE.stream().anyMatch(pattern -> pattern.matches(path));
  }

  /**
   * The value in the type the field is declared with.
   *
   * @param value not null, in plain types
   * @param reference the task, where values of the same name are looked up
   * @throws InvalidInputException if the type is another one or cannot be known
   */
  static Object fit(String path, Object value, ReferenceConfig reference) {
    Kind kind = kind(path);
    if (kind == Kind.SECTION) {
      throw wrong(
          path,
          "is null in the stock task and would be a whole section, which no single value can be",
          sectionRemedy(path));
    }
    if (kind == null) {
      return likeItsNamesakes(path, value, reference);
    }
    Object fitted = fitted(kind, path, value);
    if (fitted == null) {
      throw wrong(
          path,
          "takes " + kind.words + ", not " + Literal.format(value),
          "give a value such as " + kind.example);
    }
    return fitted;
  }

  private static @Nullable Object fitted(Kind kind, String path, Object value) {
    return switch (kind) {
      case NUMBER -> number(value);
      case WHOLE -> value instanceof Long ? value : null;
      case FLAG -> value instanceof Boolean ? value : null;
      case TEXT -> text(path, value);
      case TEXTS -> value instanceof List<?> list ? texts(path, list) : text(path, value);
      case PAIR -> value instanceof List<?> list && list.size() == 2 ? numbers(list) : null;
      case NUMBERS -> value instanceof List<?> list ? numbers(list) : number(value);
      case SECTION -> null;
    };
  }

  /** One expression or a list of them, as a scene entity's names of bodies or joints. */
  static Object names(String path, Object value) {
    Object fitted = fitted(Kind.TEXTS, path, value);
    if (fitted == null) {
      throw wrong(
          path,
          "takes " + Kind.TEXTS.words + ", not " + Literal.format(value),
          "give a value such as " + Kind.TEXTS.example);
    }
    return fitted;
  }

  private static @Nullable Object number(@Nullable Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue())
        ? (Object) number.doubleValue()
        : null;
  }

  private static @Nullable Object numbers(List<?> list) {
    List<Object> fitted = new ArrayList<>();
    for (Object element : list) {
      Object number = number(element);
      if (number == null) {
        return null;
      }
      fitted.add(number);
    }
    return fitted.isEmpty() ? null : new Tuple(fitted);
  }

  private static @Nullable Object text(String path, @Nullable Object value) {
    if (!(value instanceof String word)) {
      return null;
    }
    ValueTypes.checkText(path, word);
    return word;
  }

  private static @Nullable Object texts(String path, List<?> list) {
    List<Object> fitted = new ArrayList<>();
    for (Object element : list) {
      Object word = text(path, element);
      if (word == null) {
        return null;
      }
      fitted.add(word);
    }
    return fitted.isEmpty() ? null : fitted;
  }

  /** Values of the same name in the same task, where they agree in what they are. */
  private static Object likeItsNamesakes(String path, Object value, ReferenceConfig reference) {
    Map<Class<?>, Object> examples = new LinkedHashMap<>();
    String name = path.substring(path.lastIndexOf('.') + 1);
    namesakes(name, reference.env(), examples);
    namesakes(name, reference.agent(), examples);
    if (examples.size() != 1) {
      throw wrong(
          path,
          "is null in the stock task, and nothing tells what it may be",
          "choose a key that has a value, or give it one in the task's own configuration");
    }
    Object example = examples.values().iterator().next();
    return ValueTypes.fitLike(path, example, value);
  }

  private static void namesakes(String name, Map<String, Object> tree, Map<Class<?>, Object> into) {
    tree.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner) {
            if (key.equals(name)) {
              into.putIfAbsent(Map.class, inner);
            }
            namesakes(name, ConfigTree.mapping(inner), into);
          } else if (key.equals(name) && value != null) {
            into.putIfAbsent(value.getClass(), value);
          }
        });
    into.remove(Map.class, Map.of()); // what is missing says nothing
  }

  private static String sectionRemedy(String path) {
    if (path.startsWith("env.rewards.")) {
      return "add the reward term instead, with its weight";
    }
    return "choose a key that has a value, or put the section into the task's own configuration";
  }

  private static InvalidInputException wrong(String path, String what, String remedy) {
    return new InvalidInputException("'" + path + "' " + what, null, path, remedy);
  }
}
