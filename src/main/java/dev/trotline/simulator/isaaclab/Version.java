package dev.trotline.simulator.isaaclab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of numbers, such as {@code 2.3.1}; what follows them ({@code -beta}, {@code rc1}) is
 * not compared.
 *
 * @param numbers its parts, the most significant first
 */
record Version(List<Integer> numbers) implements Comparable<Version> {

  private static final Pattern FORM =
      Pattern.compile("v?(\\d{1,6}(?:\\.\\d{1,6})*).*", Pattern.DOTALL);

  Version {
    numbers = List.copyOf(numbers);
  }

  /** Reads one; empty if the text does not start with a number. */
  static Optional<Version> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    List<Integer> numbers = new ArrayList<>();
    for (String part : matcher.group(1).split("\\.")) {
      numbers.add(Integer.valueOf(part));
    }
    return Optional.of(new Version(numbers));
  }

  /** True if this one is the given version or a later one. */
  boolean atLeast(int... other) {
    for (int i = 0; i < other.length; i++) {
      int mine = i < numbers.size() ? numbers.get(i) : 0;
      if (mine != other[i]) {
        return mine > other[i];
      }
    }
    return true;
  }

  @Override
  public int compareTo(Version other) {
    for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
      int mine = i < numbers.size() ? numbers.get(i) : 0;
      int theirs = i < other.numbers.size() ? other.numbers.get(i) : 0;
      if (mine != theirs) {
        return Integer.compare(mine, theirs);
      }
    }
    return 0;
  }
}
