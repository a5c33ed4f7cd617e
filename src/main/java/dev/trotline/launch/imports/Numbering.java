package dev.trotline.launch.imports;

import dev.trotline.archive.Archive;
import dev.trotline.archive.ImportRow;
import dev.trotline.archive.RunRecord;
import dev.trotline.launch.ExperimentIds;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hands out the ids of adopted runs and of their experiments. */
final class Numbering {

  private static final int LARGEST_SEED = 999_999_999;

  private final Study study;
  private final Archive archive;
  private final Map<String, ExperimentId> byConfig = new HashMap<>();
  private final Map<ExperimentId, Set<RunId>> taken = new HashMap<>();
  private final Map<RunId, RunId> newest = new HashMap<>();
  private @Nullable ExperimentId next;

  Numbering(Study study, Archive archive, List<ImportRow> rows) {
    this.study = study;
    this.archive = archive;
    rows.forEach(row -> byConfig.putIfAbsent(row.config(), row.run().experiment()));
  }

  /** The experiment of a configuration that was seen before. */
  Optional<ExperimentId> experiment(String config) {
    return Optional.ofNullable(byConfig.get(config));
  }

  /** A number for a configuration that was not. */
  ExperimentId newExperiment(String config) {
    ExperimentId id = next == null ? ExperimentIds.next(study, archive) : next;
    next = id.next();
    byConfig.put(config, id);
    return id;
  }

  /** The first free run of a seed. */
  RunId run(ExperimentId experiment, int seed) {
    Set<RunId> used =
        taken.computeIfAbsent(
            experiment,
            id -> {
              Set<RunId> ids = new HashSet<>();
              archive.runs(id).stream().map(RunRecord::id).forEach(ids::add);
              return ids;
            });
    RunId first = RunId.of(experiment, seed);
    RunId id = newest.containsKey(first) ? newest.get(first).again() : first;
    while (!used.add(id)) {
      id = id.again();
    }
    newest.put(first, id);
    return id;
  }

  /** The seed of a training by its settings; 0 if they do not say or it is none of ours. */
  static int seed(Map<String, Object> env, Map<String, Object> agent) {
    for (Object seed : new Object[] {agent.get("seed"), env.get("seed")}) {
      if (seed instanceof Long number && number >= 0 && number <= LARGEST_SEED) {
        return number.intValue();
      }
    }
    return 0;
  }
}
