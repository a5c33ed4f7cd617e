package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one value of Hydra's grammar, see {@link Literal}. */
final class LiteralReader {

  /** Deeper nesting than any configuration has; stops a hostile value from ending the stack. */
  private static final int DEPTH = 20;

  private final String text;
  private int at;

  LiteralReader(String text) {
    this.text = text.strip();
  }

  @Nullable Object whole() {
    if (text.isEmpty()) {
      throw bad("the value is empty");
    }
    Object value = value(0);
    skipSpaces();
    if (at < text.length()) {
      throw bad("there is more after the value");
    }
    return value;
  }

  private @Nullable Object value(int depth) {
    skipSpaces();
    char c = at < text.length() ? text.charAt(at) : ',';
    if (c == '[' || c == '(') {
      if (depth == DEPTH) {
        throw bad("it is nested too deeply");
      }
      return list(c == '[' ? ']' : ')', depth);
    }
    if (c == '{') {
      throw bad("a mapping cannot be set as a whole");
    }
    return c == '\'' || c == '"' ? quoted(c) : bareWord(depth > 0);
  }

  private List<Object> list(char end, int depth) {
    List<Object> values = new ArrayList<>();
    at++;
    skipSpaces();
    if (at < text.length() && text.charAt(at) == end) {
      at++;
      return values;
    }
    while (true) {
      values.add(value(depth + 1));
      skipSpaces();
      if (at >= text.length()) {
        throw bad("a bracket is left open");
      }
      char c = text.charAt(at++);
      if (c == end) {
        return values;
      }
      if (c != ',') {
        throw bad("a comma is missing");
      }
    }
  }

  private String quoted(char quote) {
    StringBuilder content = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return content.toString();
      }
      if (c == '\\' && at < text.length() && text.charAt(at) == quote) {
        c = text.charAt(at++);
      }
      content.append(c);
    }
    throw bad("a quote is left open");
  }

  private @Nullable Object bareWord(boolean inList) {
    int start = at;
    String ends = inList ? ",])[('\"" : "";
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at).strip();
    if (word.isEmpty()) {
      throw bad("a value is missing");
    }
    return Literal.bare(word);
  }

  private void skipSpaces() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private InvalidInputException bad(String why) {
    return new InvalidInputException(
        "the value '" + text + "' cannot be read: " + why,
        null,
        null,
        "write a number, true, false, null, a word, or a list such as [1.0,2.0]");
  }
}
