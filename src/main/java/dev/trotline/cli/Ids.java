package dev.trotline.cli;

import dev.trotline.archive.RunRecord;
import dev.trotline.error.InvalidInputException;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.StudyFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

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

  /**
   * Resolves what names runs that have not ended: a run's id, its beginning if no other starts like
   * it, {@code latest}, or an experiment for all of its runs.
   *
   * @throws InvalidInputException if it names nothing, or several runs by accident
   */
  static List<RunRecord> open(Services services, String text) {
    List<RunRecord> all =
        services.archive().runs().stream().filter(run -> !run.isImported()).toList();
    if (text.equals("latest") || RunId.find(text).isPresent()) {
      RunId id = run(services, text);
      return all.stream().filter(run -> run.id().equals(id)).toList();
    }
    List<RunRecord> open = all.stream().filter(run -> !run.state().isTerminal()).toList();
    if (text.equals("best") || text.matches("(exp)?\\d+")) {
      ExperimentId experiment = StudyCommand.resolve(services, text);
      return open.stream().filter(run -> run.id().experiment().equals(experiment)).toList();
    }
    List<RunRecord> found =
        open.stream().filter(run -> run.id().toString().startsWith(text)).toList();
    if (found.size() != 1) {
      throw new InvalidInputException(
          found.isEmpty()
              ? "no run that has not ended begins with '" + text + "'"
              : "'" + text + "' may mean " + names(found),
          null,
          null,
          found.isEmpty() ? "'trotline status' lists the runs" : "write more of the id");
    }
    return found;
  }

  private static String names(List<RunRecord> runs) {
    return runs.stream().map(run -> run.id().toString()).collect(Collectors.joining(", "));
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
