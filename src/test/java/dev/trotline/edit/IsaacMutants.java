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
  private final boolean library;
  private final boolean removable;
  private final boolean anyLength;

  IsaacMutants(ReferenceConfig tree, List<ReferenceConfig> others, long seed) {
    this.probe = new TreeProbe(tree, seed);
    this.others = others;
    this.library = !tree.rules().library().isEmpty();
    this.removable = tree.rules().termsRemovable();
    this.anyLength = tree.rules().anyListLength();
  }

  Mutant next() {
    List<Supplier<@Nullable Mutant>> ways =
        List.of(
            this::typoInPath,
            this::typoInTerm,
            this::typoInParam,
            this::typoInTerrain,
            this::wrongType,
            this::wrongType,
            this::outOfBounds,
            this::outOfBounds,
            this::wrongSign,
            this::negative,
            this::reversed,
            this::wrongLength,
            this::wrongElement,
            this::removedTerm,
            this::belowNull,
            this::nullOntoRequired,
            this::wrongOntoNull,
            this::sectionOntoNull,
            this::wrongGeneration,
            this::wrongGeneration,
            this::layers,
            this::syntax,
            this::expressionKey,
            this::notFinite,
            this::hugeWeight,
            this::launcher,
            this::belowValue,
            this::section,
            this::unknownName,
            this::unsafeText,
            this::stepAlone,
            this::badNewTerm,
            this::badNewTerm,
            this::inUse,
            this::notRemovable,
            this::judged);
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

  private @Nullable Mutant outOfBounds() {
    Object[][] known = {
      {"agent.algorithm.learning_rate", 1.0, 0.0, 10.0},
      {"agent.algorithm.gamma", 1.01, 0.0, 99.0},
      {"agent.algorithm.lam", 1.5, 0.0, 95.0},
      {"agent.algorithm.clip_param", 0.0, 20.0, 2.0},
      {"agent.algorithm.num_learning_epochs", 0L, -5L, 5000L},
      {"agent.algorithm.num_mini_batches", 0L, -4L, 100_000L},
      {"agent.algorithm.schedule", "adaptiv", "linear", "Fixed"},
      {"agent.num_steps_per_env", 0L, -24L, 1_000_000L},
      {"agent.save_interval", 0L, -50L},
      {"agent.policy.init_noise_std", 0.0, 50.0},
      {"agent.policy.activation", "rellu", "ELU "},
      {"agent.actor.activation", "eluu", "linear"},
      {"agent.actor.distribution_cfg.init_std", 0.0, 100.0},
      {"agent.policy.actor_hidden_dims", List.of(0L, 128L, 64L), List.of(512L, 256L, 100_000L)},
      {"agent.actor.hidden_dims", List.of(0L, 128L, 64L), List.of(-1L, 2L, 3L)},
      {"env.decimation", 0L, -4L, 5000L},
      {"env.scene.num_envs", 0L, -4096L, 50_000_000L},
      {"env.sim.dt", 0.0, 5.0},
      {"env.episode_length_s", 0.0, 20_000.0},
      {"env.scene.terrain.terrain_generator.difficulty_range", List.of(0.0, 2.0)},
      {"env.scene.terrain.terrain_generator.num_rows", 0L, -10L},
      {"env.scene.terrain.max_init_terrain_level", -1L},
      {"env.scene.terrain.physics_material.restitution", 1.5, 20.0},
      {"env.scene.robot.soft_joint_pos_limit_factor", 0.0, 95.0},
      {"env.commands.base_velocity.rel_standing_envs", 1.2, 20.0},
      {"env.commands.base_velocity.rel_heading_envs", 2.0},
      {"env.commands.twist.rel_standing_envs", 1.2},
      {"env.events.physics_material.params.restitution_range", List.of(0.0, 5.0)},
      {"env.events.physics_material.params.num_buckets", 0L, -64L},
      {"env.events.push_robot.interval_range_s", List.of(0.0, 1.0), List.of(-5.0, 10.0)},
      {"env.events.reset_base.mode", "resett", "sometimes"},
      {"env.events.push_robot.mode", "intervall"},
      {"env.actions.joint_pos.scale", 0.0, 500.0}
    };
    Object[] row = known[probe.random.nextInt(known.length)];
    String path = (String) row[0];
    if (probe.at(path) == null || probe.at(path) instanceof Map) {
      return probe.random.nextInt(3) > 0 ? null : shareOutOfBounds();
    }
    return base("out of bounds", path, row[probe.random.nextInt(1, row.length)]);
  }

  private @Nullable Mutant shareOutOfBounds() {
    String path = probe.leaf(".*\\.sub_terrains\\.[^.]+\\.proportion", Double.class::isInstance);
    return path == null ? null : base("out of bounds", path, probe.pick(20.0, 1.5));
  }

  private @Nullable Mutant wrongSign() {
    String term = probe.one(probe.terms(weight -> weight != 0));
    double wrong = -probe.weight(term) * probe.next(0.01, 10);
    return edits("wrong sign", new Edit.SetWeight(term, wrong));
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

  private @Nullable Mutant removedTerm() {
    String taken = probe.leaf("env\\.rewards\\.[^.]+", Objects::isNull);
    if (taken != null && probe.random.nextBoolean()) {
      String term = taken.split("\\.")[2];
      return edits(
          "removed term",
          probe.pick(
              new Edit.SetWeight(term, -0.5),
              new Edit.ScaleWeight(term, 0.5),
              new Edit.SetParam(term, "threshold", 1.0),
              new Edit.RemoveTerm(term)));
    }
    String term = probe.one(probe.terms(weight -> weight < 0));
    Edit after = probe.pick(new Edit.SetWeight(term, -0.1), new Edit.RemoveTerm(term));
    return term == null ? null : edits("removed term", new Edit.RemoveTerm(term), after);
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

  private @Nullable Mutant wrongOntoNull() {
    Object[][] known = {
      {"agent.clip_actions", "hundred", true, List.of(1.0), -5.0, Double.NaN},
      {"env.scene.terrain.max_init_terrain_level", 2.5, "five", true, -3L},
      {"env.scene.terrain.terrain_generator.seed", 1.5, "x", List.of(1L)},
      {"env.observations.policy.history_length", 2.5, "five", -1L, true},
      {"env.observations.actor.history_length", 2.5, "five", -1L, true},
      {"env.observations.policy.joint_pos.clip", 1.0, List.of(1.0), List.of(1.0, -1.0), "x"},
      {"env.observations.policy.joint_vel.scale", "x", true, List.of("a"), List.of()},
      {"env.observations.actor.terms.joint_vel.clip", 1.0, List.of(1.0, 2.0, 3.0), true},
      {"env.viewer.body_name", 1L, true}
    };
    Object[] row = known[probe.random.nextInt(known.length)];
    String path = (String) row[0];
    return probe.has(path) && probe.at(path) == null
        ? base("wrong type onto null", path, row[probe.random.nextInt(1, row.length)])
        : null;
  }

  private @Nullable Mutant sectionOntoNull() {
    String path =
        probe.leaf(
            ".*\\.(noise|modifiers|rnd_cfg|symmetry_cfg|xr|[a-z]+_props|visual_material"
                + "|flat_patch_sampling|terrain_generator|push_robot|base_com|height_scanner"
                + "|height_scan|terrain_levels|undesired_contacts|variants)",
            Objects::isNull);
    return path == null
        ? null
        : base("value onto a null section", path, probe.pick(1.0, 3L, true, "x", List.of(1.0)));
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

  private Mutant hugeWeight() {
    String term = probe.one(probe.terms(weight -> true));
    return edits("huge weight", new Edit.SetWeight(term, probe.pick(1, -1) * probe.next(1e5, 1e9)));
  }

  private @Nullable Mutant launcher() {
    String path =
        probe.pick(
            "env.seed",
            "agent.seed",
            "agent.device",
            "env.sim.device",
            "agent.max_iterations",
            "agent.experiment_name",
            "agent.run_name",
            "agent.resume",
            "agent.load_run",
            "agent.logger",
            "agent.class_name",
            "agent.algorithm.class_name");
    Object now = probe.at(path);
    return probe.has(path) ? base("launcher's own", path, now == null ? (Object) 3L : now) : null;
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

  private @Nullable Mutant stepAlone() {
    Object decimation = probe.at("env.decimation");
    return Objects.equals(decimation, probe.at("env.sim.render_interval"))
        ? base("step without companions", "env.decimation", (long) decimation + 3)
        : null;
  }

  private @Nullable Mutant badNewTerm() {
    if (!library) {
      return edits("new term", new Edit.AddTerm("joint_power_x", -0.1, "a.b:c", Map.of()));
    }
    List<Edit.AddTerm> wrong =
        List.of(
            new Edit.AddTerm("joint_vel_l22", -0.1),
            new Edit.AddTerm("my_reward", 0.1),
            new Edit.AddTerm("trot", 0.1, "rewards/gate.py:trot", Map.of()),
            new Edit.AddTerm("trot", 0.1, "rewards/gait.py:trott", Map.of()),
            new Edit.AddTerm("x1", 0.1, "isaaclab.envs.mdp.rewards:no_such", Map.of()),
            new Edit.AddTerm("joint_vel_l2", 0.1),
            new Edit.AddTerm("is_alive", -1.0),
            new Edit.AddTerm("joint_vel_l2", Double.NaN),
            new Edit.AddTerm("joint_vel_l2", 0.0),
            new Edit.AddTerm("joint_vel_l2", -1e7),
            new Edit.AddTerm("joint vel", -0.1, "joint_vel_l2", Map.of()),
            new Edit.AddTerm("base_height_l2", -1, null, Map.of("target_hight", 0.4)),
            new Edit.AddTerm("base_height_l2", -1, null, Map.of("target_height", "high")),
            new Edit.AddTerm("base_height_l2", -1, null, Map.of("target_height", -0.4)),
            new Edit.AddTerm(
                "base_height_l2", -1, null, Map.of("asset_cfg", Map.of("name", "robbot"))),
            new Edit.AddTerm("joint_vel_l2", -1, null, Map.of("asset_cfg", 3.0)),
            new Edit.AddTerm("joint_vel_l2", -1, null, Map.of("asset_cfg.joint_nams", ".*")),
            new Edit.AddTerm("trot", 1, IsaacTrees.OWN, Map.of("period", Double.NaN)),
            new Edit.AddTerm("trot", 1, IsaacTrees.OWN, Map.of("the period", 0.5)));
    Edit.AddTerm add = probe.one(wrong);
    boolean taken = probe.has("env.rewards." + add.term());
    return taken ? null : edits("bad new term", add);
  }

  private Mutant inUse() {
    String term = probe.one(probe.terms(weight -> weight != 0));
    return edits("term in use", new Edit.AddTerm(term, probe.weight(term)));
  }

  private @Nullable Mutant notRemovable() {
    String term = probe.one(probe.terms(weight -> weight < 0));
    return removable || term == null ? null : edits("not removable", new Edit.RemoveTerm(term));
  }

  /** An experiment must not make the task easier or change the robot. */
  private @Nullable Mutant judged() {
    String path =
        probe.leaf(
            "env\\.(commands\\..*ranges\\..*|terminations\\..*threshold|episode_length_s|sim\\.dt)",
            Objects::nonNull);
    return path == null ? null : edits("protected", new Edit.SetConfig(path, probe.at(path)));
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

  private static Mutant edits(String way, Edit... edits) {
    return new Mutant(way, false, Arrays.asList(edits));
  }

  private static Mutant base(String way, String path, @Nullable Object value) {
    return new Mutant(way, true, List.of(new Edit.SetConfig(path, value)));
  }
}
