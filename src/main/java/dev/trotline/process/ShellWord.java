package dev.trotline.process;

/** Words as a POSIX shell takes them back unchanged. */
public final class ShellWord {

  private ShellWord() {}

  /** The word itself, or in single quotes where a shell would take it for something else. */
  public static String quote(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
