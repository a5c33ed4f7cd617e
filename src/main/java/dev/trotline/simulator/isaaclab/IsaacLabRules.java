package dev.trotline.simulator.isaaclab;

import dev.trotline.edit.KnownTerm;
import dev.trotline.edit.OverrideRules;
import dev.trotline.edit.OverrideRules.Moved;
import dev.trotline.edit.ReferenceConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an edit may do in a generation, the launcher stub's help included (surface §1.4, §1.5). */
final class IsaacLabRules {

  private IsaacLabRules() {}

  /**
   * The rules for a task.
   *
   * @param tree the installation, or null if there is none: then those of 2.3
   * @param reference the task's configuration
   * @param library reward terms that may be added
   * @param functions the study's own
   */
  static OverrideRules of(
      @Nullable SourceTree tree,
      ReferenceConfig reference,
      Map<String, KnownTerm> library,
      Set<String> functions) {
    boolean anyLength =
        tree == null
            || tree.generation().compareTo(Generation.V2_1) > 0
            || tree.generation() == Generation.V2_1
                && tree.number().map(v -> v.atLeast(2, 1, 1)).orElse(true);
    String name = tree == null ? "Isaac Lab" : "Isaac Lab " + tree.name();
    return new OverrideRules(name, true, anyLength, true, library, functions, moved(reference));
  }

  /** Paths of other versions; only those that this task does not have. */
  private static List<Moved> moved(ReferenceConfig reference) {
    List<Moved> moved = new ArrayList<>();
    // Since 3.0 policy is there, too, but empty; a few tasks of the betas still use it.
    if (reference.at("agent.policy.actor_hidden_dims") != null) {
      String remedy =
          "this task's networks are one section: write agent.policy.actor_hidden_dims,"
              + " agent.policy.critic_hidden_dims or agent.policy.init_noise_std";
      moved.add(new Moved("agent.actor.**", remedy));
      moved.add(new Moved("agent.critic.**", remedy));
    } else if (reference.at("agent.actor") != null) {
      moved.add(
          new Moved(
              "agent.policy.**",
              "since 3.0 actor and critic are separate: write agent.actor.hidden_dims,"
                  + " agent.critic.hidden_dims or agent.actor.distribution_cfg.init_std"));
    }
    if (reference.at("env.sim.physics") != null) {
      moved.add(
          new Moved("env.sim.physx.**", "since 3.0 the engine's settings are env.sim.physics"));
    } else if (reference.at("env.sim.physx") != null) {
      moved.add(new Moved("env.sim.physics.**", "before 3.0 PhysX's settings are env.sim.physx"));
    }
    if (reference.at("env.scene.height_scanner") instanceof Map<?, ?> scanner) {
      if (scanner.containsKey("ray_alignment")) {
        moved.add(
            new Moved(
                "env.scene.height_scanner.attach_yaw_only",
                "since 2.1.1 it is env.scene.height_scanner.ray_alignment: yaw, base or world"));
      } else if (scanner.containsKey("attach_yaw_only")) {
        moved.add(
            new Moved(
                "env.scene.height_scanner.ray_alignment",
                "up to 2.1.0 it is env.scene.height_scanner.attach_yaw_only: true or false"));
      }
    }
    return moved;
  }
}
