package dev.trotline.cli.output;

import java.util.Map;
import org.jline.jansi.Ansi;

/**
 * Whether and how text is coloured.
 *
 * @param colour true if the terminal takes colours
 */
public record Style(boolean colour) {

  /** Decides from the environment: NO_COLOR, TERM and whether the stream is a terminal. */
  public static Style detect(Map<String, String> environment, boolean terminal, boolean refused) {
    boolean dumb = "dumb".equals(environment.get("TERM")) || environment.get("TERM") == null;
    return new Style(terminal && !refused && !dumb && !environment.containsKey("NO_COLOR"));
  }

  /** Text that stands out. */
  public String bold(String text) {
    return colour ? Ansi.ansi().bold().a(text).reset().toString() : text;
  }

  /** Text of an error. */
  public String error(String text) {
    return colour ? Ansi.ansi().fgRed().a(text).reset().toString() : text;
  }

  /** Text of little weight. */
  public String faint(String text) {
    return colour ? Ansi.ansi().fgBrightBlack().a(text).reset().toString() : text;
  }
}
