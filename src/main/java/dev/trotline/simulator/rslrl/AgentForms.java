package dev.trotline.simulator.rslrl;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The two forms of an agent's networks. Isaac Lab 3.x takes the older {@code agent.policy} and
 * turns it into {@code agent.actor} and {@code agent.critic} before it is written down, so a dump
 * does not hold what was set ({@code handle_deprecated_rsl_rl_cfg}, isaaclab_rl 3.0 beta 1 to
 * develop).
 */
public final class AgentForms {

  /** The section of the older form. */
  public static final String POLICY = "agent.policy";

  private static final Map<String, List<String>> NEWER =
      Map.of(
          "actor_hidden_dims", List.of("agent.actor.hidden_dims"),
          "critic_hidden_dims", List.of("agent.critic.hidden_dims"),
          "activation", List.of("agent.actor.activation"),
          "actor_obs_normalization", List.of("agent.actor.obs_normalization"),
          "critic_obs_normalization", List.of("agent.critic.obs_normalization"),
          "init_noise_std",
              List.of("agent.actor.distribution_cfg.init_std", "agent.actor.init_noise_std"),
          "noise_std_type",
              List.of("agent.actor.distribution_cfg.std_type", "agent.actor.noise_std_type"));

  private AgentForms() {}

  /** True if a dump's networks were turned into the newer form. */
  public static boolean converted(String path, @Nullable Object dumpedPolicy) {
    boolean gone = dumpedPolicy == null || dumpedPolicy instanceof Map<?, ?> map && map.isEmpty();
    return gone && path.startsWith(POLICY + ".");
  }

  /** Where a value of the older form is found in the newer; empty if it has no counterpart. */
  public static List<String> newer(String path) {
    return NEWER.getOrDefault(path.substring(POLICY.length() + 1), List.of());
  }
}
