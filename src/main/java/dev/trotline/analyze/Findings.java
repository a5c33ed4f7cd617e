package dev.trotline.analyze;

import dev.trotline.analyze.hack.Evidence;
import dev.trotline.analyze.hack.Flag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the detectors found in an experiment or a run.
 *
 * @param flags of the whole, strongest first
 * @param byRun of every run by its name; runs without a flag have an empty list
 * @param notes what to know beside, such as figures nobody witnessed
 */
public record Findings(List<Flag> flags, Map<String, List<Flag>> byRun, List<String> notes) {

  /** Nothing was looked at. */
  public static final Findings NONE = new Findings(List.of(), Map.of(), List.of());

  public Findings {
    flags = List.copyOf(flags);
    byRun = Collections.unmodifiableMap(new LinkedHashMap<>(byRun));
    notes = List.copyOf(notes);
  }

  /** True if nothing with these flags may be promoted. */
  public boolean blocks() {
    return flags.stream().anyMatch(Flag::blocks);
  }

  /** Why it may not be promoted, a sentence for the journal; empty if it may. */
  public String reason() {
    return flags.stream()
        .filter(Flag::blocks)
        .map(flag -> flag.name() + ": " + flag.meaning())
        .collect(Collectors.joining("; "));
  }

  /** The flags as a part of a JSON document. */
  public List<Map<String, Object>> json() {
    return flags.stream().map(Flag::json).toList();
  }

  /** The flags of every run by its name. */
  public Map<String, Object> runsJson() {
    var json = new LinkedHashMap<String, Object>();
    byRun.forEach((run, all) -> json.put(run, all.stream().map(Flag::json).toList()));
    return json;
  }

  /** The same for people; empty if there is nothing to say. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    for (Flag flag : flags) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s %s (confidence %.0f %%, %s)",
              flag.blocks() ? "FLAG" : "note",
              flag.name(),
              100 * flag.confidence(),
              String.join(", ", flag.runs())));
      lines.add("    " + flag.meaning());
      flag.evidence().forEach(evidence -> lines.add("    - " + text(evidence)));
      lines.add("    remedy: " + flag.remedy());
    }
    notes.forEach(note -> lines.add("  note: " + note));
    return lines;
  }

  private static String text(Evidence evidence) {
    String figure = Double.isFinite(evidence.value()) ? " " + Figures.text(evidence.value()) : "";
    String bound =
        Double.isFinite(evidence.bound()) ? ", bound " + Figures.text(evidence.bound()) : "";
    return evidence.what() + figure + bound + " (" + evidence.source() + ")";
  }
}
