package dev.trotline.cli;

import dev.trotline.analyze.Sample;
import dev.trotline.analyze.SeedScores;
import dev.trotline.analyze.Subject;
import dev.trotline.archive.Archive;
import dev.trotline.archive.MetricSource;
import dev.trotline.archive.RunRecord;
import dev.trotline.diagnose.Diagnosis;
import dev.trotline.diagnose.Diagnostician;
import dev.trotline.diagnose.RunEnd;
import dev.trotline.diagnose.RunFacts;
import dev.trotline.diagnose.signature.Catalogue;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.error.InvalidInputException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.JobStatus;
import dev.trotline.executor.local.LocalExecutor;
import dev.trotline.executor.slurm.SlurmExecutor;
import dev.trotline.judge.Evaluation;
import dev.trotline.judge.Integrity;
import dev.trotline.judge.Judge;
import dev.trotline.judge.JudgeLedger;
import dev.trotline.launch.Dispatcher;
import dev.trotline.launch.Driver;
import dev.trotline.launch.Launcher;
import dev.trotline.launch.Postmortem;
import dev.trotline.launch.Preflight;
import dev.trotline.loop.Candidates;
import dev.trotline.monitor.Settling;
import dev.trotline.monitor.Watch;
import dev.trotline.monitor.WatchListener;
import dev.trotline.process.Host;
import dev.trotline.process.ShortCommand;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of one study, made by hand and on demand. */
final class Services implements AutoCloseable {
  private final Context context;
  private final Study study;
  private final Simulator simulator;
  private @Nullable Archive archive;
  private @Nullable Executor executor;
  private @Nullable ReferenceConfig reference;

  private Services(Context context, Study study) {
    this.context = context;
    this.study = study;
    this.simulator =
        Simulators.of(
            study.config().simulator(), study.root(), context.home(), context.environment());
  }

  /** Opens the study in a directory. */
  static Services open(Context context, Path directory) {
    return new Services(context, StudyFiles.read(directory));
  }

  Study study() {
    return study;
  }

  Instant now() {
    return context.clock().instant();
  }

  Simulator simulator() {
    return simulator;
  }

  ReferenceConfig reference() {
    ReferenceConfig known = reference;
    if (known == null) {
      known = simulator.reference();
      reference = known;
    }
    return known;
  }

  Archive archive() {
    Archive known = archive;
    if (known == null) {
      known = Archive.open(study.archive(), context.clock());
      archive = known;
    }
    return known;
  }

  Executor executor() {
    Executor known = executor;
    if (known == null) {
      known =
          study.config().executor().kind().equals("slurm")
              ? new SlurmExecutor(
                  study, context.home(), context.environment(), context.clock(), System::nanoTime)
              : LocalExecutor.shared(
                  study.config().executor(), context.environment(), context.clock());
      executor = known;
    }
    return known;
  }

  Launcher launcher() {
    return new Launcher(study, archive(), simulator);
  }

  Dispatcher dispatcher() {
    return new Dispatcher(study, archive(), executor(), simulator, postmortem(), context.clock());
  }

  /** All signatures of failures, the study's own first. */
  Catalogue catalogue() {
    return Catalogue.builtIn().withUser(study.root());
  }

  /** Names the cause of a bad end before it is written down for good. */
  private Postmortem postmortem() {
    return (run, folder, suggested, exitCode, artefacts) -> {
      if (suggested == RunState.PREEMPTED) {
        return new Postmortem.End(suggested, "ended_by_signal", "something outside ended it");
      }
      Diagnosis fromLog =
          new Diagnostician(catalogue(), context.clock())
              .runFolder(folder, suggested, exitCode, artefacts);
      Instant now = now();
      Instant ended = executor().status(folder) instanceof JobStatus.Ended end ? end.at() : now;
      Instant from =
          archive().run(run).map(RunRecord::startedAt).orElse(now.minus(Duration.ofDays(1)));
      Diagnosis diagnosis =
          RunFacts.read(
                  new RunEnd(folder, suggested, exitCode, artefacts.complete(), from, ended), now)
              .with(fromLog);
      return diagnosis
          .rootCause()
          .map(
              cause ->
                  new Postmortem.End(
                      diagnosis.state(suggested),
                      cause.cause(),
                      cause.evidence().isEmpty()
                          ? cause.remedy()
                          : cause.evidence().get(0).text().strip()))
          .orElseGet(
              () ->
                  new Postmortem.End(
                      suggested,
                      exitCode == null ? null : "exit_" + exitCode,
                      diagnosis.summary()));
    };
  }

  /** Refuses a machine that cannot train; ends tools that a killed Trotline left behind. */
  void requireReady() {
    ShortCommand.reapOrphans();
    new Preflight(study, simulator).requireReady();
    if (executor() instanceof SlurmExecutor slurm) {
      slurm.requireTemplate();
    }
  }

  /** Takes the study, so that nobody else starts or ends its runs; see {@link Driver#take}. */
  Driver drive(String command) {
    return Driver.take(study, archive(), command);
  }

  Judge judge() {
    return new Judge(simulator, study.config().judge());
  }

  /** What the archive remembers of judgements. */
  JudgeLedger ledger() {
    return new JudgeLedger(study, archive(), simulator);
  }

  /** Judging on request. */
  Evaluation evaluation() {
    return new Evaluation(study, archive(), simulator, judgeDevice());
  }

  /** Whether the judged figures are what the judge said. */
  Integrity integrity() {
    return Integrity.of(study, archive(), simulator);
  }

  /** Where the judge computes: beside the runs, with a share of the cores. */
  Device judgeDevice() {
    int devices = Math.max(1, executor().devices().size());
    return new Device("judge", null, Math.max(1, Host.cores() / devices));
  }

  Watch watch(WatchListener listener) {
    Settling settling = new Settling(study, archive(), simulator, judge(), judgeDevice(), 1);
    return new Watch(
        study, archive(), dispatcher(), executor(), simulator, settling, context.clock(), listener);
  }

  Candidates candidates() {
    return new Candidates(study, archive(), simulator, reference());
  }

  /** An experiment from its file, or the unedited baseline where it has none yet. */
  Experiment experiment(ExperimentId id) {
    if (id.equals(ExperimentId.BASELINE) && !java.nio.file.Files.exists(study.experimentFile(id))) {
      return new Experiment(
          id,
          null,
          dev.trotline.study.Author.system("init"),
          "The unedited starting point.",
          java.util.List.of(),
          java.util.List.of(),
          0,
          context.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    }
    return StudyFiles.readExperiment(study, id);
  }

  EditedConfig config(Experiment experiment) {
    return new Preflight(study, simulator).edits(experiment);
  }

  /** How many environments a run with this configuration trains, or null if only the task knows. */
  @Nullable Integer environments(EditedConfig config) {
    return new Preflight(study, simulator).environments(config);
  }

  /** What of an experiment is quarantined, one warning each; training it is a person's choice. */
  List<String> quarantined(EditedConfig config) {
    return StudyFiles.quarantine(study).heldBy(config::at, environments(config)).stream()
        .map(
            entry ->
                "warning: it holds what is quarantined: "
                    + entry.text()
                    + (entry.why().isBlank() ? "" : ", " + entry.why())
                    + " (quarantine.yaml)")
        .toList();
  }

  /** The judged seeds of an experiment; fresh seeds of a reproduction are left out. */
  Sample sample(ExperimentId id) {
    return scores().sample(id);
  }

  /** A run of the study, to be analysed by itself. */
  Subject subject(RunId id) {
    return logged(id)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    id + " has logged nothing yet",
                    study.root().relativize(study.runFolder(id)).toString(),
                    null,
                    "'trotline status' says what it is doing, 'trotline diagnose " + id + "' why"));
  }

  /** The same; empty if it has no log folder, or none any more. */
  Optional<Subject> logged(RunId id) {
    return simulator
        .logFolder(study.runFolder(id))
        .map(
            log ->
                new Subject(
                    id.toString(),
                    log,
                    archive().metrics(id, MetricSource.JUDGE),
                    simulator.meaning()));
  }

  /** The change set of an experiment against the stock task. */
  Map<String, Object> changes(ExperimentId id) {
    return config(experiment(id)).changes();
  }

  /** The figures runs are ranked by. */
  SeedScores scores() {
    return new SeedScores(archive(), simulator.judges());
  }

  /** The best experiment, as the loop's state has it. */
  Optional<ExperimentId> incumbent() {
    return archive()
        .get(dev.trotline.loop.LoopState.KEY)
        .map(json -> dev.trotline.loop.LoopState.parse(json).incumbent());
  }

  @Override
  public void close() {
    if (archive != null) {
      archive.close();
    }
  }
}
