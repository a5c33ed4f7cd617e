package dev.trotline.edit;

import dev.trotline.edit.IsaacMutants.Mutant;
import dev.trotline.study.Edit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Edits that are wrong by what the words mean, see {@link IsaacMutants}. */
final class IsaacMeaningMutants {

  private final TreeProbe probe;
  private final boolean library;
  private final boolean removable;

  IsaacMeaningMutants(TreeProbe probe) {
    this.probe = probe;
    this.library = !probe.tree.rules().library().isEmpty();
    this.removable = probe.tree.rules().termsRemovable();
  }

  List<Supplier<@Nullable Mutant>> ways() {
    return List.of(
        this::outOfBounds,
        this::outOfBounds,
        this::wrongSign,
        this::removedTerm,
        this::wrongOntoNull,
        this::sectionOntoNull,
        this::hugeWeight,
        this::launcher,
        this::stepAlone,
        this::badNewTerm,
        this::badNewTerm,
        this::inUse,
        this::notRemovable,
        this::judged);
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

  private static Mutant edits(String way, Edit... edits) {
    return IsaacMutants.edits(way, edits);
  }

  private static Mutant base(String way, String path, @Nullable Object value) {
    return IsaacMutants.base(way, path, value);
  }
}
