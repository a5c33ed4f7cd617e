package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.study.RunId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ErrandsTest {

  private static final RunId RUN = RunId.parse("exp000/s0");

  @Test
  void whatARunsLastErrandCameToIsNotTakenForThatOfTheNext() {
    Errands<String> errands = new Errands<>("test", Duration.ofMillis(20));
    CompletableFuture<String> first = new CompletableFuture<>();
    assertThat(errands.done(RUN, first::join)).isEmpty();
    assertThat(errands.idle(RUN)).isFalse();

    first.complete("first");
    while (!errands.idle(RUN)) {
      Thread.onSpinWait();
    }

    assertThat(errands.done(RUN, () -> "second")).hasValue("second");
  }
}
