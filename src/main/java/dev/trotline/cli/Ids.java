package dev.trotline.cli;

import dev.trotline.archive.RunRecord;
import dev.trotline.error.InvalidInputException;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.StudyFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The ids a study knows, from files and archive alike. */
final class Ids {
  private Ids() {}

  /** All experiments; the baseline is always among them. */
  static List<ExperimentId> experiments(Services services) {
    TreeSet<ExperimentId> ids = new TreeSet<>();
    ids.add(ExperimentId.BASELINE);
    ids.addAll(StudyFiles.experimentIds(services.study()));
    services.archive().experiments().forEach(row -> ids.add(row.id()));
    return new ArrayList<>(ids);
  }

  /** Resolves a run's id; {@code latest} is the run enqueued last, imports aside. */
  static RunId run(Services services, String text) {
    List<RunRecord> runs =
        services.archive().runs().stream().filter(run -> !run.isImported()).toList();
    if (text.equals("latest")) {
      if (runs.isEmpty()) {
        throw new InvalidInputException(
            "there is no run yet", null, null, "start one with 'trotline launch exp000'");
      }
      return runs.get(runs.size() - 1).id();
    }
    RunId id = RunId.parse(text);
    if (services.archive().run(id).isEmpty()) {
      throw new InvalidInputException(
          "there is no run " + id, null, null, "'trotline status' lists the runs");
    }
    return id;
  }
}
