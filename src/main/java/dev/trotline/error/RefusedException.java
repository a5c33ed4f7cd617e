package dev.trotline.error;

import org.jspecify.annotations.Nullable;

/** A budget, a lock or a directive says no. Exit code 5. */
public final class RefusedException extends TrotlineException {

  /**
   * @param message one sentence saying what happened
   * @param remedy what to do next, or null
   */
  public RefusedException(String message, @Nullable String remedy) {
    super(message, remedy, null);
  }

  /** The same, keeping the cause. */
  public RefusedException(String message, @Nullable String remedy, Throwable cause) {
    super(message, remedy, cause);
  }

  @Override
  public String kind() {
    return "refused";
  }

  @Override
  public int exitCode() {
    return 5;
  }
}
