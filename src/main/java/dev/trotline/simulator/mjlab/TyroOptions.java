package dev.trotline.simulator.mjlab;

import dev.trotline.edit.Literal;
import dev.trotline.edit.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values as mjlab's train script reads them. Its parser (tyro) makes an option of every leaf of the
 * configuration: {@code env.rewards.foot_slip.weight} becomes {@code
 * --env.rewards.foot-slip.weight}. Of a repeated option the last one counts.
 */
final class TyroOptions {

  private TyroOptions() {}

  /**
   * One option with its value, ready for a command line. Name and value are one argument wherever
   * the syntax has it, because an argument of its own that begins with a dash is taken for an
   * option.
   *
   * @param path dotted path, such as {@code agent.run_name}
   * @param value in plain types; a list is written as a list only if {@code stock} is one and no
   *     tuple, because nearly all of mjlab's collections are tuples
   * @param stock the stock task's value, or null if it has none
   */
  static List<String> option(
      String path, @Nullable Object value, @Nullable Object stock, Generation generation) {
    String name = "--" + path.replace('_', '-');
    if (value instanceof List<?> list && !generation.pythonLiterals()) {
      List<String> words = new ArrayList<>(List.of(name));
      list.forEach(element -> words.add(scalar(element, false)));
      return words;
    }
    boolean square = stock instanceof List<?> && !(stock instanceof Tuple);
    return List.of(
        name + "=" + (value instanceof List<?> l ? list(l, square) : scalar(value, false)));
  }

  private static String list(List<?> list, boolean square) {
    List<String> parts = new ArrayList<>();
    for (Object element : list) {
      parts.add(
          element instanceof List<?> inner
              ? list(inner, square && !(inner instanceof Tuple))
              : scalar(element, true));
    }
    String joined = String.join(",", parts);
    if (square) {
      return "[" + joined + "]";
    }
    return "(" + joined + (parts.size() == 1 ? ",)" : ")");
  }

  private static String scalar(@Nullable Object value, boolean quoted) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    if (value instanceof String text) {
      return quoted ? "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'" : text;
    }
    // Floats with a dot: inside a tuple mjlab would keep 1 as an int.
    return Literal.format(value);
  }
}
