package dev.trotline.simulator.isaaclab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskIdsTest {

  @ParameterizedTest
  @CsvSource({
    "Isaac-Velocity-Flat-Anymal-B-v0,      IsaacContrib-Velocity-Flat-AnymalB",
    "Isaac-Velocity-Rough-Anymal-C-v0,     IsaacContrib-Velocity-Rough-AnymalC",
    "Isaac-Velocity-Flat-Anymal-D-v0,      Isaac-Velocity-Flat-AnymalD",
    "Isaac-Velocity-Rough-Anymal-D-Play-v0,Isaac-Velocity-Rough-AnymalD-Play",
    "Isaac-Velocity-Flat-Unitree-A1-v0,    IsaacContrib-Velocity-Flat-UnitreeA1",
    "Isaac-Velocity-Flat-Unitree-Go1-v0,   IsaacContrib-Velocity-Flat-UnitreeGo1",
    "Isaac-Velocity-Rough-Unitree-Go2-v0,  Isaac-Velocity-Rough-UnitreeGo2",
    "Isaac-Velocity-Flat-Spot-v0,          Isaac-Velocity-Flat-Spot",
    "Isaac-Velocity-Rough-H1-v0,           Isaac-Velocity-Rough-H1",
  })
  void stockTasksAreKnownInBothSpellings(String old, String renamed) {
    for (String spelling : new String[] {old, renamed, "my_module:" + old}) {
      assertThat(TaskIds.isStock(spelling)).as(spelling).isTrue();
      assertThat(TaskIds.canonical(spelling)).isEqualTo(old);
      assertThat(TaskIds.renamed(spelling)).isEqualTo(renamed);
    }
  }

  @Test
  void othersKeepTheirNames() {
    for (String own : new String[] {"My-Robot-Flat-v0", "Isaac-Velocity-Flat-Anymal-C-Direct-v0"}) {
      assertThat(TaskIds.isStock(own)).isFalse();
      assertThat(TaskIds.canonical(own)).isEqualTo(own);
      assertThat(TaskIds.renamed(own)).isEqualTo(own);
    }
  }
}
