package dev.trotline.edit;

import dev.trotline.edit.yaml.TaggedYaml;
import java.nio.file.Path;

/** The committed reference configurations, as the embedded simulator dumps them. */
public final class References {

  private References() {}

  /** The flat task. */
  public static ReferenceConfig flat() {
    return load("Trotline-Velocity-Flat-Quad-v0");
  }

  /** The rough task. */
  public static ReferenceConfig rough() {
    return load("Trotline-Velocity-Rough-Quad-v0");
  }

  private static ReferenceConfig load(String task) {
    Path folder = Path.of("isaac-configs", "mujoco", task);
    return new ReferenceConfig(
        task,
        TaggedYaml.load(folder.resolve("env.yaml")),
        TaggedYaml.load(folder.resolve("agent.yaml")));
  }
}
