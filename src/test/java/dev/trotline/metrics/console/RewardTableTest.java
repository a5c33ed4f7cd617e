package dev.trotline.metrics.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RewardTableTest {

  private static final String TABLE =
      """
      [INFO] Command Manager:  <CommandManager> contains 1 active terms.
      +------------------------------------------------+
      |              Active Command Terms              |
      +-------+---------------+------------------------+
      | Index | Name          |          Type          |
      +-------+---------------+------------------------+
      |   0   | base_velocity | UniformVelocityCommand |
      +-------+---------------+------------------------+

      [INFO] Reward Manager:  <RewardManager> contains 3 active terms.
      +-----------------------------------------+
      |           Active Reward Terms           |
      +-------+----------------------+----------+
      | Index | Name                 |   Weight |
      +-------+----------------------+----------+
      |   0   | track_lin_vel_xy_exp |      1.5 |
      |   1   | dof_torques_l2       |  -0.0002 |
      |   2   | dof_acc_l2           | -2.5e-07 |
      +-------+----------------------+----------+
      """;

  @Test
  void readsTheWeightsInEffect() {
    assertThat(RewardTable.parse(TABLE + "\n[INFO] Curriculum Manager: \n").orElseThrow().weights())
        .containsExactly(
            entry("track_lin_vel_xy_exp", 1.5),
            entry("dof_torques_l2", -0.0002),
            entry("dof_acc_l2", -2.5e-7));
  }

  @Test
  void waitsForTheTablesEnd() {
    assertThat(RewardTable.parse(TABLE.substring(0, TABLE.indexOf("|   2   | dof")))).isEmpty();
    assertThat(RewardTable.parse("Learning iteration 0/10\n")).isEmpty();
    assertThat(RewardTable.read(Path.of("no/such/log"))).isEmpty();
  }
}
