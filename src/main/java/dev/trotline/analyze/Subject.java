package dev.trotline.analyze;

import dev.trotline.analyze.compare.RunData;
import dev.trotline.metrics.LogMeaning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run to be analysed by itself: of a study, or a log folder of any origin.
 *
 * @param name how it is called
 * @param log its log folder
 * @param judged the judge's metrics, null where a judgement beside the folder may be looked for
 * @param meaning what its log's figures mean
 */
public record Subject(
    String name, Path log, @Nullable Map<String, Double> judged, LogMeaning meaning) {

  /** Every run below some folders. */
  public static List<Subject> below(List<Path> roots, List<String> unreadable) {
    var subjects = new ArrayList<Subject>();
    for (Path root : roots) {
      RunFolders folders = RunFolders.find(root);
      unreadable.addAll(folders.unreadable());
      folders
          .runs()
          .forEach(
              folder ->
                  subjects.add(new Subject(folder.toString(), folder, null, LogMeaning.unknown())));
    }
    return subjects;
  }

  /** Reads what it logged. */
  public RunData read() {
    return RunData.read(log, name, meaning);
  }

  /**
   * Analyses it.
   *
   * @param data what {@link #read} gave
   */
  RunAnalysis analyse(RunData data, CurveSettings settings) {
    Map<String, Double> known = judged;
    return known == null
        ? RunAnalysis.of(data, log, settings)
        : RunAnalysis.of(data, log, known, List.of(), settings);
  }
}
