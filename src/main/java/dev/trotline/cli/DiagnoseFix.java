package dev.trotline.cli;

import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.diagnose.Cause;
import dev.trotline.diagnose.Diagnosis;
import dev.trotline.diagnose.remedy.Patient;
import dev.trotline.diagnose.remedy.Remedies;
import dev.trotline.diagnose.remedy.Remedy;
import dev.trotline.edit.ConfigDiff;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.yaml.DumpedSettings;
import dev.trotline.error.InvalidInputException;
import dev.trotline.launch.Preflight;
import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.StudyFiles;
import java.nio.file.Files;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code diagnose --fix}: the child experiment that mends what a run died of. */
final class DiagnoseFix {

  private final Context context;
  private final Services services;
  private final Author person;
  private final boolean dryRun;

  DiagnoseFix(Context context, Services services, Author person, boolean dryRun) {
    this.context = context;
    this.services = services;
    this.person = person;
    this.dryRun = dryRun;
  }

  /** Writes the child of the run's experiment, or says why there is none to write. */
  Outcome mend(RunId run, Diagnosis diagnosis) {
    Experiment parent = services.experiment(run.experiment());
    parent.requireTrainable();
    Optional<Cause> cause = target(diagnosis);
    if (cause.isEmpty()) {
      String why =
          diagnosis.status() == Diagnosis.Status.HEALTHY
              ? "there is nothing to mend: "
              : "without a cause there is nothing to mend: ";
      return nothing(run, diagnosis, why + diagnosis.summary());
    }
    Remedy remedy = Remedies.of(cause.get(), patient(parent, run));
    if (!remedy.applies()) {
      return nothing(run, diagnosis, "no edit mends " + cause.get().cause() + refused(remedy));
    }
    return child(run, diagnosis, parent, cause.get(), remedy);
  }

  /** The root cause; where nothing is fatal, what kept the policy from learning. */
  private static Optional<Cause> target(Diagnosis diagnosis) {
    return diagnosis
        .rootCause()
        .or(
            () ->
                diagnosis.causes().stream().filter(cause -> !cause.edits().isEmpty()).findFirst());
  }

  private Patient patient(Experiment parent, RunId run) {
    Integer meant = services.environments(services.config(parent));
    return new Patient(
        parent.edits(),
        trainedWith(run).orElse(meant == null ? 0 : meant),
        StudyFiles.quarantine(services.study()),
        edits -> services.config(with(parent, parent.id(), edits, "")));
  }

  /** What the trainer itself wrote down: a probe runs with fewer than its experiment. */
  private Optional<Integer> trainedWith(RunId run) {
    return services
        .simulator()
        .logFolder(services.study().runFolder(run))
        .map(log -> DumpedSettings.read(log, "env.yaml", new ArrayList<>()))
        .map(env -> env.get("scene"))
        .filter(Map.class::isInstance)
        .map(scene -> ((Map<?, ?>) scene).get("num_envs"))
        .filter(Number.class::isInstance)
        .map(number -> ((Number) number).intValue());
  }

  private Experiment with(Experiment parent, ExperimentId id, List<Edit> edits, String why) {
    return new Experiment(
        id,
        parent.id(),
        person,
        why,
        edits,
        List.of(),
        0,
        context.clock().instant().truncatedTo(ChronoUnit.SECONDS));
  }

  private Outcome child(
      RunId run, Diagnosis diagnosis, Experiment parent, Cause cause, Remedy remedy) {
    List<Edit> all = Stream.concat(parent.edits().stream(), remedy.edits().stream()).toList();
    Experiment child = with(parent, services.candidates().nextId(), all, remedy.reason());
    EditedConfig from = services.config(parent);
    EditedConfig to = services.config(child);
    Optional<ExperimentId> known = known(to);
    ExperimentId id = known.orElse(child.id());
    boolean journalled =
        services.archive().decisionsAbout(id.toString()).stream()
            .anyMatch(decision -> decision.kind().equals("fix"));
    if (!dryRun && !journalled && (known.isEmpty() || isRemedy(id))) {
      // Before the file: killed in between, the next call finds no experiment and writes it.
      services
          .archive()
          .decide(person, "fix", id.toString(), remedy.reason(), "diagnosis of " + run);
    }
    if (known.isEmpty() && !dryRun) {
      if (!Files.exists(services.study().experimentFile(parent.id()))) {
        StudyFiles.writeExperiment(services.study(), parent);
      }
      StudyFiles.writeExperiment(services.study(), child);
    }
    List<String> diff = ConfigDiff.of(from, to).stream().map(line -> trained(line, from)).toList();
    List<String> lines = new ArrayList<>(diagnosis.lines());
    lines.add("");
    lines.add(
        known.isPresent()
            ? id + " is that remedy already:"
            : (dryRun ? "a child of " + parent.id() + " would mend " : id + " mends ")
                + cause.cause()
                + ", and differs from "
                + parent.id()
                + " by:");
    diff.forEach(line -> lines.add("  " + line));
    remedy.refused().forEach(line -> lines.add("  not taken: " + line));
    if (!dryRun) {
      lines.add("try it with 'trotline launch " + id + "'");
    }
    String named = dryRun && known.isEmpty() ? null : id.toString();
    boolean written = known.isEmpty() && !dryRun;
    Map<String, Object> fix = fix(run, named, remedy.edits(), remedy.reason(), written);
    fix.put("parent", parent.id().toString());
    fix.put("cause", cause.cause());
    fix.put("diff", diff);
    fix.put("refused", remedy.refused());
    return Outcome.yes(View.of(lines, document(diagnosis, fix)));
  }

  /** The study's own number of environments is no edit: the task's would stand there as before. */
  private String trained(String change, EditedConfig from) {
    String path = Preflight.NUM_ENVS + ": ";
    Integer before = change.startsWith(path) ? services.environments(from) : null;
    return before == null ? change : path + before + change.substring(change.indexOf(" \u2192"));
  }

  private boolean isRemedy(ExperimentId id) {
    return services.experiment(id).hypothesis().startsWith("Mends ");
  }

  /** An experiment of this study that trains the same. */
  private Optional<ExperimentId> known(EditedConfig config) {
    return StudyFiles.experiments(services.study()).stream()
        .filter(other -> other.foreign() == null)
        .filter(other -> trainsTheSame(other, config))
        .map(Experiment::id)
        .findFirst();
  }

  /** An experiment whose file makes no sense trains nothing; it is another command's to refuse. */
  private boolean trainsTheSame(Experiment other, EditedConfig config) {
    try {
      return services.config(other).hash().equals(config.hash());
    } catch (InvalidInputException unsound) {
      return false;
    }
  }

  private Outcome nothing(RunId run, Diagnosis diagnosis, String why) {
    List<String> lines = new ArrayList<>(diagnosis.lines());
    lines.add("");
    lines.add(why);
    Map<String, Object> fix = fix(run, null, List.of(), why, false);
    return Outcome.of(false, View.of(lines, document(diagnosis, fix)));
  }

  private static Map<String, Object> fix(
      RunId run, @Nullable String experiment, List<Edit> edits, String reason, boolean written) {
    Map<String, Object> fix = new LinkedHashMap<>();
    fix.put("run", run.toString());
    fix.put("experiment", experiment);
    fix.put("edits", edits.stream().map(Edit::describe).toList());
    fix.put("reason", reason);
    fix.put("written", written);
    return fix;
  }

  private static String refused(Remedy remedy) {
    return remedy.refused().isEmpty() ? "" : "; " + String.join("; ", remedy.refused());
  }

  private static Map<String, Object> document(Diagnosis diagnosis, Map<String, Object> fix) {
    Map<String, Object> document = Json.document("diagnose");
    document.putAll(diagnosis.toJson());
    document.put("fix", fix);
    return document;
  }
}
