package dev.trotline.analyze.hack;

import dev.trotline.launch.ValueMatch;
import dev.trotline.metrics.ScalarSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The edit changed nothing: it is not in the trainer's dump, it concerns a term of weight zero, its
 * term never paid anything, or the training went as the reference's did, bit by bit.
 */
final class NotApplied {

  static final String NAME = "not_applied";

  private static final String REWARDS = "env.rewards.";

  private NotApplied() {}

  private static Flag flag(
      RunEvidence run, boolean blocks, double confidence, List<Evidence> evidence, String meaning) {
    return new Flag(
        NAME,
        blocks,
        confidence,
        List.of(run.name()),
        evidence,
        meaning,
        "do not credit the edit with anything; check the name and the weight of what it changes,"
            + " and try again");
  }

  /** What was asked against what the trainer dumped and logged. */
  static final class Asked implements Detector.OfRun {

    /** A term whose weight is not zero and that is exactly zero for this long is dead. */
    private static final int LONG_ENOUGH = 50;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      TaskFacts task = TaskFacts.of(run);
      var missing = new ArrayList<Evidence>();
      var idle = new ArrayList<Evidence>();
      var dead = new ArrayList<Evidence>();
      int live = 0;
      for (var entry : input.asked().entrySet()) {
        String path = entry.getKey();
        Object asked = entry.getValue();
        if (differs(task, path, asked)) {
          missing.add(
              Evidence.statement(
                  "asked " + asked + ", trained with " + task.at(path).orElseThrow().value(),
                  path));
        } else if (isIdle(task, path, input)) {
          idle.add(new Evidence("weight of the edited term", 0, 0, path));
        } else if (isDead(run, task, path)) {
          dead.add(new Evidence("all the edited term ever paid", 0, 0, path));
        } else {
          live++;
        }
      }
      if (!missing.isEmpty()) {
        return Optional.of(
            flag(run, true, 1, missing, "The run trained something else than was asked."));
      }
      if (!idle.isEmpty()) {
        return Optional.of(
            flag(
                run,
                live == 0 && dead.isEmpty(),
                0.9,
                idle,
                "The edit concerns a term whose weight is zero, so it changed nothing."));
      }
      if (!dead.isEmpty()) {
        return Optional.of(
            flag(run, false, 0.7, dead, "The edited term never paid anything in this training."));
      }
      return Optional.empty();
    }

    private static boolean differs(TaskFacts task, String path, @Nullable Object asked) {
      String key = path.substring(path.lastIndexOf('.') + 1);
      return task.at(path)
          .filter(found -> !ValueMatch.agree(key, asked, found.value()))
          .isPresent();
    }

    /** A parameter of a term that is switched off, and was not switched off by the same edits. */
    private static boolean isIdle(TaskFacts task, String path, HackInput input) {
      if (!path.startsWith(REWARDS) || !path.contains(".params")) {
        return false;
      }
      String term = term(path);
      return !input.asked().containsKey(REWARDS + term + ".weight")
          && task.weight(term).orElse(Double.NaN) == 0;
    }

    /**
     * Zero throughout, although its weight is not. Only of terms that are paid: a penalty nobody
     * ever incurs is a good one.
     */
    private static boolean isDead(RunEvidence run, TaskFacts task, String path) {
      if (!path.startsWith(REWARDS)) {
        return false;
      }
      String term = term(path);
      ScalarSeries paid = run.series().group("Episode_Reward/").get(term);
      return task.weight(term).orElse(0) > 0
          && paid != null
          && paid.size() >= LONG_ENOUGH
          && Arrays.stream(paid.values()).allMatch(v -> v == 0);
    }

    private static String term(String path) {
      return path.substring(REWARDS.length()).replaceFirst("\\..*", "");
    }
  }

  /** The same curves as the reference's of the same seed. */
  static final class Duplicate implements Detector.OfRun {

    private static final List<String> TAGS =
        List.of("Train/mean_reward", "Loss/value_function", "Loss/surrogate");

    private static final int FEWEST = 10;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      if (input.asked().isEmpty() || run.seed() < 0) {
        return Optional.empty();
      }
      for (RunEvidence other : input.reference()) {
        if (other.seed() == run.seed() && !other.name().equals(run.name()) && same(run, other)) {
          return Optional.of(
              flag(
                  run,
                  true,
                  1,
                  List.of(
                      Evidence.statement(
                          "losses and rewards equal those of " + other.name() + " in every digit",
                          String.join(", ", TAGS))),
                  "It trained exactly what the reference trained: the edit had no effect."));
        }
      }
      return Optional.empty();
    }

    private static boolean same(RunEvidence run, RunEvidence other) {
      int compared = 0;
      for (String tag : TAGS) {
        ScalarSeries one = run.series().find(tag).orElse(null);
        ScalarSeries two = other.series().find(tag).orElse(null);
        if (one == null || two == null) {
          continue;
        }
        if (one.size() < FEWEST || !Arrays.equals(one.values(), two.values())) {
          return false;
        }
        compared++;
      }
      return compared > 0;
    }
  }
}
