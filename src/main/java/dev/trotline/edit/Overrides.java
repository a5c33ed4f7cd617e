package dev.trotline.edit;

import java.util.ArrayList;
import java.util.List;

/** Turns a change set into Hydra overrides a person can paste after train.py. */
public final class Overrides {

  private Overrides() {}

  /**
   * One {@code path=value} per changed value, ordered by path: floats with a dot, lists and tuples
   * without spaces, a removed term as {@code null}.
   */
  public static List<String> of(EditedConfig config) {
    List<String> overrides = new ArrayList<>();
    config.changes().forEach((path, value) -> overrides.add(path + "=" + Literal.format(value)));
    return overrides;
  }
}
