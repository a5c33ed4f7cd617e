package dev.trotline.edit;

import dev.trotline.study.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a locomotion engineer does to Isaac Lab's and mjlab's tasks, written down from practice; it
 * must be accepted. Knows nothing of the validator's tables.
 */
final class IsaacSoundEdits {

  /** Edits of a study's base or of an experiment. */
  record Sound(String way, boolean base, List<Edit> edits) {}

  private final TreeProbe probe;
  private final boolean removable;
  private final boolean ontoNull;
  private final boolean anyLength;
  private final boolean library;

  IsaacSoundEdits(ReferenceConfig tree, long seed) {
    this.probe = new TreeProbe(tree, seed);
    OverrideRules rules = tree.rules();
    this.removable = rules.termsRemovable();
    this.ontoNull = rules.valuesOntoNull();
    this.anyLength = rules.anyListLength();
    this.library = !rules.library().isEmpty();
  }

  Sound next() {
    List<Supplier<@Nullable Sound>> ways =
        List.of(
            this::weight,
            this::scale,
            this::zeroWeight,
            this::remove,
            this::rewardNumber,
            this::ppo,
            this::ppoWhole,
            this::network,
            this::activation,
            this::noise,
            this::terrainShare,
            this::terrainRange,
            this::push,
            this::mass,
            this::friction,
            this::resetRange,
            this::actionScale,
            this::gains,
            this::commandRange,
            this::commandTiming,
            this::episode,
            this::step,
            this::ontoNull,
            this::observationNull,
            this::removeEvent,
            this::newTerm,
            this::ownTerm,
            this::bodies,
            this::size,
            this::flag);
    while (true) {
      Sound sound = ways.get(probe.random.nextInt(ways.size())).get();
      if (sound != null) {
        return sound;
      }
    }
  }

  private @Nullable Sound weight() {
    String term = probe.one(probe.terms(weight -> weight != 0));
    double weight = probe.weight(term) * Math.pow(10, probe.next(-1, 1));
    return sound("weight", new Edit.SetWeight(term, weight));
  }

  private @Nullable Sound scale() {
    String term = probe.one(probe.terms(weight -> weight != 0));
    return sound("scale", new Edit.ScaleWeight(term, probe.next(0.2, 5)));
  }

  private @Nullable Sound zeroWeight() {
    String term = probe.one(probe.terms(weight -> weight < 0));
    return term == null ? null : sound("weight 0", new Edit.SetWeight(term, 0));
  }

  private @Nullable Sound remove() {
    String term = probe.one(probe.terms(weight -> weight < 0));
    return term == null || !removable ? null : sound("remove", new Edit.RemoveTerm(term));
  }

  private @Nullable Sound rewardNumber() {
    String path =
        probe.leaf(
            "env\\.rewards\\.[^.]+\\.params\\.(std|threshold|target_height|tanh_mult|max_err"
                + "|velocity_threshold|stand_still_scale|ramp_rate|mode_time)",
            Double.class::isInstance);
    return path == null
        ? null
        : config("reward parameter", path, (double) probe.at(path) * probe.next(0.5, 2));
  }

  private @Nullable Sound ppo() {
    return among(
        "PPO number",
        Map.of(
            "learning_rate", probe.next(1e-5, 3e-3),
            "entropy_coef", probe.next(0, 0.02),
            "gamma", probe.next(0.97, 0.999),
            "lam", probe.next(0.9, 0.98),
            "clip_param", probe.next(0.1, 0.3),
            "desired_kl", probe.next(0.005, 0.02),
            "max_grad_norm", probe.next(0.5, 2),
            "value_loss_coef", probe.next(0.5, 2)));
  }

  private @Nullable Sound ppoWhole() {
    return among(
        "PPO whole number",
        Map.of(
            "num_learning_epochs", (long) probe.random.nextInt(2, 10),
            "num_mini_batches", (long) probe.random.nextInt(2, 8)));
  }

  private @Nullable Sound among(String way, Map<String, Object> values) {
    String name = probe.one(values.keySet().stream().sorted().toList());
    String path = "agent.algorithm." + name;
    return probe.at(path) == null ? null : config(way, path, values.get(name));
  }

  private @Nullable Sound network() {
    String path = probe.leaf("agent\\..*hidden_dims", List.class::isInstance);
    if (path == null) {
      return null;
    }
    int layers = anyLength ? probe.random.nextInt(1, 5) : ((List<?>) probe.at(path)).size();
    List<Long> sizes =
        IntStream.range(0, layers).mapToObj(i -> probe.pick(32L, 64L, 128L, 256L, 512L)).toList();
    return config("network", path, sizes);
  }

  private @Nullable Sound activation() {
    String path =
        probe.leaf("agent\\.(policy|actor|critic)\\.activation", String.class::isInstance);
    return path == null ? null : config("activation", path, probe.pick("elu", "relu", "tanh"));
  }

  private @Nullable Sound noise() {
    String low = probe.leaf("env\\.observations\\..*\\.noise\\.n_min", Double.class::isInstance);
    if (low == null) {
      return null;
    }
    double size = probe.next(0.001, 2);
    return sound(
        "noise",
        new Edit.SetConfig(low, -size),
        new Edit.SetConfig(low.replace("n_min", "n_max"), size));
  }

  private @Nullable Sound terrainShare() {
    String path = probe.leaf(".*\\.sub_terrains\\.[^.]+\\.proportion", Double.class::isInstance);
    return path == null ? null : config("proportion", path, probe.next(0.01, 0.9));
  }

  private @Nullable Sound terrainRange() {
    String path =
        probe.leaf(
            ".*\\.sub_terrains\\.[^.]+\\.(step_height_range|grid_height_range|noise_range"
                + "|slope_range)",
            List.class::isInstance);
    double low = probe.next(0.01, 0.05);
    return path == null
        ? null
        : config("terrain range", path, List.of(low, low + probe.next(0.01, 0.1)));
  }

  private @Nullable Sound push() {
    String path =
        probe.leaf(
            "env\\.events\\.push_robot\\.params\\.velocity_range\\.[xy]", List.class::isInstance);
    double size = probe.next(0.1, 1.5);
    return path == null ? null : config("push", path, List.of(-size, size));
  }

  private @Nullable Sound mass() {
    String path = probe.leaf("env\\.events\\..*mass_distribution_params", List.class::isInstance);
    return path == null
        ? null
        : config("mass", path, List.of(probe.next(0.7, 0.95), probe.next(1.0, 1.3)));
  }

  private @Nullable Sound friction() {
    String path =
        probe.leaf("env\\.events\\..*(static|dynamic)_friction_range", List.class::isInstance);
    return path == null
        ? null
        : config("friction", path, List.of(probe.next(0.3, 0.7), probe.next(0.8, 1.2)));
  }

  private @Nullable Sound resetRange() {
    String path =
        probe.leaf(
            "env\\.events\\.reset_base\\.params\\.[a-z]+_range\\.[a-z]+", List.class::isInstance);
    return path == null
        ? null
        : config("reset", path, List.of(-probe.next(0, 0.5), probe.next(0, 0.5)));
  }

  private @Nullable Sound actionScale() {
    String path = probe.leaf("env\\.actions\\.[^.]+\\.scale", Double.class::isInstance);
    return path == null ? null : config("action scale", path, probe.next(0.1, 0.8));
  }

  private @Nullable Sound gains() {
    String path =
        probe.leaf(
            "env\\.scene\\.robot\\.actuators\\.[^.]+\\.(stiffness|damping)",
            Double.class::isInstance);
    return path == null
        ? null
        : config("gains", path, (double) probe.at(path) * probe.next(0.5, 2));
  }

  private @Nullable Sound commandRange() {
    String path =
        probe.leaf(
            "env\\.commands\\.[^.]+\\.ranges\\.(lin_vel_x|lin_vel_y|ang_vel_z)",
            List.class::isInstance);
    return path == null
        ? null
        : base("command range", set(path, List.of(-probe.next(0, 1.5), probe.next(0, 2))));
  }

  private @Nullable Sound commandTiming() {
    String path =
        probe.leaf("env\\.commands\\.[^.]+\\.resampling_time_range", List.class::isInstance);
    double low = probe.next(2, 6);
    return path == null ? null : base("resampling", set(path, List.of(low, low + 4)));
  }

  private @Nullable Sound episode() {
    String path = "env.episode_length_s";
    return probe.at(path) instanceof Double ? base("episode", set(path, probe.next(5, 40))) : null;
  }

  /** The control step with all that Isaac Lab computes from it. */
  private @Nullable Sound step() {
    if (!(probe.at("env.sim.dt") instanceof Double dt)
        || !(probe.at("env.decimation") instanceof Long old)) {
      return null;
    }
    long decimation = probe.pick(2L, 5L, 8L);
    List<Edit> edits = new ArrayList<>(List.of(set("env.decimation", decimation)));
    if (probe.at("env.sim.render_interval") != null) {
      edits.add(set("env.sim.render_interval", decimation));
    }
    String scanner = "env.scene.height_scanner.update_period";
    if (probe.at(scanner) instanceof Double period && Math.abs(period - old * dt) < 1e-9) {
      edits.add(set(scanner, Math.round(decimation * dt * 1e9) / 1e9));
    }
    boolean others =
        probe.leaves.stream()
            .filter(path -> path.matches("env\\.scene\\.[^.]+\\.update_period"))
            .filter(path -> !path.equals(scanner))
            .anyMatch(path -> Objects.equals(probe.at(path), old * dt));
    return others ? null : base("step", edits.toArray(Edit[]::new));
  }

  private @Nullable Sound ontoNull() {
    Map<String, Object> values =
        Map.of(
            "agent.clip_actions", probe.next(1, 100),
            "env.scene.terrain.max_init_terrain_level", (long) probe.random.nextInt(0, 9),
            "env.scene.terrain.terrain_generator.seed", (long) probe.random.nextInt(1000),
            "env.observations.policy.history_length", (long) probe.random.nextInt(1, 6),
            "env.observations.actor.history_length", (long) probe.random.nextInt(1, 6));
    List<String> open =
        values.keySet().stream()
            .filter(path -> probe.has(path) && probe.at(path) == null)
            .sorted()
            .toList();
    String path = probe.one(open);
    return path == null || !ontoNull ? null : config("onto null", path, values.get(path));
  }

  private @Nullable Sound observationNull() {
    String path =
        probe.leaf(
            "env\\.observations\\.(policy|actor\\.terms)\\.(base_.*|joint_.*|projected_gravity)\\."
                + "(clip|scale)",
            Objects::isNull);
    if (path == null || !ontoNull) {
      return null;
    }
    double size = probe.next(0.1, 50);
    return config(
        "observation onto null",
        path,
        path.endsWith("clip") ? (Object) List.of(-size, size) : (Object) probe.next(0.05, 2));
  }

  private @Nullable Sound removeEvent() {
    boolean there = probe.at("env.events.push_robot") instanceof Map;
    return removable && there ? config("remove event", "env.events.push_robot", null) : null;
  }

  private @Nullable Sound newTerm() {
    List<Edit.AddTerm> terms =
        List.of(
            new Edit.AddTerm("joint_vel_l2", -probe.next(1e-4, 1e-2)),
            new Edit.AddTerm("applied_torque_limits", -probe.next(1e-4, 0.1)),
            new Edit.AddTerm("is_alive", probe.next(0.1, 2)),
            new Edit.AddTerm(
                "base_height_l2", -probe.next(1, 20), null, Map.of("target_height", 0.4)),
            new Edit.AddTerm(
                "hips",
                -probe.next(0.05, 1),
                "joint_deviation_l1",
                Map.of("asset_cfg", Map.of("name", "robot", "joint_names", List.of(".*hip.*")))),
            new Edit.AddTerm("action_size", -probe.next(1e-4, 0.01), "action_l2", Map.of()));
    Edit.AddTerm add = probe.one(terms);
    boolean fits = library && probe.at("env.scene.robot") instanceof Map;
    return fits && !probe.has("env.rewards." + add.term()) ? sound("library term", add) : null;
  }

  private @Nullable Sound ownTerm() {
    Edit add =
        new Edit.AddTerm(
            "trot_gait",
            probe.next(0.1, 1),
            IsaacTrees.OWN,
            Map.of("period", probe.next(0.3, 0.8), "feet", List.of("FL_foot", "RR_foot")));
    return library ? sound("own term", add, new Edit.SetParam("trot_gait", "period", 0.5)) : null;
  }

  private @Nullable Sound bodies() {
    String path =
        probe.leaf(
            "env\\.rewards\\.[^.]+\\.params\\.sensor_cfg\\.body_names", String.class::isInstance);
    return path == null ? null : config("bodies", path, probe.pick(".*_foot", "F[LR]_.*", ".*"));
  }

  private @Nullable Sound size() {
    return probe.pick(
        config("size", "agent.num_steps_per_env", (long) probe.random.nextInt(16, 64)),
        config("size", "env.scene.num_envs", (long) probe.random.nextInt(512, 8192)));
  }

  private @Nullable Sound flag() {
    String path =
        probe.leaf(
            "env\\.observations\\.[^.]+\\.enable_corruption"
                + "|agent\\.(policy\\.actor_|policy\\.critic_|actor\\.|critic\\.)obs_normalization"
                + "|agent\\.algorithm\\.use_clipped_value_loss",
            Boolean.class::isInstance);
    return path == null ? null : config("flag", path, probe.random.nextBoolean());
  }

  private static Sound config(String way, String path, @Nullable Object value) {
    return sound(way, set(path, value));
  }

  private static Edit set(String path, @Nullable Object value) {
    return new Edit.SetConfig(path, value);
  }

  private static Sound sound(String way, Edit... edits) {
    return new Sound(way, false, List.of(edits));
  }

  private static Sound base(String way, Edit... edits) {
    return new Sound(way, true, List.of(edits));
  }
}
