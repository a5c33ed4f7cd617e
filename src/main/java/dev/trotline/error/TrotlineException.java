package dev.trotline.error;

import org.jspecify.annotations.Nullable;

/**
 * Root of every expected failure. The message is one clear sentence that names what is wrong and
 * where; the remedy says what to do next. Each leaf stands for one exit code (design §7).
 */
public abstract sealed class TrotlineException extends RuntimeException
    permits InvalidInputException, EnvironmentException, RefusedException, StoppedException {

  private final @Nullable String remedy;

  TrotlineException(String message, @Nullable String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** Short name of the kind of failure, used in the error document. */
  public abstract String kind();

  /** The documented exit code of this failure. */
  public abstract int exitCode();

  /** What happened and what to do next, in one sentence. */
  public final String advice() {
    return remedy == null ? getMessage() : getMessage() + ": " + remedy;
  }

  /** What the reader should do next, or null where nothing sensible can be said. */
  public @Nullable String remedy() {
    return remedy;
  }
}
