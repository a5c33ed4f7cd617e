package dev.trotline.propose;

import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An experiment that exists already, so that nothing is proposed twice and failures are remembered.
 *
 * @param changeSet hash of its canonical change set
 * @param author who proposed it
 * @param edits all its edits, in order
 * @param verdict what the gate said, or null while it is open
 */
public record Tried(String changeSet, Author author, List<Edit> edits, @Nullable Verdict verdict) {

  public Tried {
    edits = List.copyOf(edits);
  }
}
