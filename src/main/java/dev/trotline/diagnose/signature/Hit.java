package dev.trotline.diagnose.signature;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All matches of one signature in one log.
 *
 * @param signature what matched
 * @param first the first line that matched
 * @param groups the groups of that match, group 0 first; a group that took no part is empty
 * @param last line number of the last match
 * @param count number of matches
 * @param error the exception it belongs to, or null for a plain line
 * @param iterationAfter iterations seen by the last match
 */
record Hit(
    Signature signature,
    LogLine first,
    List<String> groups,
    int last,
    int count,
    @Nullable PythonError error,
    int iterationAfter) {

  Hit {
    groups = List.copyOf(groups);
  }

  Hit again(int line, int iterations) {
    return new Hit(signature, first, groups, line, count + 1, error, iterations);
  }
}
