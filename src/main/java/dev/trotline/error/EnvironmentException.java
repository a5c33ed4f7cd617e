package dev.trotline.error;

import org.jspecify.annotations.Nullable;

/** The machine cannot do what was asked: no Python, no disk space, no simulator. Exit code 4. */
public final class EnvironmentException extends TrotlineException {

  private final boolean passing;

  /**
   * @param message one sentence saying what happened
   * @param remedy what to do next, or null
   */
  public EnvironmentException(String message, @Nullable String remedy) {
    super(message, remedy, null);
    this.passing = false;
  }

  /** The same, keeping the cause. */
  public EnvironmentException(String message, @Nullable String remedy, Throwable cause) {
    super(message, remedy, cause);
    this.passing = false;
  }

  private EnvironmentException(
      String message, @Nullable String remedy, Throwable cause, boolean passing) {
    super(message, remedy, cause);
    this.passing = passing;
  }

  /** Trouble that may be over in a while without anybody's help: a full disk, a busy archive. */
  public static EnvironmentException passing(
      String message, @Nullable String remedy, Throwable cause) {
    return new EnvironmentException(message, remedy, cause, true);
  }

  /** True if whoever has a whole night to go should wait and try again. */
  public boolean passing() {
    return passing;
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
