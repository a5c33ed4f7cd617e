package dev.trotline.error;

import org.jspecify.annotations.Nullable;

/** A study, experiment or patch that cannot be accepted. Exit code 3. */
public final class InvalidInputException extends TrotlineException {

  private final @Nullable String file;
  private final @Nullable String path;

  /**
   * @param message one sentence saying what is wrong
   * @param file the file at fault, relative to the study where possible, or null
   * @param path the dotted key at fault, or null
   * @param remedy what to do next, or null
   */
  public InvalidInputException(
      String message, @Nullable String file, @Nullable String path, @Nullable String remedy) {
    super(message, remedy, null);
    this.file = file;
    this.path = path;
  }

  /** The same, keeping the cause. */
  public InvalidInputException(
      String message,
      @Nullable String file,
      @Nullable String path,
      @Nullable String remedy,
      Throwable cause) {
    super(message, remedy, cause);
    this.file = file;
    this.path = path;
  }

  /** The file at fault, or null. */
  public @Nullable String file() {
    return file;
  }

  /** The dotted key at fault, or null. */
  public @Nullable String path() {
    return path;
  }

  @Override
  public String kind() {
    return "invalid_input";
  }

  @Override
  public int exitCode() {
    return 3;
  }
}
