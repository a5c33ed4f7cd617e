package dev.trotline.cli.output;

import java.util.List;
import java.util.Map;

/** A result that can show itself to a person and to a program. */
public interface View {

  /** Lines for a terminal, without trailing newlines. */
  List<String> lines();

  /** The document of {@code --json}; always carries {@code schema}. */
  Map<String, Object> json();

  /** A view of fixed content. */
  static View of(List<String> lines, Map<String, Object> json) {
    List<String> kept = List.copyOf(lines);
    return new View() {
      @Override
      public List<String> lines() {
        return kept;
      }

      @Override
      public Map<String, Object> json() {
        return json;
      }
    };
  }
}
