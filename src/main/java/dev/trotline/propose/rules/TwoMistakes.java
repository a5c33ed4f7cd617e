package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import dev.trotline.propose.guard.Guard;
import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two strong suspects may both be guilty; then neither cure helps alone. Joins the best cures of
 * different screws into one experiment. What each did alone is no argument against the pair.
 */
final class TwoMistakes {

  /** Priority from which a suspect is strong. */
  private static final double STRONG = 0.6;

  /** What a pair loses against its weaker half: one cure at a time is easier to believe. */
  private static final double PAIR = 0.9;

  private TwoMistakes() {}

  /** Pairs of the three best ideas; none where there are no two strong ones. */
  static List<Proposal> join(List<Proposal> ideas) {
    List<Proposal> strong = new ArrayList<>();
    ideas.stream()
        .filter(idea -> idea.priority() >= STRONG)
        .sorted(Comparator.comparingDouble((Proposal idea) -> -idea.priority()))
        .filter(idea -> strong.stream().noneMatch(other -> overlap(idea, other)))
        .limit(3)
        .forEach(strong::add);
    List<Proposal> pairs = new ArrayList<>();
    for (int i = 0; i < strong.size(); i++) {
      for (int j = i + 1; j < strong.size(); j++) {
        pairs.add(pair(strong.get(i), strong.get(j)));
      }
    }
    return pairs;
  }

  private static boolean overlap(Proposal a, Proposal b) {
    List<String> paths = a.edits().stream().map(Guard::path).toList();
    return b.edits().stream().map(Guard::path).anyMatch(paths::contains);
  }

  private static Proposal pair(Proposal first, Proposal second) {
    List<Edit> edits = Stream.concat(first.edits().stream(), second.edits().stream()).toList();
    List<String> evidence =
        Stream.concat(first.evidence().stream(), second.evidence().stream()).distinct().toList();
    return new Proposal(
        Author.rule("two_mistakes"),
        edits,
        "Two things look wrong at once; cured one at a time, neither may show. "
            + first.hypothesis(),
        first.predictions(),
        evidence,
        PAIR * Math.min(first.priority(), second.priority()));
  }
}
