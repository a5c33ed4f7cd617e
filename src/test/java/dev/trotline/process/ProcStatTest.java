package dev.trotline.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcStatTest {

  private static final String TAIL =
      " S 1 42 43 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 200 18446744073709551615 1";

  @Test
  void readsParentGroupSessionAndStart() {
    assertThat(ProcStat.parse(42, "42 (sh)" + TAIL))
        .contains(new ProcStat(42, 'S', 1, 42, 43, 987654));
  }

  @Test
  void isNotFooledByTheNameOfTheProgram() {
    assertThat(ProcStat.parse(42, "42 (a) R 9 9 9 (b\n c)" + TAIL))
        .contains(new ProcStat(42, 'S', 1, 42, 43, 987654));
  }

  @Test
  void readsNothingFromATornLine() {
    assertThat(ProcStat.parse(42, "")).isEmpty();
    assertThat(ProcStat.parse(42, "42 (sh) S 1 42")).isEmpty();
    assertThat(ProcStat.parse(42, "42 (sh)" + TAIL.replace("987654", "x"))).isEmpty();
  }

  @Test
  void findsThisProcessAndNotOneThatCannotBe() {
    long self = ProcessHandle.current().pid();

    assertThat(ProcStat.pids()).contains(self).isSorted();
    assertThat(ProcTable.read().alive()).anyMatch(stat -> stat.pid() == self);
    assertThat(ProcStat.read(99_999_999)).isEmpty();
  }
}
