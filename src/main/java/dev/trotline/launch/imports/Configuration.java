package dev.trotline.launch.imports;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a training's settings that decides what is learned, in one form: without what differs
 * from run to run (seed, names, device, length), without what is only shown, sorted, numbers as
 * doubles. What is null, an empty mapping or absent is the same; a dump writes a missing value as
 * {@code {}} (surface §2.2).
 *
 * @param env the environment's tree
 * @param agent the agent's tree
 */
record Configuration(Map<String, Object> env, Map<String, Object> agent) {

  /** Paths of single runs, of what is only shown or logged, and of what merely dates a version. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "env.seed",
          "env.viewer",
          "env.ui_window_class_type",
          "env.log_dir",
          "env.recorders",
          "env.xr",
          "env.teleop_devices",
          "env.isaac_teleop",
          "env.export_io_descriptors",
          "env.io_descriptors_output_dir",
          "env.wait_for_textures",
          "env.rerender_on_reset",
          "env.num_rerenders_on_reset",
          "env.sim.device",
          "env.sim.render",
          "env.sim.logging_level",
          "env.sim.save_logs_to_file",
          "env.sim.log_dir",
          "env.sim.create_stage_in_memory",
          "env.sim.visualizer_cfgs",
          // The scene overwrites these with its own when it is made.
          "env.scene.terrain.num_envs",
          "env.scene.terrain.env_spacing",
          "agent.seed",
          "agent.device",
          "agent.max_iterations",
          "agent.run_name",
          "agent.experiment_name",
          "agent.logger",
          "agent.log_dir",
          "agent.upload_model",
          "agent.resume",
          "agent.load_run",
          "agent.load_checkpoint",
          "agent.checkpoint",
          "agent.save_interval");

  /** The same for a key wherever it stands. */
  private static final Pattern LEFT_OUT_ANYWHERE =
      Pattern.compile(
          "debug_vis|visual_material|.*visualizer_cfg|(wandb|neptune)_\\w+|\\w+_project");

  /** The version of the asset server in the path of a robot's model. */
  private static final Pattern ASSETS = Pattern.compile("https?://.*?/Assets/(?:Isaac/)?[0-9.]+/");

  /** What a run of these settings trains with. */
  static Configuration of(Map<String, Object> env, Map<String, Object> agent) {
    return new Configuration(mapping("env", env), mapping("agent", agent));
  }

  private static Map<String, Object> mapping(String path, Map<?, ?> tree) {
    Map<String, Object> kept = new TreeMap<>();
    tree.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          String at = path + "." + name;
          if (!LEFT_OUT.contains(at) && !LEFT_OUT_ANYWHERE.matcher(name).matches()) {
            Object plain = plain(at, value);
            if (plain != null) {
              kept.put(name, plain);
            }
          }
        });
    return kept;
  }

  private static @Nullable Object plain(String path, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> kept = mapping(path, map);
      return kept.isEmpty() ? null : kept;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> kept = new ArrayList<>();
      for (Object element : list) {
        kept.add(plain(path, element));
      }
      return kept;
    }
    if (value instanceof Number number) {
      return number.doubleValue() + 0.0;
    }
    return value instanceof String text ? ASSETS.matcher(text).replaceFirst("assets:/") : value;
  }

  /** SHA-256 of all of it, 64 hexadecimal digits: equal hash, equal training. */
  String hash() {
    return hash("env " + env + "\nagent " + agent);
  }

  /** Hash of any text. */
  static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
