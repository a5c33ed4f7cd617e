package dev.trotline.cli;

import dev.trotline.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Days of the week as people write them: {@code daily}, {@code mon-fri}, {@code sun,wed}.
 *
 * @param cron the same in a crontab's fifth field, 0 for Sunday
 * @param systemd the same as OnCalendar has it, with a trailing blank, or empty for every day
 */
record Days(String cron, String systemd) {
  private static final List<String> NAMES =
      List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  /** Reads them. */
  static Days parse(String text) {
    String folded = text.strip().toLowerCase(Locale.ROOT);
    if (folded.equals("daily")) {
      return new Days("*", "");
    }
    List<String> numbers = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String part : folded.split(",")) {
      String[] ends = part.strip().split("-", -1);
      int first = NAMES.indexOf(ends[0]);
      int last = NAMES.indexOf(ends[ends.length - 1]);
      if (first < 0 || last < 0 || ends.length > 2) {
        throw new InvalidInputException(
            "'" + text + "' are no days", null, "--days", "write daily, mon-fri or sun,wed");
      }
      // A range may run over the end of the week, which cron does not understand.
      for (int day = first; ; day = (day + 1) % 7) {
        numbers.add(Integer.toString(day));
        names.add(capital(NAMES.get(day)));
        if (day == last) {
          break;
        }
      }
    }
    return new Days(String.join(",", numbers), String.join(",", names) + " ");
  }

  private static String capital(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }
}
