package dev.trotline.diagnose.isolate;

import dev.trotline.study.Edit;
import java.util.List;
import java.util.Map;

/**
 * What an isolation would do; nothing of it is done.
 *
 * @param settings what would be asked
 * @param factors the experiment taken apart
 */
public record IsolationPlan(IsolationSettings settings, Factors factors) {

  /** For people. */
  public List<String> lines() {
    return List.of(
        settings.name() + ": " + factors.names().size() + " parts: " + parts(),
        "  at most "
            + settings.most()
            + " probes of "
            + settings.iterations()
            + " iterations with "
            + String.join(
                ", then ", settings.sizes().stream().map(size -> size.toString()).toList())
            + " environments, first seed "
            + settings.firstSeed()
            + (settings.symptom() == null
                ? ""
                : ", looking for " + Symptom.text(settings.symptom())));
  }

  private String parts() {
    int last = factors.names().size() - 1;
    return settings.kind() == Kind.ENVS
        ? factors.names().get(0) + " to " + factors.names().get(last) + " environments"
        : String.join(", ", factors.names());
  }

  /** The document of {@code --json}, without its schema key. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = settings.toJson();
    json.put("symptom", settings.symptom());
    json.put("factors", factors.names());
    json.put("edits", factors.edits(factors.space().full()).stream().map(Edit::describe).toList());
    json.put("envs", settings.sizes());
    json.put("iterations", settings.iterations());
    json.put("most_probes", settings.most());
    json.put("first_seed", settings.firstSeed());
    return json;
  }
}
