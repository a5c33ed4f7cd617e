package dev.trotline.study;

import java.util.Locale;

/**
 * Who decided something.
 *
 * @param kind what sort of author
 * @param name which one: a login, a rule's name, an optimizer's or a model's name
 */
public record Author(Kind kind, String name) {

  /** Sorts of author. */
  public enum Kind {
    HUMAN,
    RULE,
    OPTIMIZER,
    MODEL,
    SYSTEM,
    /** Adopted from elsewhere; the name is whose command it was. */
    IMPORT
  }

  /** A rule of the planner. */
  public static Author rule(String name) {
    return new Author(Kind.RULE, name);
  }

  /** A person. */
  public static Author human(String name) {
    return new Author(Kind.HUMAN, name);
  }

  /** Trotline itself: baselines, reconciliation, stop rules. */
  public static Author system(String name) {
    return new Author(Kind.SYSTEM, name);
  }

  /** Somebody who adopted what others trained. */
  public static Author importer(String name) {
    return new Author(Kind.IMPORT, name);
  }

  /** True if what it signs was trained elsewhere. */
  public boolean isImport() {
    return kind == Kind.IMPORT;
  }

  /** Reads {@link #toString()}, {@code rule:stands_still}. */
  public static Author parse(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("an author reads kind:name, not '" + text + "'");
    }
    return new Author(
        Kind.valueOf(text.substring(0, colon).toUpperCase(Locale.ROOT)), text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + name;
  }
}
