package dev.trotline.edit;

import dev.trotline.study.Edit;
import dev.trotline.study.Quarantine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The smallest change that keeps a configuration clear of what is quarantined: a minimum hitting
 * set of the sets it holds. A member that several sets share is taken out once for all of them.
 *
 * <p>Exact: all choices of one edit are tried, then all of two, and so on; among the smallest the
 * one that costs least, then the one that comes first. The sets are few and small; where they are
 * not, as many as have {@link #MOST_CHOICES} are taken at a time, in the order of the file.
 */
public final class Avoidance {

  /** So many sets at once as have no more choices of one member each than this. */
  private static final long MOST_CHOICES = 1_000;

  private static final String TERRAINS = "env.scene.terrain.terrain_generator.sub_terrains.";
  private static final String REWARDS = "env.rewards.";

  /** An edit that takes one member out, and what is lost by it. */
  private record Removal(Edit edit, double cost) {}

  private record Choice(List<Removal> removals) {
    double cost() {
      return removals.stream().mapToDouble(Removal::cost).sum();
    }

    List<Edit> edits() {
      return removals.stream().map(Removal::edit).toList();
    }

    Choice and(Removal removal) {
      List<Removal> more = new ArrayList<>(removals);
      more.add(removal);
      return new Choice(more);
    }
  }

  private final Function<String, @Nullable Object> at;
  private final @Nullable Integer envs;

  private Avoidance(Function<String, @Nullable Object> at, @Nullable Integer envs) {
    this.at = at;
    this.envs = envs;
  }

  /**
   * The edits that keep clear of every quarantined set a configuration holds, as few as there can
   * be: a sub-terrain gets proportion 0, a reward term is taken out, an edit gets the value the
   * entry says did not fail, environments become half the number from which on it fails. Of equally
   * few, the smallest proportions and weights, and the edits named last.
   *
   * @param quarantine all that is quarantined
   * @param at the configuration: the value at a dotted path, null if there is none
   * @param envs environments it would train with, or null if unknown
   * @return for each set the configuration holds and that can be avoided, the edit that does;
   *     several sets may share one
   */
  public static Map<Quarantine.Entry, Edit> edits(
      Quarantine quarantine, Function<String, @Nullable Object> at, @Nullable Integer envs) {
    Map<Quarantine.Entry, Edit> avoiding = new LinkedHashMap<>();
    List<Edit> edits = new ArrayList<>();
    while (true) {
      Avoidance now = new Avoidance(with(at, edits), envs(edits, envs));
      List<Quarantine.Entry> held =
          quarantine.heldBy(now.at, now.envs).stream()
              .filter(entry -> !avoiding.containsKey(entry))
              .filter(entry -> now.removals(entry).stream().anyMatch(r -> now.clears(r, entry)))
              .toList();
      held = now.atOnce(held);
      if (held.isEmpty()) {
        return avoiding;
      }
      List<Removal> removals = now.fewest(held).removals();
      if (removals.isEmpty()) {
        return avoiding;
      }
      for (Quarantine.Entry entry : held) {
        removals.stream()
            .filter(removal -> now.clears(removal, entry))
            .findFirst()
            .ifPresent(removal -> avoiding.put(entry, removal.edit()));
      }
      edits.addAll(removals.stream().map(Removal::edit).toList());
    }
  }

  private List<Quarantine.Entry> atOnce(List<Quarantine.Entry> held) {
    long choices = 1;
    int count = 0;
    for (Quarantine.Entry entry : held) {
      choices *= Math.max(1, removals(entry).size());
      if (count > 0 && choices > MOST_CHOICES) {
        break;
      }
      count++;
    }
    return held.subList(0, count);
  }

  /** The smallest and then cheapest choice of removals that clears all of the sets. */
  private Choice fewest(List<Quarantine.Entry> held) {
    List<Removal> all =
        held.stream()
            .flatMap(entry -> removals(entry).stream())
            .distinct()
            .sorted(Comparator.comparingDouble(Removal::cost))
            .toList();
    for (int size = 1; size < held.size(); size++) {
      Choice best = best(held, all, new Choice(List.of()), size);
      if (best != null) {
        return best;
      }
    }
    // One for each set is enough, unless one edit undoes another.
    Choice best = best(held, all, new Choice(List.of()), held.size());
    return best == null ? new Choice(List.of()) : best;
  }

  /** The cheapest choice with so many more removals; null if none clears all. */
  private @Nullable Choice best(
      List<Quarantine.Entry> held, List<Removal> all, Choice chosen, int more) {
    List<Edit> edits = chosen.edits();
    Function<String, @Nullable Object> now = with(at, edits);
    Integer left = envs(edits, envs);
    Quarantine.Entry open =
        held.stream().filter(entry -> entry.holds(now, left)).findFirst().orElse(null);
    if (open == null || more == 0) {
      return open == null ? chosen : null;
    }
    Choice best = null;
    for (Removal removal : all) {
      Choice next = clears(removal, open) ? best(held, all, chosen.and(removal), more - 1) : null;
      if (next != null && (best == null || next.cost() < best.cost())) {
        best = next;
      }
    }
    return best;
  }

  private boolean clears(Removal removal, Quarantine.Entry entry) {
    List<Edit> edit = List.of(removal.edit());
    return !entry.holds(with(at, edit), envs(edit, envs));
  }

  private List<Removal> removals(Quarantine.Entry entry) {
    List<Removal> removals = new ArrayList<>();
    switch (entry.kind()) {
      case "terrain" ->
          entry
              .members()
              .forEach(
                  name ->
                      removals.add(
                          new Removal(
                              new Edit.SetTerrain(name, "proportion", 0.0),
                              size(at.apply(TERRAINS + name + ".proportion")))));
      case "rewards" ->
          entry
              .members()
              .forEach(
                  name ->
                      removals.add(
                          new Removal(
                              new Edit.RemoveTerm(name),
                              size(at.apply(REWARDS + name + ".weight")))));
      case "envs" -> {
        long fewer = entry.atLeast() == null ? 1 : Math.max(1, entry.atLeast() / 2);
        removals.add(new Removal(new Edit.SetConfig(WholeChecks.NUM_ENVS, fewer), 1.0 / fewer));
      }
      default -> {
        int last = entry.members().size() - 1;
        for (int i = last; i >= 0; i--) {
          String member = entry.members().get(i);
          String path = member.substring(0, member.indexOf('=')).strip();
          if (entry.instead().containsKey(path)) {
            removals.add(new Removal(edit(path, entry.instead().get(path)), last - i));
          }
        }
      }
    }
    return removals;
  }

  private static double size(@Nullable Object value) {
    return value instanceof Number number ? Math.abs(number.doubleValue()) : 0;
  }

  /** The number of environments that the last edit says, else what was known before. */
  public static @Nullable Integer envs(List<Edit> edits, @Nullable Integer before) {
    Integer envs = before;
    for (Edit edit : edits) {
      if (edit instanceof Edit.SetConfig set
          && set.path().equals(WholeChecks.NUM_ENVS)
          && set.value() instanceof Number number) {
        envs = number.intValue();
      }
    }
    return envs;
  }

  private static Edit edit(String path, @Nullable Object value) {
    String[] keys = path.split("\\.");
    boolean weight = path.startsWith(REWARDS) && keys.length == 4 && keys[3].equals("weight");
    if (weight && value instanceof Number number) {
      return new Edit.SetWeight(keys[2], number.doubleValue());
    }
    return path.startsWith(REWARDS) && keys.length == 3 && value == null
        ? new Edit.RemoveTerm(keys[2])
        : new Edit.SetConfig(path, value);
  }

  /**
   * A configuration seen with further edits on top, as far as a quarantine looks at it: their last
   * word on every path. Does not check the edits.
   */
  public static Function<String, @Nullable Object> with(
      Function<String, @Nullable Object> at, List<Edit> edits) {
    Map<String, @Nullable Object> over = new LinkedHashMap<>();
    List<String> removed = new ArrayList<>();
    for (Edit edit : edits) {
      if (edit instanceof Edit.SetWeight set) {
        over.put(REWARDS + set.term() + ".weight", set.weight());
      } else if (edit instanceof Edit.ScaleWeight scale) {
        String path = REWARDS + scale.term() + ".weight";
        Object now = over.containsKey(path) ? over.get(path) : at.apply(path);
        over.put(path, now instanceof Number n ? n.doubleValue() * scale.factor() : now);
      } else if (edit instanceof Edit.SetParam set) {
        over.put(REWARDS + set.term() + ".params." + set.param(), set.value());
      } else if (edit instanceof Edit.AddTerm add) {
        removed.remove(REWARDS + add.term());
        over.put(REWARDS + add.term() + ".weight", add.weight());
      } else if (edit instanceof Edit.RemoveTerm remove) {
        String term = REWARDS + remove.term();
        over.keySet().removeIf(path -> path.startsWith(term + "."));
        removed.add(term);
      } else if (edit instanceof Edit.SetTerrain set) {
        over.put(TERRAINS + set.subTerrain() + "." + set.key(), set.value());
      } else if (edit instanceof Edit.SetConfig set) {
        over.put(set.path(), set.value());
      }
    }
    return path -> {
      if (over.containsKey(path)) {
        return over.get(path);
      }
      boolean gone =
          removed.stream().anyMatch(term -> path.equals(term) || path.startsWith(term + "."));
      return gone ? null : at.apply(path);
    };
  }
}
