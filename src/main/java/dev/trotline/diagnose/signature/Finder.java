package dev.trotline.diagnose.signature;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a regular expression is found in a text, trying it only where a match can begin.
 * The answer is that of {@link Matcher#find()}.
 */
final class Finder {

  private static final long[] EVERYWHERE = {};
  private static final long[] AT_THE_START = {0};

  private static final Pattern ANCHORED = Pattern.compile("^\\^(?![?*+{])");

  private final Pattern pattern;

  /** Prepared when first asked: most expressions are never met. Worked out twice it is the same. */
  private long @Nullable [] beginnings;

  Finder(Pattern pattern) {
    this.pattern = pattern;
  }

  /** True if the expression is found; false where it is too deep for this line. */
  boolean in(String text) {
    try {
      return found(text);
    } catch (StackOverflowError e) {
      // An expression that somebody wrote, on a line that nobody foresaw, ends no diagnosis.
      return false;
    }
  }

  private boolean found(String text) {
    long[] pairs = beginnings;
    if (pairs == null) {
      pairs = prepared();
      beginnings = pairs;
    }
    Matcher matcher = pattern.matcher(text);
    if (pairs.length == 0) {
      return matcher.find();
    }
    if (pairs == AT_THE_START) {
      return matcher.lookingAt();
    }
    // Other than find, a region may look back behind its beginning, as a search does.
    matcher.useTransparentBounds(true).useAnchoringBounds(false);
    int length = text.length();
    int second = length == 0 ? Beginnings.OTHER : letter(text.charAt(0));
    for (int i = 0; i < length; i++) {
      int first = second;
      second = i + 1 < length ? letter(text.charAt(i + 1)) : Beginnings.OTHER;
      boolean likely =
          (pairs[first << 1 | second >> 6] & 1L << second) != 0
              // A match of one character at the very end: its second one may be anything.
              || i + 1 == length;
      if (likely && matcher.region(i, length).lookingAt()) {
        return true;
      }
    }
    return false;
  }

  private static int letter(char c) {
    return Math.min(c, Beginnings.OTHER);
  }

  private long[] prepared() {
    boolean anchored =
        (pattern.flags() & Pattern.MULTILINE) == 0
            && RegexParts.split(pattern.pattern())
                .map(parts -> parts.stream().allMatch(part -> ANCHORED.matcher(part).find()))
                .orElse(false);
    if (anchored) {
      return AT_THE_START;
    }
    BitSet pairs =
        Beginnings.of(pattern.pattern(), (pattern.flags() & Pattern.CASE_INSENSITIVE) != 0);
    return pairs == null ? EVERYWHERE : Beginnings.table(pairs);
  }
}
