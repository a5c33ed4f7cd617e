package dev.trotline.loop;

import java.util.Locale;

/** Where the loop stands; every change of phase is one transaction of the archive. */
public enum Phase {
  /** The unedited experiment is trained with several seeds; they measure the noise. */
  BASELINE,
  /** The next wave is made, or the loop ends. */
  PROPOSE,
  /** Every candidate of the wave has one or few seeds to show promise. */
  SCREEN,
  /**
   * Promising candidates race: they get the incumbent's seeds a few at a time, until the gate is
   * clear.
   */
  FULL,
  /** The winner is trained with fresh seeds. */
  REPRODUCE,
  /** The report is written. */
  REPORT,
  /** Nothing is left to do in this session. */
  DONE;

  /** The word used in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
