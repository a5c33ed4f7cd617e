package dev.trotline.diagnose.isolate;

import dev.trotline.study.ExperimentId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an isolation was asked for; fixed when it begins, so that whoever carries it on asks the
 * same.
 *
 * @param kind what is taken apart
 * @param experiment whose failure it is
 * @param run the failed run, or null if none is on record
 * @param symptom the kind of failure that run is recorded with, or null if unknown
 * @param sizes numbers of environments to try in turn until the failure shows
 * @param iterations iterations of every probe
 * @param most probes in all
 * @param patience shortest silence that counts as a hang once a healthy probe is known
 * @param firstSeed the first seed tried, that of the failed run
 * @param configHash the experiment's change set, to notice that its file was changed
 */
public record IsolationSettings(
    Kind kind,
    ExperimentId experiment,
    @Nullable String run,
    @Nullable String symptom,
    List<Integer> sizes,
    int iterations,
    int most,
    Duration patience,
    int firstSeed,
    String configHash) {

  public IsolationSettings {
    sizes = List.copyOf(sizes);
    if (sizes.isEmpty() || iterations < 1 || most < 1) {
      throw new IllegalArgumentException("an isolation needs probes that do something");
    }
  }

  /** Its name, which is also its folder's: {@code exp012-terrain}. */
  public String name() {
    return experiment + "-" + kind.word();
  }

  /** What every document about it begins with. */
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("isolation", name());
    json.put("experiment", experiment.toString());
    json.put("run", run);
    json.put("kind", kind.word());
    return json;
  }
}
