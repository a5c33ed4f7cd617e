package dev.trotline.simulator.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code versions.yaml}: which versions of a simulator were tabulated, and where.
 *
 * @param simulator its name for messages
 * @param entries oldest first, at least one
 */
record VersionIndex(String simulator, List<Entry> entries) {

  /**
   * A tabulated version.
   *
   * @param folder where its layers lie, relative to the index
   * @param date of what was tabulated, for messages; empty if unknown
   */
  record Entry(SimulatorVersion version, String folder, String date) {

    /** The version for messages; a branch moves, so its date belongs to it. */
    String label() {
      return version.branch() && !date.isEmpty() ? version.text() + " of " + date : version.text();
    }
  }

  private static final Set<String> KEYS = Set.of("simulator", "versions");
  private static final Set<String> ENTRY_KEYS =
      Set.of("version", "folder", "source", "commit", "date");

  static VersionIndex read(Path folder) {
    Fields fields = Fields.of(folder.resolve("versions.yaml"));
    fields.only(KEYS);
    List<Entry> entries = new ArrayList<>();
    for (Fields entry : fields.list("versions")) {
      entry.only(ENTRY_KEYS);
      String sub = entry.textOr("folder", ".");
      if (sub.contains("..") || Path.of(sub).isAbsolute()) {
        throw entry.bad("folder", "leaves the folder of the index", "name a folder beside it");
      }
      Entry next = new Entry(entry.version("version"), sub, entry.textOr("date", ""));
      if (!entries.isEmpty() && next.version.notAfter(entries.get(entries.size() - 1).version)) {
        throw entry.bad("version", "is out of order", "list the versions oldest first");
      }
      entries.add(next);
    }
    if (entries.isEmpty()) {
      throw fields.bad("versions", "names no version", "list the tabulated versions");
    }
    return new VersionIndex(fields.text("simulator"), entries);
  }

  /** The newest that is not newer than asked for; the oldest if all are. */
  Entry nearest(SimulatorVersion asked) {
    Entry best = entries.get(0);
    for (Entry entry : entries) {
      if (entry.version.notAfter(asked)) {
        best = entry;
      }
    }
    return best;
  }
}
