package dev.trotline.archive;

import dev.trotline.study.Author;
import java.time.Instant;

/**
 * An entry of the journal. Entries are never changed or removed.
 *
 * @param id counts up from 1
 * @param at when it was decided
 * @param author who decided it
 * @param kind {@code launch}, {@code end}, {@code kill}, {@code promote}, {@code reject}, {@code
 *     close}, {@code edit}, {@code directive}…
 * @param subject the run, experiment, wave or direction it is about
 * @param reason why, one sentence
 * @param evidence what was seen, text or JSON; may be empty
 */
public record Decision(
    long id,
    Instant at,
    Author author,
    String kind,
    String subject,
    String reason,
    String evidence) {}
