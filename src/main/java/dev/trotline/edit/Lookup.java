package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the place of a dotted path in a working copy, or says what is wrong with the path. */
final class Lookup {

  /** Keys the override syntax can address; others, such as {@code .*_hip_joint}, it cannot. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_/-]+");

  private final ReferenceConfig reference;
  private final Map<String, Object> env;
  private final Map<String, Object> agent;

  /**
   * Finds places in a working copy.
   *
   * @param reference the stock task, for messages
   */
  Lookup(ReferenceConfig reference, Map<String, Object> env, Map<String, Object> agent) {
    this.reference = reference;
    this.env = env;
    this.agent = agent;
  }

  /** Checks how a path is written. */
  void checkSyntax(String path, String[] keys) {
    if (!reference.rules().isPlain()) {
      Addressing.check(path, reference.rules());
    }
    if (path.startsWith("+") || path.startsWith("~")) {
      throw new InvalidInputException(
          "'" + path + "' would add or delete a key, which the simulator refuses",
          null,
          path,
          "set an existing key; to take a term out, set it to null");
    }
    if (keys.length < 2 || !(keys[0].equals("env") || keys[0].equals("agent"))) {
      throw new InvalidInputException(
          "'" + path + "' does not say which tree it belongs to",
          null,
          path,
          "write a dotted path that starts with env. or agent.");
    }
    for (String key : keys) {
      if (!KEY.matcher(key).matches()) {
        throw new InvalidInputException(
            "'" + path + "' has a part that an override cannot address: '" + key + "'",
            null,
            path,
            "write keys of letters, digits and _ separated by single dots");
      }
    }
  }

  /** The section that holds the last key of a path, which must exist. */
  Map<String, Object> parentOf(String path, String[] keys) {
    Object node = keys[0].equals("env") ? env : agent;
    StringBuilder at = new StringBuilder(keys[0]);
    for (int i = 1; i < keys.length; i++) {
      if (!(node instanceof Map<?, ?> map)) {
        refuseOtherGenerations(path);
        throw notAMapping(path, at.toString(), node);
      }
      Map<String, Object> children = ConfigTree.mapping(map);
      if (!children.containsKey(keys[i])) {
        refuseOtherGenerations(path);
        throw new InvalidInputException(
            "'" + at + "." + keys[i] + "' does not exist in " + reference.origin(),
            null,
            path,
            NearestNames.remedy(keys[i], children.keySet()));
      }
      if (i == keys.length - 1) {
        return children;
      }
      node = children.get(keys[i]);
      at.append('.').append(keys[i]);
    }
    throw new IllegalStateException(path);
  }

  private void refuseOtherGenerations(String path) {
    InvalidInputException refusal = Generations.refusal(path, reference);
    if (refusal != null) {
      throw refusal;
    }
  }

  private InvalidInputException notAMapping(String path, String at, @Nullable Object node) {
    boolean removed = node == null && reference.at(at) instanceof Map<?, ?>;
    String what =
        removed
            ? "was taken out by an earlier edit"
            : node == null
                ? "is null in the stock task, so nothing below it can be set"
                : "is a single value, so nothing below it can be set";
    return new InvalidInputException(
        "'" + at + "' " + what,
        null,
        path,
        removed ? "take that edit back, or this one" : "choose a key that exists in the task");
  }
}
