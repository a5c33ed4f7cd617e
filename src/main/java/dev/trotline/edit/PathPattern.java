package dev.trotline.edit;

import java.util.regex.Pattern;

/**
 * A glob over dotted paths: {@code *} stands for a part of one key, {@code **} for one or more
 * keys.
 *
 * @param glob the text, such as {@code env.rewards.*.weight}
 * @param regex the same as a regular expression
 */
record PathPattern(String glob, Pattern regex) {

  /** Reads a glob. */
  static PathPattern of(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (c == '*' && i + 1 < glob.length() && glob.charAt(i + 1) == '*') {
        regex.append(".+");
        i++;
      } else if (c == '*') {
        regex.append("[^.]*");
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return new PathPattern(glob, Pattern.compile(regex.toString()));
  }

  /** True if the whole path matches. */
  boolean matches(String path) {
    return regex.matcher(path).matches();
  }
}
