package dev.trotline.simulator.config;

import dev.trotline.error.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One file of a configuration that is put together from several: what it changes over its parents,
 * as of the oldest version, and how that changed since.
 *
 * @param parents names of the layers below, lowest first
 * @param body {@code env} and {@code agent} as of the oldest version
 * @param changes oldest first
 */
record Layer(String file, List<String> parents, Map<String, Object> body, List<Change> changes) {

  private static final Set<String> KEYS =
      Set.of("origin", "parents", "shapes", "env", "agent", "since");
  private static final Set<String> CHANGE_KEYS =
      Set.of("version", "note", "remove", "env", "agent");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*");

  /**
   * From a version on: first these keys go from the layer's own content, then this is laid over it.
   */
  record Change(SimulatorVersion since, List<String> remove, Map<String, Object> body, Fields at) {}

  /**
   * Reads a layer.
   *
   * @param folder of all layers
   * @param name of the file below it, without .yaml
   * @param askedBy what names it as parent, for messages
   * @throws InvalidInputException if it does not exist or is damaged
   */
  static Layer read(Path folder, String name, String askedBy) {
    Path file = folder.resolve(name + ".yaml");
    if (!NAME.matcher(name).matches() || !Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "'" + askedBy + "': the parent '" + name + "' does not exist",
          askedBy,
          "parents",
          "restore isaac-configs from Trotline's distribution, or correct the name");
    }
    Fields fields = Fields.of(file);
    fields.only(KEYS);
    // Every file says what it is worth: written from tables or dumped.
    fields.text("origin");
    List<Change> changes = new ArrayList<>();
    for (Fields entry : fields.list("since")) {
      entry.only(CHANGE_KEYS);
      Change change =
          new Change(entry.version("version"), entry.texts("remove"), bodyOf(entry), entry);
      if (!changes.isEmpty() && change.since.notAfter(changes.get(changes.size() - 1).since)) {
        throw entry.bad("version", "is out of order", "put the changes in order, oldest first");
      }
      changes.add(change);
    }
    return new Layer(file.toString(), fields.texts("parents"), bodyOf(fields), changes);
  }

  /** {@code env} and {@code agent} of this layer alone, as of a version. */
  Map<String, Object> at(SimulatorVersion version) {
    Map<String, Object> tree = body;
    for (Change change : changes) {
      if (!change.since.notAfter(version)) {
        break;
      }
      for (String path : change.remove) {
        Map<String, Object> rest = Trees.without(tree, Arrays.asList(path.split("\\.", -1)));
        if (rest == null) {
          throw change.at.bad(
              "remove", "names '" + path + "', which is not in this file", "correct the path");
        }
        tree = rest;
      }
      tree = Trees.merged(tree, change.body);
    }
    return tree;
  }

  private static Map<String, Object> bodyOf(Fields fields) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("env", fields.mapping("env"));
    body.put("agent", fields.mapping("agent"));
    return body;
  }
}
