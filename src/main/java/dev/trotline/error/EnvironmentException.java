package dev.trotline.error;

import org.jspecify.annotations.Nullable;

/** The machine cannot do what was asked: no Python, no disk space, no simulator. Exit code 4. */
public final class EnvironmentException extends TrotlineException {

  /**
   * @param message one sentence saying what happened
   * @param remedy what to do next, or null
   */
  public EnvironmentException(String message, @Nullable String remedy) {
    super(message, remedy, null);
  }

  /** The same, keeping the cause. */
  public EnvironmentException(String message, @Nullable String remedy, Throwable cause) {
    super(message, remedy, cause);
  }

  @Override
  public String kind() {
    return "environment";
  }

  @Override
  public int exitCode() {
    return 4;
  }
}
