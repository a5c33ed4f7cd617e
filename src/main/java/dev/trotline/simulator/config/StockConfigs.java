package dev.trotline.simulator.config;

import dev.trotline.edit.ReferenceConfig;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reference configurations of stock tasks, as tabulated in {@code isaac-configs/<kind>}. They have
 * the form an override meets: the configuration classes after their own initialisation, before the
 * simulator resolves names and fills in what it finds (docs/reference-configs.md).
 *
 * <p>A task is a file {@code tasks/<id>.yaml} with parents. The layers are laid over one another
 * parents first, in the order named, each once; within a layer its changes up to the version asked
 * for are applied first, oldest first. See {@link Trees} for the rules of one step.
 */
public final class StockConfigs {

  private static final String TASKS = "tasks";
  private static final String ENDING = ".yaml";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]+");
  private static final Pattern KIND = Pattern.compile("[a-z]+");

  private StockConfigs() {}

  /**
   * The configuration of a task in the nearest tabulated version that is not newer than the one
   * asked for, else the oldest. Its origin says which that is.
   *
   * @param isaacConfigs Trotline's folder {@code isaac-configs}
   * @param kind {@code isaaclab} or {@code mjlab}
   * @param canonicalTask the task's id, for Isaac Lab as it was spelt in 2.x
   * @param version such as {@code 2.3.2}, {@code 2.3}, {@code 3.0b1}, {@code develop}
   * @return empty if the task is not tabulated for that version
   * @throws InvalidInputException if a file is damaged, a parent unknown or its own ancestor, or
   *     the version is none
   * @throws EnvironmentException if the folder cannot be read
   */
  public static Optional<ReferenceConfig> find(
      Path isaacConfigs, String kind, String canonicalTask, String version) {
    Path folder = folder(isaacConfigs, kind);
    VersionIndex index = VersionIndex.read(folder);
    SimulatorVersion asked = SimulatorVersion.parse(version);
    VersionIndex.Entry nearest = index.nearest(asked);
    Path layers = folder.resolve(nearest.folder()).normalize();
    String name = TASKS + "/" + canonicalTask;
    if (!ID.matcher(canonicalTask).matches()
        || !Files.isRegularFile(layers.resolve(name + ENDING))) {
      return Optional.empty();
    }
    Map<String, Layer> ordered = new LinkedHashMap<>();
    collect(layers, name, "the list of tasks", new LinkedHashSet<>(), ordered);
    Map<String, Object> tree = Map.of();
    for (Layer layer : ordered.values()) {
      tree = Trees.merged(tree, layer.at(nearest.version()));
    }
    Map<?, ?> env = (Map<?, ?>) tree.get("env");
    Map<?, ?> agent = (Map<?, ?>) tree.get("agent");
    return Optional.of(
        new ReferenceConfig(
            origin(index.simulator(), nearest, asked), Trees.mapping(env), Trees.mapping(agent)));
  }

  /**
   * The tasks that are tabulated for any version, sorted.
   *
   * @throws EnvironmentException if the folder cannot be read
   */
  public static List<String> tasks(Path isaacConfigs, String kind) {
    Path folder = folder(isaacConfigs, kind);
    Set<String> ids = new TreeSet<>();
    for (VersionIndex.Entry entry : VersionIndex.read(folder).entries()) {
      ids.addAll(listed(folder.resolve(entry.folder())));
    }
    return List.copyOf(ids);
  }

  /** The tabulated versions, oldest first, as they are written in the index. */
  public static List<String> versions(Path isaacConfigs, String kind) {
    return VersionIndex.read(folder(isaacConfigs, kind)).entries().stream()
        .map(entry -> entry.version().text())
        .toList();
  }

  private static Path folder(Path isaacConfigs, String kind) {
    if (!KIND.matcher(kind).matches()) {
      throw new InvalidInputException(
          "there are no reference configurations of '" + kind + "'",
          null,
          null,
          "ask for isaaclab or mjlab");
    }
    return isaacConfigs.resolve(kind);
  }

  private static void collect(
      Path folder, String name, String askedBy, Set<String> open, Map<String, Layer> done) {
    if (done.containsKey(name)) {
      return;
    }
    if (!open.add(name)) {
      List<String> circle = new ArrayList<>(open);
      circle.add(name);
      throw new InvalidInputException(
          "'" + askedBy + "': a layer is its own ancestor: " + String.join(" -> ", circle),
          askedBy,
          "parents",
          "restore isaac-configs from Trotline's distribution, or take one of these parents out");
    }
    Layer layer = Layer.read(folder, name, askedBy);
    for (String parent : layer.parents()) {
      collect(folder, parent, layer.file(), open, done);
    }
    open.remove(name);
    done.put(name, layer);
  }

  private static String origin(
      String simulator, VersionIndex.Entry nearest, SimulatorVersion asked) {
    // 2.3 asks for the line, and its newest member is just that.
    SimulatorVersion version = nearest.version();
    boolean exact = version.compareTo(asked) == 0 || version.text().startsWith(asked.text() + ".");
    return simulator
        + " "
        + nearest.label()
        + " as tabulated by Trotline"
        + (exact ? "" : ", the nearest to " + asked.text())
        + " (no dump of your installation yet)";
  }

  private static List<String> listed(Path folder) {
    Path tasks = folder.resolve(TASKS);
    try (Stream<Path> files = Files.list(tasks)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .toList();
    } catch (IOException e) {
      throw new EnvironmentException(
          "'" + tasks + "' cannot be read",
          "restore isaac-configs from Trotline's distribution",
          e);
    }
  }
}
