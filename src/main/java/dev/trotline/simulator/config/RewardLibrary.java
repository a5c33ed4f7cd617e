package dev.trotline.simulator.config;

import dev.trotline.edit.KnownTerm;
import dev.trotline.error.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reward functions a simulator brings along, by version, from {@code
 * isaac-configs/<kind>/rewards.yaml}. A version stands for the nearest tabulated one that is not
 * newer, as in {@link StockConfigs}.
 */
public final class RewardLibrary {

  private static final Set<String> KEYS = Set.of("origin", "modules", "terms");
  private static final Set<String> MODULE_KEYS = Set.of("version", "path");
  private static final Set<String> TERM_KEYS =
      Set.of("name", "module", "kind", "meaning", "params", "since", "until");

  /** A module's place from a version on. */
  private record Place(SimulatorVersion since, String path) {}

  /** What the file says of a function; null bounds are open. */
  private record Entry(
      KnownTerm term,
      List<Place> places,
      @Nullable SimulatorVersion since,
      @Nullable SimulatorVersion until) {

    boolean in(SimulatorVersion version) {
      return (since == null || since.notAfter(version))
          && (until == null || version.notAfter(until));
    }
  }

  private final VersionIndex index;
  private final List<Entry> entries;

  private RewardLibrary(VersionIndex index, List<Entry> entries) {
    this.index = index;
    this.entries = entries;
  }

  /**
   * Reads the library of a simulator.
   *
   * @param isaacConfigs Trotline's folder {@code isaac-configs}
   * @param kind {@code isaaclab} or {@code mjlab}
   * @throws InvalidInputException naming file and key if it is damaged
   */
  public static RewardLibrary read(Path isaacConfigs, String kind) {
    Path folder = isaacConfigs.resolve(kind);
    Fields fields = Fields.of(folder.resolve("rewards.yaml"));
    fields.only(KEYS);
    fields.text("origin");
    Map<String, List<Place>> modules = new LinkedHashMap<>();
    Fields named = new Fields(fields.file(), "modules", fields.mapping("modules"));
    for (String module : named.map().keySet()) {
      List<Place> places = new ArrayList<>();
      for (Fields place : named.list(module)) {
        place.only(MODULE_KEYS);
        places.add(new Place(place.version("version"), place.text("path")));
      }
      modules.put(module, places);
    }
    List<Entry> entries = new ArrayList<>();
    for (Fields term : fields.list("terms")) {
      entries.add(entry(term, modules));
    }
    return new RewardLibrary(VersionIndex.read(folder), entries);
  }

  private static Entry entry(Fields term, Map<String, List<Place>> modules) {
    term.only(TERM_KEYS);
    String kind = term.text("kind");
    if (!kind.equals("reward") && !kind.equals("penalty")) {
      throw term.bad("kind", "is '" + kind + "'", "write reward or penalty");
    }
    List<Place> places = modules.get(term.text("module"));
    if (places == null || places.isEmpty()) {
      throw term.bad("module", "is not listed under modules", "add it there, or correct it");
    }
    return new Entry(
        new KnownTerm(
            term.text("name"),
            "",
            kind.equals("penalty"),
            term.mapping("params"),
            term.text("meaning")),
        places,
        term.map().containsKey("since") ? term.version("since") : null,
        term.map().containsKey("until") ? term.version("until") : null);
  }

  /**
   * A function by its name.
   *
   * @param version of the simulator, such as {@code 2.3.2} or {@code develop}
   * @return empty if that version has none of this name
   */
  public Optional<KnownTerm> find(String name, String version) {
    return all(version).stream().filter(term -> term.name().equals(name)).findFirst();
  }

  /** All functions of a version, in the file's order. */
  public List<KnownTerm> all(String version) {
    SimulatorVersion nearest = index.nearest(SimulatorVersion.parse(version)).version();
    return entries.stream()
        .filter(entry -> entry.in(nearest))
        .map(entry -> placed(entry, nearest))
        .toList();
  }

  private static KnownTerm placed(Entry entry, SimulatorVersion version) {
    String path = entry.places.get(0).path;
    for (Place place : entry.places) {
      if (place.since.notAfter(version)) {
        path = place.path;
      }
    }
    KnownTerm term = entry.term;
    return new KnownTerm(
        term.name(), path + ":" + term.name(), term.penalty(), term.params(), term.meaning());
  }
}
