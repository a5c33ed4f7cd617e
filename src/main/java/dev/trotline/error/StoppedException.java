package dev.trotline.error;

import org.jspecify.annotations.Nullable;

/** A person interrupted the command. Exit code 130. */
public final class StoppedException extends TrotlineException {

  /**
   * @param message one sentence saying what happened
   * @param remedy what to do next, or null
   */
  public StoppedException(String message, @Nullable String remedy) {
    super(message, remedy, null);
  }

  /** The same, keeping the cause. */
  public StoppedException(String message, @Nullable String remedy, Throwable cause) {
    super(message, remedy, cause);
  }

  @Override
  public String kind() {
    return "interrupted";
  }

  @Override
  public int exitCode() {
    return 130;
  }
}
