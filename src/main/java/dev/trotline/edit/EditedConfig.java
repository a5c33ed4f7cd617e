package dev.trotline.edit;

import dev.trotline.study.Edit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reference configuration with valid edits applied. Made by {@link EditValidator} only, so to
 * hold one means that its edits are sound. Closed against changes.
 */
public final class EditedConfig {

  private final ReferenceConfig reference;
  private final List<Edit> edits;
  private final Map<String, Object> env;
  private final Map<String, Object> agent;
  private final ReferenceConfig resolved;
  private final Map<String, Object> changes;

  EditedConfig(
      ReferenceConfig reference,
      List<Edit> edits,
      Map<String, Object> env,
      Map<String, Object> agent) {
    this.reference = reference;
    this.edits = List.copyOf(edits);
    this.env = ConfigTree.frozen(env);
    this.agent = ConfigTree.frozen(agent);
    this.resolved =
        new ReferenceConfig(reference.origin(), this.env, this.agent, reference.rules());
    this.changes = Collections.unmodifiableMap(ConfigTree.changed(reference, env, agent));
  }

  /** The stock task's configuration. */
  public ReferenceConfig reference() {
    return reference;
  }

  /** The edits, in the order they were applied. */
  public List<Edit> edits() {
    return edits;
  }

  /** The environment's tree after the edits. */
  public Map<String, Object> env() {
    return env;
  }

  /** The agent's tree after the edits. */
  public Map<String, Object> agent() {
    return agent;
  }

  /** The value after the edits at a path that starts with {@code env.} or {@code agent.}. */
  public @Nullable Object at(String path) {
    return resolved.at(path);
  }

  /**
   * The canonical change set: dotted path to new value of everything that differs from the
   * reference, ordered by path. Edits that cancel each other leave nothing; a removed term appears
   * as null.
   */
  public Map<String, Object> changes() {
    return changes;
  }

  /** Weights of the reward terms in use, in file order; terms of weight 0 are included. */
  public Map<String, Double> weights() {
    Map<String, Double> weights = new LinkedHashMap<>();
    if (env().get("rewards") instanceof Map<?, ?> terms) {
      terms.forEach(
          (name, term) -> {
            if (term instanceof Map<?, ?> map && map.get("weight") instanceof Number weight) {
              weights.put(String.valueOf(name), weight.doubleValue());
            }
          });
    }
    return weights;
  }

  /**
   * What the edits leave at odds though the simulator takes it, one sentence each: Isaac Lab ties
   * the generator's rows to the terrain curriculum before overrides come (surface §4.2).
   */
  public List<String> warnings() {
    String levels = "env.curriculum.terrain_levels";
    String sorted = "env.scene.terrain.terrain_generator.curriculum";
    boolean takenOut = changes.containsKey(levels) && changes.get(levels) == null;
    return !reference.rules().isPlain() && takenOut && Boolean.TRUE.equals(at(sorted))
        ? List.of(
            "'"
                + levels
                + "' is taken out, but the terrain is still sorted by difficulty: set "
                + sorted
                + "=false too if rows of mixed difficulty are meant")
        : List.of();
  }

  /** The change set as text, one {@code path=value} a line: equal text, equal training. */
  public String canonicalText() {
    StringBuilder text = new StringBuilder();
    changes.forEach(
        (path, value) -> text.append(path).append('=').append(Literal.format(value)).append('\n'));
    return text.toString();
  }

  /** SHA-256 of {@link #canonicalText()}, 64 hexadecimal digits. */
  public String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(canonicalText().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
