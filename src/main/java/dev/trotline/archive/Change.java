package dev.trotline.archive;

import dev.trotline.study.Author;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What comes with a change of a run's state. Null leaves what is there.
 *
 * @param author who decided it
 * @param cause one word saying why, or null
 * @param note one sentence for people, or null
 * @param iteration iterations completed, or null
 * @param iterationsAsked iterations asked for, or null
 * @param at when it happened, or null for now
 */
public record Change(
    Author author,
    @Nullable String cause,
    @Nullable String note,
    @Nullable Integer iteration,
    @Nullable Integer iterationsAsked,
    @Nullable Instant at) {

  /** Nothing but the state changes, now, by Trotline itself. */
  public static Change none() {
    return because(null, null);
  }

  /** A change with its reason, now, by Trotline itself. */
  public static Change because(@Nullable String cause, @Nullable String note) {
    return new Change(Author.system("dispatcher"), cause, note, null, null, null);
  }

  /** The same, decided by someone else. */
  public Change by(Author who) {
    return new Change(who, cause, note, iteration, iterationsAsked, at);
  }

  /** The same, with how far the run came. */
  public Change with(int iterationsDone, int asked) {
    return new Change(author, cause, note, iterationsDone, asked, at);
  }

  /** The same, at another time. */
  public Change at(@Nullable Instant when) {
    return new Change(author, cause, note, iteration, iterationsAsked, when);
  }
}
