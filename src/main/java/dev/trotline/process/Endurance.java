package dev.trotline.process;

import dev.trotline.error.EnvironmentException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries unattended work through trouble that passes by itself or by a person's help: a full disk,
 * a busy archive. The runs go on meanwhile. Nothing is retried that was not made to be repeated.
 */
public final class Endurance {

  /** A person who sees the message in the morning is not helped by more of them. */
  private static final Duration TELL_EVERY = Duration.ofMinutes(10);

  private final Duration most;
  private final Consumer<String> tell;
  private @Nullable Long since;
  private @Nullable Long told;

  /**
   * @param most how long the same trouble may last; then it is thrown
   * @param tell hears of it, at once and then now and again
   */
  public Endurance(Duration most, Consumer<String> tell) {
    this.most = most;
    this.tell = tell;
  }

  /**
   * Takes in a failure; returns if the work should be tried again after a pause.
   *
   * @throws EnvironmentException the same, if it is none that passes or has lasted too long
   */
  public void bear(EnvironmentException trouble) {
    long now = System.nanoTime();
    long begin = since == null ? now : since;
    if (!trouble.passing() || now - begin > most.toNanos()) {
      throw trouble;
    }
    since = begin;
    if (told == null || now - told > TELL_EVERY.toNanos()) {
      told = now;
      tell.accept(trouble.advice());
    }
  }

  /** All is well again. */
  public void fine() {
    since = null;
    told = null;
  }
}
