package dev.trotline.edit;

import dev.trotline.study.Edit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Edits that are wrong in one way, for any tree of Isaac Lab or mjlab. What is wrong follows from
 * the tree and from what the words mean, never from the validator's tables.
 */
final class IsaacMutants {

  /**
   * Edits of a study's base, where all but the launcher's own values is open, or of experiments.
   */
  record Mutant(String way, boolean base, List<Edit> edits) {}

  private static final String POSITIVE =
      ".*\\.(std|stiffness|damping|proportion|[a-z]+_width|dt|episode_length_s|learning_rate"
          + "|clip_param|desired_kl|max_grad_norm|entropy_coef|value_loss_coef|env_spacing"
          + "|horizontal_scale|vertical_scale|noise_step|update_period|init_noise_std|init_std"
          + "|resolution|static_friction|dynamic_friction)";

  private static final String RANGES =
      ".*\\.(ranges\\.[a-z_]+|[a-z_]*_range|[a-z]+_range\\.[a-z]+|resampling_time_range"
          + "|interval_range_s|mass_distribution_params)";

  private final TreeProbe probe;
  private final List<ReferenceConfig> others;
  private final IsaacMeaningMutants meaning;
  private final boolean anyLength;

  IsaacMutants(ReferenceConfig tree, List<ReferenceConfig> others, long seed) {
    this.probe = new TreeProbe(tree, seed);
    this.others = others;
    this.meaning = new IsaacMeaningMutants(probe);
    this.anyLength = tree.rules().anyListLength();
  }

  Mutant next() {
    List<Supplier<@Nullable Mutant>> ways = new ArrayList<>(meaning.ways());
    ways.addAll(
        List.of(
            this::typoInPath,
            this::typoInTerm,
            this::typoInParam,
            this::typoInTerrain,
            this::wrongType,
            this::wrongType,
            this::negative,
            this::reversed,
            this::wrongLength,
            this::wrongElement,
            this::belowNull,
            this::nullOntoRequired,
            this::wrongGeneration,
            this::wrongGeneration,
            this::layers,
            this::syntax,
            this::expressionKey,
            this::notFinite,
            this::belowValue,
            this::section,
            this::unknownName,
            this::unsafeText));
    while (true) {
      Mutant mutant = ways.get(probe.random.nextInt(ways.size())).get();
      if (mutant != null) {
        return mutant;
      }
    }
  }

  private @Nullable Mutant typoInPath() {
    String path = probe.leaf(".*", Objects::nonNull);
    String[] keys = path.split("\\.");
    int at = probe.random.nextInt(1, keys.length);
    keys[at] = typo(keys[at]);
    String wrong = String.join(".", keys);
    return probe.has(wrong)
        ? null
        : base("typo in component " + where(at, keys), wrong, probe.at(path));
  }

  private static String where(int at, String[] keys) {
    return at == 1 ? "first" : at == keys.length - 1 ? "last" : "middle";
  }

  private @Nullable Mutant typoInTerm() {
    String term = typo(probe.one(probe.terms(weight -> true)));
    if (probe.has("env.rewards." + term)) {
      return null;
    }
    return edits(
        "typo in a term",
        probe.pick(
            new Edit.SetWeight(term, -0.1),
            new Edit.ScaleWeight(term, 0.5),
            new Edit.RemoveTerm(term),
            new Edit.AddTerm(term, 0.1),
            new Edit.SetParam(term, "std", 0.5)));
  }

  private @Nullable Mutant typoInParam() {
    String path = probe.leaf("env\\.rewards\\.[^.]+\\.params\\..+", value -> value != null);
    if (path == null) {
      return null;
    }
    String term = path.split("\\.")[2];
    String param = path.substring(path.indexOf(".params.") + 8);
    String wrong = typo(param);
    return probe.has("env.rewards." + term + ".params." + wrong)
        ? null
        : edits("typo in a parameter", new Edit.SetParam(term, wrong, probe.at(path)));
  }

  private @Nullable Mutant typoInTerrain() {
    String path = probe.leaf(".*\\.sub_terrains\\.[^.]+\\.proportion", Objects::nonNull);
    if (path == null) {
      return edits("sub-terrain on flat ground", new Edit.SetTerrain("boxes", "proportion", 0.1));
    }
    String name = path.replaceAll(".*sub_terrains\\.|\\.proportion", "");
    return edits(
        "typo in a sub-terrain",
        probe.pick(
            new Edit.SetTerrain(typo(name), "proportion", 0.1),
            new Edit.SetTerrain(name, typo("proportion"), 0.1)));
  }

  private @Nullable Mutant wrongType() {
    String path = probe.leaf(".*", Objects::nonNull);
    Object stock = probe.at(path);
    if (stock instanceof Double) {
      return base("wrong type for a float", path, probe.pick("0.5", "high", true, List.of(0.5)));
    }
    if (stock instanceof Long) {
      boolean number = path.matches(".*\\.(weight|threshold|std)");
      return base(
          "wrong type for an int",
          path,
          number ? "five" : probe.pick("5", false, 2.5, List.of(5L)));
    }
    if (stock instanceof Boolean) {
      return base("wrong type for a bool", path, probe.pick("yes!", 1L, 0.0, List.of(true)));
    }
    if (stock instanceof List<?>) {
      return base("wrong type for a list", path, probe.pick("x y", 1L, 0.5, true));
    }
    return stock instanceof String
        ? base("wrong type for a text", path, probe.pick(1L, 0.5, true))
        : null;
  }

  private @Nullable Mutant negative() {
    String path = probe.leaf("(?!env\\.sim\\.).*" + POSITIVE, Double.class::isInstance);
    return path == null ? null : base("negative", path, -probe.next(0.01, 1));
  }

  private @Nullable Mutant reversed() {
    String path =
        probe.leaf(
            RANGES,
            value ->
                value instanceof List<?> list
                    && list.size() == 2
                    && list.get(0) instanceof Double
                    && list.get(1) instanceof Double);
    return path == null
        ? null
        : base("reversed range", path, List.of(probe.next(0.6, 0.9), probe.next(0.1, 0.5)));
  }

  private @Nullable Mutant wrongLength() {
    String path =
        probe.leaf(
            ".*",
            value ->
                value instanceof Tuple tuple
                    && tuple.size() >= 2
                    && tuple.get(0) instanceof Number
                    && !tuple.isEmpty());
    if (path == null || path.endsWith("_dims")) {
      return null;
    }
    List<Object> value = new ArrayList<>((Tuple) probe.at(path));
    if (probe.random.nextBoolean()) {
      value.remove(0);
    } else {
      value.add(value.get(0));
    }
    return base("wrong length", path, value);
  }

  private @Nullable Mutant wrongElement() {
    String path = probe.leaf(".*", value -> value instanceof List<?> list && !list.isEmpty());
    List<Object> value = new ArrayList<>((List<?>) probe.at(path));
    value.set(probe.random.nextInt(value.size()), probe.pick(true, null, Double.NaN, Map.of()));
    return base("wrong element", path, value);
  }

  private @Nullable Mutant belowNull() {
    String path = probe.leaf("env\\..*", Objects::isNull);
    return path == null ? null : base("below null", path + ".weight", 1.0);
  }

  private @Nullable Mutant nullOntoRequired() {
    String path =
        probe.leaf(
            ".*\\.(weight|std|threshold|dt|gamma|learning_rate|activation|num_envs|decimation"
                + "|proportion|n_min|mode|lin_vel_x|episode_length_s|hidden_dims|class_type|func"
                + "|command_name|terrain_type)",
            Objects::nonNull);
    return base("null onto a value", path, null);
  }

  private @Nullable Mutant wrongGeneration() {
    TreeProbe other = new TreeProbe(probe.one(others), probe.random.nextLong());
    String path =
        other.leaf(
            "(agent|env\\.(sim|scene|events|observations|commands|rewards)).*", Objects::nonNull);
    return probe.has(path) ? null : base("wrong generation", path, other.at(path));
  }

  private @Nullable Mutant layers() {
    String path = probe.leaf("agent\\..*hidden_dims", List.class::isInstance);
    if (path == null) {
      return null;
    }
    Object wrong =
        anyLength
            ? probe.pick(List.of(), List.of(128.5), List.of("128"), 128L, List.of(List.of(64L)))
            : List.of(64L);
    return base(anyLength ? "bad layers" : "wrong generation: layers", path, wrong);
  }

  private Mutant syntax() {
    String path = probe.leaf(".*", Objects::nonNull);
    return base(
        "syntax",
        probe.pick(
            "+" + path,
            "++" + path,
            "~" + path,
            path.substring(path.indexOf('.') + 1),
            path.replaceFirst("\\.", ".."),
            path + ".",
            path + "[0]",
            path + " ",
            path.replaceFirst("\\.", "/"),
            "presets",
            "physics",
            "hydra.run.dir"),
        probe.at(path));
  }

  private @Nullable Mutant expressionKey() {
    String path =
        probe.leaf(
            "env\\.(scene\\.robot\\.(init_state|actuators)|rewards|actions).*", Objects::nonNull);
    String parent = path == null ? "env.scene" : path.substring(0, path.lastIndexOf('.'));
    return base("regex key", parent + probe.pick("..*HAA", "..*_hip_joint", ".[FR]L_hip"), 0.1);
  }

  private @Nullable Mutant notFinite() {
    String path = probe.leaf(".*", Double.class::isInstance);
    return base(
        "not finite",
        path,
        probe.pick(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
  }

  private Mutant belowValue() {
    return base("below a value", probe.leaf(".*", Double.class::isInstance) + ".x", 1.0);
  }

  private @Nullable Mutant section() {
    String path =
        probe.pick(
            "env",
            "env.rewards",
            "env.scene",
            "env.sim",
            "agent.algorithm",
            "env.events",
            "env.observations",
            "env.scene.terrain",
            "env.commands");
    return base("whole section", path, probe.pick(1.0, null, "x", Map.of("a", 1L), List.of()));
  }

  private @Nullable Mutant unknownName() {
    String path =
        probe.leaf(
            "env\\.(rewards|observations|terminations|events)\\..*(command_name|asset_cfg\\.name"
                + "|sensor_cfg\\.name)",
            String.class::isInstance);
    return path == null ? null : base("unknown name", path, typo((String) probe.at(path)));
  }

  private @Nullable Mutant unsafeText() {
    String path =
        probe.leaf(
            "env\\.rewards\\..*(body_names|joint_names|command_name)", String.class::isInstance);
    return path == null
        ? null
        : base("unsafe text", path, probe.pick("", "  ", "${x}", "a'b", "a\nb", "[FR", "(a"));
  }

  /** Another name by one slip of the fingers. */
  private String typo(String name) {
    int at = probe.random.nextInt(name.length());
    char c = name.charAt(at);
    String left = name.substring(0, at);
    String right = name.substring(at + 1);
    String wrong =
        switch (probe.random.nextInt(6)) {
          case 0 -> left + right;
          case 1 -> left + c + c + right;
          case 2 -> left + (c == 'q' ? 'w' : 'q') + right;
          case 3 -> name + "s";
          case 4 -> left + Character.toUpperCase(c) + right;
          default ->
              at + 1 < name.length() ? left + right.charAt(0) + c + right.substring(1) : name + "_";
        };
    boolean other = !wrong.equals(name) && !wrong.isEmpty() && wrong.matches("[A-Za-z0-9_.]+");
    return other && !wrong.startsWith(".") && !wrong.endsWith(".") ? wrong : name + "_x";
  }

  static Mutant edits(String way, Edit... edits) {
    return new Mutant(way, false, Arrays.asList(edits));
  }

  static Mutant base(String way, String path, @Nullable Object value) {
    return new Mutant(way, true, List.of(new Edit.SetConfig(path, value)));
  }
}
