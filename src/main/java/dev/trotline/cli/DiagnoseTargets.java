package dev.trotline.cli;

import dev.trotline.archive.ImportRow;
import dev.trotline.archive.RunRecord;
import dev.trotline.diagnose.Cause;
import dev.trotline.diagnose.Diagnosis;
import dev.trotline.diagnose.Diagnostician;
import dev.trotline.diagnose.EvidenceLine;
import dev.trotline.diagnose.RunEnd;
import dev.trotline.diagnose.RunFacts;
import dev.trotline.diagnose.RunLogs;
import dev.trotline.diagnose.signature.Vocabulary;
import dev.trotline.error.InvalidInputException;
import dev.trotline.executor.JobStatus;
import dev.trotline.launch.Implemented;
import dev.trotline.process.ProcessFacts;
import dev.trotline.simulator.Artefacts;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds what {@code diagnose} is pointed at and reads it: streams, files, folders, runs. */
final class DiagnoseTargets {

  /** The word for standard input. */
  static final String STDIN = "-";

  private final Context context;
  private final Supplier<Services> study;
  private final @Nullable Integer exitCode;
  private final Diagnostician diagnostician;

  /**
   * @param study opens the study, for ids
   * @param exitCode the exit code of what printed the logs, null if unknown
   */
  DiagnoseTargets(
      Context context,
      Supplier<Services> study,
      Diagnostician diagnostician,
      @Nullable Integer exitCode) {
    this.context = context;
    this.study = study;
    this.exitCode = exitCode;
    this.diagnostician = diagnostician;
  }

  /** Diagnoses one word of the command line: one answer, or one for each run it stands for. */
  Map<String, Diagnosis> of(String text) {
    if (text.equals(STDIN)) {
      return Map.of("stdin", diagnostician.stream(context.in(), "stdin", exitCode));
    }
    if (text.isBlank()) {
      throw new InvalidInputException(
          "an argument is empty",
          null,
          null,
          "name a log, a folder or a run; is a variable unset?");
    }
    Path path = context.directory().resolve(text);
    if (Files.isDirectory(path)) {
      return folder(path);
    }
    if (Files.exists(path)) {
      return Map.of(text, diagnostician.file(path, exitCode));
    }
    if (!text.matches("latest|best|exp\\d+(/.*)?|\\d+")) {
      throw new InvalidInputException(
          "there is no file or folder '" + text + "', and it is no id of a run",
          text,
          null,
          "give a log, a folder, '-' for standard input, or a run such as exp012/s1");
    }
    return ids(text);
  }

  /** Diagnoses several files as the logs of one run. */
  Diagnosis together(List<String> texts) {
    List<Path> files = texts.stream().map(context.directory()::resolve).toList();
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new InvalidInputException(
            "'" + file + "' is no file",
            file.toString(),
            "--together",
            "name the log files of one run");
      }
    }
    return diagnostician.together(RunLogs.together(files).files(), exitCode);
  }

  private Map<String, Diagnosis> folder(Path folder) {
    Optional<RunId> own = ownRun(folder);
    if (own.isPresent()) {
      return Map.of(own.get().toString(), run(own.get()));
    }
    Map<String, Diagnosis> found = new LinkedHashMap<>();
    for (RunLogs logs : RunLogs.in(folder)) {
      Optional<RunId> run = ownRun(logs.folder());
      if (run.isPresent()) {
        found.put(run.get().toString(), run(run.get()));
        continue;
      }
      Integer code = exitCode == null ? exitCode(logs.folder()) : exitCode;
      found.put(
          shown(logs.folder()),
          diagnostician.foreign(logs, code).learned(Diagnostician.learning(logs.folder())));
    }
    return found;
  }

  /** A run's folder in the study that is open is more than a folder with logs. */
  private Optional<RunId> ownRun(Path folder) {
    if (!Files.exists(folder.resolve("run.json"))) {
      return Optional.empty();
    }
    Services services;
    try {
      services = study.get();
    } catch (InvalidInputException noStudy) {
      return Optional.empty();
    }
    Study own = services.study();
    Path real = folder.toAbsolutePath().normalize();
    if (!real.startsWith(own.runs())) {
      return Optional.empty();
    }
    return RunId.find(own.runs().relativize(real).toString())
        .filter(id -> services.archive().run(id).isPresent());
  }

  private static @Nullable Integer exitCode(Path folder) {
    return ProcessFacts.inspect(folder) instanceof ProcessFacts.Ended ended
        ? ended.exitCode()
        : null;
  }

  private String shown(Path path) {
    Path base = context.directory().toAbsolutePath().normalize();
    Path full = path.toAbsolutePath().normalize();
    return full.startsWith(base) && !full.equals(base)
        ? base.relativize(full).toString()
        : full.toString();
  }

  private Map<String, Diagnosis> ids(String text) {
    Services services = study.get();
    if (text.equals("latest") || text.contains("/")) {
      RunId id = Ids.run(services, text);
      return Map.of(id.toString(), run(id));
    }
    ExperimentId experiment = StudyCommand.resolve(services, text);
    Map<String, Diagnosis> found = new LinkedHashMap<>();
    for (RunRecord run : services.archive().runs(experiment)) {
      if (run.state() != RunState.QUEUED) {
        found.put(run.id().toString(), run(run.id()));
      }
    }
    if (found.isEmpty()) {
      throw new InvalidInputException(
          experiment + " has no run yet",
          null,
          null,
          "start one with 'trotline launch " + experiment + "'");
    }
    return found;
  }

  /** The run a word names; of an experiment the last one that failed. */
  RunId failed(String text) {
    Services services = study.get();
    Path path = context.directory().resolve(text);
    if (Files.isDirectory(path) && ownRun(path).isPresent()) {
      return ended(services, ownRun(path).get());
    }
    if (text.equals("latest") || text.contains("/")) {
      return ended(services, Ids.run(services, text));
    }
    ExperimentId experiment = StudyCommand.resolve(services, text);
    return services.archive().runs(experiment).stream()
        .filter(run -> run.state().isTerminal() && run.state() != RunState.FINISHED)
        .map(RunRecord::id)
        .reduce((first, second) -> second)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "no run of " + experiment + " has failed",
                    null,
                    null,
                    "'trotline status' lists the runs and their states"));
  }

  private static RunId ended(Services services, RunId id) {
    RunState state = services.archive().run(id).orElseThrow().state();
    if (!state.isTerminal()) {
      throw new InvalidInputException(
          id + " is still " + state.word() + ", so there is nothing to mend yet",
          null,
          "--fix",
          "wait for its end, or look at it with 'trotline diagnose " + id + "'");
    }
    return id;
  }

  /** Diagnoses a run of the study. */
  Diagnosis run(RunId id) {
    Services services = study.get();
    RunRecord run = services.archive().run(id).orElseThrow();
    if (run.isImported()) {
      return imported(services, id);
    }
    Path folder = services.study().runFolder(id);
    Artefacts artefacts = services.simulator().artefacts(folder);
    Integer code =
        services.executor().status(folder) instanceof JobStatus.Ended ended
            ? ended.exitCode()
            : null;
    Diagnosis diagnosis =
        decided(run).orElseGet(() -> diagnostician.runFolder(folder, run.state(), code, artefacts));
    if (run.state().isTerminal()) {
      diagnosis = facts(run, folder, code, artefacts).with(diagnosis);
    }
    if (!run.state().isTerminal() && diagnosis.rootCause().isEmpty()) {
      diagnosis = alive(run, diagnosis);
    }
    Path log = artefacts.logFolder();
    return log == null ? diagnosis : diagnosis.learned(Diagnostician.learning(log));
  }

  /** What lives is no riddle: guesses at how its log ends are left out. */
  private static Diagnosis alive(RunRecord run, Diagnosis diagnosis) {
    String far =
        run.id()
            + " is "
            + run.state().word()
            + (run.iterationsAsked() > 0
                ? ", iteration " + run.iteration() + " of " + run.iterationsAsked()
                : "")
            + "; its log shows nothing wrong so far";
    return new Diagnosis(
        diagnosis.status(),
        diagnosis.causes().stream().filter(cause -> cause.confidence() >= 0.5).toList(),
        far,
        diagnosis.tail());
  }

  private RunFacts facts(RunRecord run, Path folder, @Nullable Integer code, Artefacts artefacts) {
    Instant now = context.clock().instant();
    Instant from = run.startedAt() == null ? run.queuedAt() : run.startedAt();
    Instant to = run.endedAt() == null ? now : run.endedAt();
    boolean complete = artefacts.complete() || run.state() == RunState.FINISHED;
    return RunFacts.read(new RunEnd(folder, run.state(), code, complete, from, to), now);
  }

  private Diagnosis imported(Services services, RunId id) {
    for (ImportRow row : services.archive().imports()) {
      if (row.run().equals(id)) {
        Path folder = services.study().root().resolve(row.path());
        List<RunLogs> logs = RunLogs.in(folder);
        return diagnostician.foreign(logs.get(0), exitCode).learned(Diagnostician.learning(folder));
      }
    }
    throw new InvalidInputException(
        "nobody knows any more where " + id + " lies", null, null, "import its folder again");
  }

  /** What a run that finished all the same had to put up with, such as a hang on closing down. */
  private static List<Cause> outlived(RunRecord run, String note) {
    String cause = run.cause();
    if (cause == null || !Vocabulary.causes().contains(cause)) {
      return List.of();
    }
    return List.of(
        new Cause(
            cause,
            Vocabulary.category(cause),
            false,
            1,
            List.of(new EvidenceLine("archive.db", 0, note)),
            "None needed for this run: its results are whole.",
            List.of(),
            List.of()));
  }

  /** What the log cannot tell better than the archive does. */
  private static Optional<Diagnosis> decided(RunRecord run) {
    String note = run.note() == null ? "" : run.note();
    if (run.state() == RunState.FINISHED) {
      String summary = run.id() + " has finished" + (note.isEmpty() ? "" : ": " + note);
      return Optional.of(
          new Diagnosis(Diagnosis.Status.HEALTHY, outlived(run, note), summary, List.of()));
    }
    if (!Implemented.CAUSE.equals(run.cause())) {
      return Optional.empty();
    }
    Cause cause =
        new Cause(
            Implemented.CAUSE,
            "config",
            true,
            1,
            List.of(new EvidenceLine("params/env.yaml", 0, note)),
            "the simulator did not take the edit: look the key up in its own dump (params/env.yaml)",
            List.of(),
            List.of());
    return Optional.of(
        new Diagnosis(Diagnosis.Status.FAILED, List.of(cause), run.id() + " " + note, List.of()));
  }
}
