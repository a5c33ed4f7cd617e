package dev.trotline.edit;

import dev.trotline.study.Edit;
import dev.trotline.study.Experiment;
import dev.trotline.study.Quarantine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds members of a quarantine written by hand that exist nowhere in the task: nothing ever holds
 * such an entry, so a slip of the pen would switch it off without a word.
 */
public final class QuarantineNames {

  private final ReferenceConfig reference;
  private final List<Edit> base;
  private final Supplier<List<Experiment>> experiments;

  /**
   * Knows what exists.
   *
   * @param reference the stock task
   * @param base the study's own edits of every experiment
   * @param experiments all there are: the reward terms they add exist too; read only if needed
   */
  public QuarantineNames(
      ReferenceConfig reference, List<Edit> base, Supplier<List<Experiment>> experiments) {
    this.reference = reference;
    this.base = List.copyOf(base);
    this.experiments = experiments;
  }

  /**
   * One warning for each member that does not exist, with the nearest names that do.
   *
   * @param file where the quarantine stands, for the message
   */
  public List<String> warnings(Quarantine quarantine, String file) {
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < quarantine.entries().size(); i++) {
      Quarantine.Entry entry = quarantine.entries().get(i);
      // What an isolation found did exist, perhaps in an experiment that is gone since.
      if (entry.isolation().isEmpty()) {
        for (String member : entry.members()) {
          String where = "warning: " + file + ", entry " + (i + 1) + ": ";
          unknown(entry.kind(), member)
              .ifPresent(what -> warnings.add(where + what + ", so the entry does nothing"));
        }
      }
    }
    return warnings;
  }

  private Optional<String> unknown(String kind, String member) {
    return switch (kind) {
      case "terrain" -> unknown("sub-terrain", member, keys(ConfigPatch.TERRAINS));
      case "rewards" ->
          keys(ConfigPatch.REWARDS).contains(member)
              ? Optional.empty()
              : unknown("reward term", member, rewards());
      default -> unknownPath(member.substring(0, Math.max(0, member.indexOf('='))).strip());
    };
  }

  private static Optional<String> unknown(String what, String name, Set<String> known) {
    return known.contains(name)
        ? Optional.empty()
        : Optional.of("there is no " + what + " '" + name + "'" + near(name, known));
  }

  private static String near(String name, Set<String> known) {
    List<String> near = NearestNames.near(name, known);
    return near.isEmpty() ? "" : " (did you mean " + String.join(", ", near) + "?)";
  }

  private Set<String> keys(String path) {
    Set<String> keys = new HashSet<>();
    if (reference.at(path) instanceof Map<?, ?> map) {
      map.keySet().forEach(key -> keys.add(String.valueOf(key)));
    }
    return keys;
  }

  /** Those of the task, those that may be added, and those that somebody has added. */
  private Set<String> rewards() {
    Set<String> names = keys(ConfigPatch.REWARDS);
    names.addAll(reference.rules().library().keySet());
    addTerms(base, names);
    experiments.get().forEach(experiment -> addTerms(experiment.edits(), names));
    return names;
  }

  private static void addTerms(List<Edit> edits, Set<String> names) {
    for (Edit edit : edits) {
      if (edit instanceof Edit.AddTerm add) {
        names.add(add.term());
      }
    }
  }

  private Optional<String> unknownPath(String path) {
    String[] keys = path.split("\\.", -1);
    if (!keys[0].equals("env") && !keys[0].equals("agent")) {
      return Optional.of("'" + path + "' does not start with env. or agent.");
    }
    String at = keys[0];
    for (int i = 1; i < keys.length; i++) {
      // Nothing is known below null, for a value may be put there.
      if (reference.at(at) == null) {
        return Optional.empty();
      }
      Set<String> known = keys(at);
      if (!known.contains(keys[i])) {
        // What lies below a term that somebody adds is not known here.
        return at.equals(ConfigPatch.REWARDS)
            ? unknown("reward term", keys[i], rewards())
            : Optional.of("there is no '" + at + "." + keys[i] + "'" + near(keys[i], known));
      }
      at += "." + keys[i];
    }
    return Optional.empty();
  }
}
