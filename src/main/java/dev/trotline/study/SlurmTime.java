package dev.trotline.study;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Time limits in Slurm's notation: minutes, minutes:seconds, hours:minutes:seconds, days-hours,
 * days-hours:minutes, days-hours:minutes:seconds (sbatch(1), {@code --time}).
 */
final class SlurmTime {

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d{1,5})-)?(\\d{1,7})(?::(\\d{1,4}))?(?::(\\d{1,4}))?", Pattern.CASE_INSENSITIVE);

  private static final Pattern NONE = Pattern.compile("(?i)unlimited|infinite");

  private SlurmTime() {}

  /** True for a limit sbatch takes. */
  static boolean isValid(String text) {
    return NONE.matcher(text).matches() || parse(text).filter(t -> !t.isZero()).isPresent();
  }

  /** The limit; empty for no limit and for what is none. */
  static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long first = Long.parseLong(matcher.group(2));
    long second = matcher.group(3) == null ? 0 : Long.parseLong(matcher.group(3));
    long third = matcher.group(4) == null ? 0 : Long.parseLong(matcher.group(4));
    if (matcher.group(1) != null) {
      long days = Long.parseLong(matcher.group(1));
      return Optional.of(Duration.ofSeconds(((days * 24 + first) * 60 + second) * 60 + third));
    }
    return Optional.of(
        Duration.ofSeconds(
            matcher.group(4) == null ? first * 60 + second : (first * 60 + second) * 60 + third));
  }

  /** A duration as sbatch takes it: whole minutes, rounded up. */
  static String of(Duration limit) {
    return Long.toString(Math.max(1, (limit.toSeconds() + 59) / 60));
  }
}
