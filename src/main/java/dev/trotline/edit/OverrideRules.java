package dev.trotline.edit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a simulator of a certain version lets an edit do beside setting a value of the same kind
 * (surface §1.4, §1.5).
 *
 * @param simulator name and version, for messages
 * @param valuesOntoNull true if a value may replace null: the launcher stub can, Isaac Lab's own
 *     override parser cannot
 * @param anyListLength true if a list of layer sizes may change its length; Isaac Lab up to 2.1.0
 *     refuses it
 * @param termsRemovable true if a reward term can be taken out
 * @param library reward terms that may be added, by name; empty if new terms are not possible
 * @param functions the study's own reward functions, {@code rewards/gait.py:trot}
 * @param moved paths of other versions and what to write instead
 */
public record OverrideRules(
    String simulator,
    boolean valuesOntoNull,
    boolean anyListLength,
    boolean termsRemovable,
    Map<String, KnownTerm> library,
    Set<String> functions,
    List<Moved> moved) {

  public OverrideRules {
    library = new LinkedHashMap<>(library);
    functions = Set.copyOf(functions);
    moved = List.copyOf(moved);
  }

  /**
   * A path that another version has.
   *
   * @param glob dotted path, {@code *} for a part of a key, {@code **} for one or more keys
   * @param remedy what to write for this version, a sentence
   */
  public record Moved(String glob, String remedy) {}

  /** Those of a simulator that takes plain overrides as Isaac Lab 2.3.2 does and nothing else. */
  public static OverrideRules plain() {
    return new OverrideRules("the simulator", false, true, true, Map.of(), Set.of(), List.of());
  }

  /** True if these are {@link #plain()}, whose checks predate Isaac Lab and mjlab. */
  boolean isPlain() {
    return equals(plain());
  }
}
