package dev.trotline.simulator.isaaclab;

/** The ways in which Isaac Lab's training has been driven so far (surface §0, §1.1). */
public enum Generation {
  /** 2.0.x: {@code --resume} wants a value. */
  V2_0("2.0"),
  /** 2.1 to 2.3. */
  V2_1("2.1 to 2.3"),
  /** 3.0 beta 1: the old script, presets, Kit started late. */
  V3_BETA1("3.0 beta 1"),
  /** 3.0 beta 2 to July 2026: one script for all libraries, overrides set without a check. */
  UNIFIED("3.0 beta 2 or later, unified entry"),
  /** Later: the same script around the package {@code isaaclab_rl.entrypoints}. */
  ENTRYPOINTS("3.x with isaaclab_rl.entrypoints");

  private final String label;

  Generation(String label) {
    this.label = label;
  }

  /** For people and manifests. */
  public String label() {
    return label;
  }

  /** True if overrides go through Hydra and a check of types; false if they are simply set. */
  public boolean checksOverrides() {
    return compareTo(UNIFIED) < 0;
  }

  /** True if one script serves all libraries and must be told which. */
  boolean unifiedEntry() {
    return compareTo(UNIFIED) >= 0;
  }

  /** True if a window opens unless forbidden; 3.x opens one only on request. */
  boolean opensWindow() {
    return compareTo(V3_BETA1) < 0;
  }

  /** True if a task may have presets, such as its physics engine. */
  boolean presets() {
    return compareTo(V3_BETA1) >= 0;
  }

  /** True if the policy follows the simulation's device; before, it has a setting of its own. */
  boolean policyFollowsDevice() {
    return this == ENTRYPOINTS;
  }

  /** True if {@code isaaclab.sh} prefers conda's interpreter to a virtual environment's. */
  boolean condaFirst() {
    return opensWindow();
  }
}
