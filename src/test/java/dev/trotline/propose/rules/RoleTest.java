package dev.trotline.propose.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.propose.RewardTerm;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleTest {

  @ParameterizedTest
  @CsvSource({
    "track_lin_vel_xy_exp, 1, LINEAR_TRACKING",
    "track_lin_vel_xy_yaw_frame_exp, 1, LINEAR_TRACKING",
    "tracking_lin_vel, 1, LINEAR_TRACKING",
    "track_ang_vel_z_exp, 0.5, ANGULAR_TRACKING",
    "tracking_ang_vel, 0.5, ANGULAR_TRACKING",
    "base_linear_velocity, 5, LINEAR_TRACKING",
    "base_linear_velocity, -1, OTHER",
    "base_angular_velocity, -0.05, OTHER",
    "feet_air_time, 5, AIR_TIME",
    "air_time, 5, AIR_TIME",
    "air_time_variance, -1, OTHER",
    "action_rate_l2, -0.01, SMOOTHNESS",
    "action_smoothness, -1, SMOOTHNESS",
    "dof_acc_l2, -2.5e-7, SMOOTHNESS",
    "dof_torques_l2, -1e-5, EFFORT",
    "energy, -2e-5, EFFORT",
    "termination_penalty, -200, TERMINAL",
    "alive, 1, ALIVE",
    "position_command_error, -1, OTHER",
    "flat_orientation_l2, -1, OTHER",
    "something_new, -1, OTHER"
  })
  void roleIsReadOffTheName(String name, double weight, Role role) {
    assertThat(Role.of(new RewardTerm(name, "", weight, Map.of()))).isEqualTo(role);
  }

  @ParameterizedTest
  @CsvSource({
    "speed, isaaclab.envs.mdp.rewards:track_lin_vel_xy_exp, LINEAR_TRACKING",
    "fell, isaaclab.envs.mdp.rewards:is_terminated, TERMINAL",
    "calm, isaaclab.envs.mdp.rewards:action_rate_l2, SMOOTHNESS"
  })
  void unknownNameIsReadOffTheFunction(String name, String function, Role role) {
    assertThat(Role.of(new RewardTerm(name, function, 1, Map.of()))).isEqualTo(role);
  }
}
