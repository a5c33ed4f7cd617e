package dev.trotline.launch.imports;

import dev.trotline.archive.Archive;
import dev.trotline.archive.ExperimentRow;
import dev.trotline.archive.ImportRow;
import dev.trotline.archive.MetricSource;
import dev.trotline.archive.RunRecord;
import dev.trotline.launch.ImportedRun;
import dev.trotline.launch.Preflight;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Author;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Enters adopted runs into the archive and makes their folders in the study. */
final class Adopter {

  private final Study study;
  private final Archive archive;
  private final Preflight preflight;
  private final Expression expression;
  private final Author who;
  private final InstantSource clock;
  private final List<Experiment> made = new ArrayList<>();
  private Numbering numbering;
  private boolean dryRun;

  Adopter(Study study, Archive archive, Simulator simulator, Author who, InstantSource clock) {
    this.study = study;
    this.archive = archive;
    this.preflight = new Preflight(study, simulator);
    this.expression = new Expression(study.config().simulator(), simulator);
    this.who = who;
    this.clock = clock;
    this.numbering = new Numbering(study, archive, List.of());
  }

  /** Where the study's own runs are, which are no imports. */
  Path ownRuns() {
    return study.runs();
  }

  /** Configurations that were new. */
  List<Experiment> made() {
    return List.copyOf(made);
  }

  /**
   * Does what a Trotline that was killed, or a person who deleted too much, has left undone.
   *
   * @return how many runs' folders were written
   */
  int repair(List<ImportRow> rows) {
    for (ExperimentRow row : archive.experiments()) {
      if (row.author().isImport() && !Files.exists(study.experimentFile(row.id()))) {
        StudyFiles.writeExperiment(
            study, StudyFiles.parseExperiment(row.id() + ".yaml", row.yaml()));
      }
    }
    ImportedRun.tidy(study);
    int repaired = 0;
    for (ImportRow row : rows) {
      Optional<RunRecord> run = archive.run(row.run());
      boolean speakable = Importer.place(row.path()) != null;
      if (run.isPresent() && speakable && ImportedRun.materialise(study, run.get(), row)) {
        repaired++;
      }
    }
    return repaired;
  }

  /** Starts to hand out ids. */
  void begin(List<ImportRow> rows, boolean nothingIsWritten) {
    numbering = new Numbering(study, archive, rows);
    dryRun = nothingIsWritten;
  }

  /** Enters a run the study did not have. */
  RunRecord adopt(LogFolder folder, LogReading reading) {
    String config = config(folder, reading);
    Experiment fresh = null;
    ExperimentId experiment = numbering.experiment(config).orElse(null);
    if (experiment == null) {
      fresh = experiment(numbering.newExperiment(config), folder, reading);
      experiment = fresh.id();
      made.add(fresh);
    }
    RunId id = numbering.run(experiment, Numbering.seed(reading.env(), reading.agent()));
    Instant now = now();
    RunRecord run = record(id, reading);
    ImportRow row = row(run, folder, reading, config, now);
    if (!dryRun) {
      Experiment recorded = fresh;
      archive.inTransaction(
          () -> {
            if (recorded != null) {
              record(recorded);
            }
            archive.restore(run);
            write(run, row, reading, "adopted, " + run.state().word());
          });
      if (fresh != null) {
        StudyFiles.writeExperiment(study, fresh);
      }
      ImportedRun.materialise(study, run, row);
    }
    return run;
  }

  /** Corrects what is known of a run that has grown or was moved. */
  RunRecord amend(ImportRow known, LogFolder folder, LogReading reading) {
    RunRecord before = archive.run(known.run()).orElseThrow();
    RunRecord now = record(before.id(), reading);
    RunRecord run =
        new RunRecord(
            before.id(),
            now.state(),
            now.cause(),
            now.note(),
            before.device(),
            before.wave(),
            before.purpose(),
            now.iteration(),
            now.iterationsAsked(),
            before.queuedAt(),
            later(now.startedAt(), before.queuedAt()),
            later(now.endedAt(), before.queuedAt()),
            before.deviceSeconds());
    ImportRow row = row(run, folder, reading, known.config(), known.firstSeen());
    if (!dryRun) {
      archive.inTransaction(
          () -> {
            archive.amendImported(run);
            write(run, row, reading, "read again, " + run.state().word());
          });
      ImportedRun.materialise(study, run, row);
    }
    return run;
  }

  private static Instant later(@Nullable Instant at, Instant earliest) {
    return at == null || at.isBefore(earliest) ? earliest : at;
  }

  private void write(RunRecord run, ImportRow row, LogReading reading, String reason) {
    archive.putImport(row);
    archive.putMetrics(run.id(), MetricSource.LOG, reading.metrics().values());
    archive.decide(who, "import", run.id().toString(), reason, row.path());
  }

  private void record(Experiment experiment) {
    String changeSet = experiment.foreign() == null ? preflight.edits(experiment).hash() : "";
    archive.recordExperiment(experiment, StudyFiles.yaml(experiment), changeSet);
  }

  /** Runs whose settings nobody knows belong together if they lie in one folder. */
  private static String config(LogFolder folder, LogReading reading) {
    Configuration configuration = Configuration.of(reading.env(), reading.agent());
    return reading.env().isEmpty()
        ? Configuration.hash(folder.path().getParent() + "\n" + configuration.hash())
        : configuration.hash();
  }

  private Experiment experiment(ExperimentId id, LogFolder folder, LogReading reading) {
    Expression.Result result =
        reading.env().isEmpty()
            ? Expression.Result.foreign(
                "its folder has no readable env.yaml, so nobody knows what was trained")
            : expression.of(reading.env(), reading.agent());
    String hypothesis =
        "Trained elsewhere"
            + (reading.task() == null ? "" : " as " + reading.task())
            + "; first seen in "
            + folder.path()
            + ".";
    return new Experiment(
        id,
        null,
        who,
        hypothesis,
        result.edits(),
        List.of(),
        0,
        now().truncatedTo(ChronoUnit.SECONDS),
        result.foreign());
  }

  /** It cost this study no device time, whatever it cost elsewhere. */
  private static RunRecord record(RunId id, LogReading reading) {
    LogEnd end = reading.end();
    Instant from = reading.startedAt().truncatedTo(ChronoUnit.MILLIS);
    Instant to = reading.lastWordAt().truncatedTo(ChronoUnit.MILLIS);
    return new RunRecord(
        id,
        end.state(),
        end.cause(),
        end.note(),
        null,
        0,
        RunRecord.IMPORT,
        end.done(),
        end.asked(),
        from,
        from,
        to.isBefore(from) ? from : to,
        0);
  }

  private ImportRow row(
      RunRecord run, LogFolder folder, LogReading reading, String config, Instant firstSeen) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("asked_by", who.toString());
    facts.put("simulator", reading.version().kind());
    facts.put("task", reading.task());
    facts.put(
        "num_envs", reading.env().get("scene") instanceof Map<?, ?> s ? s.get("num_envs") : null);
    facts.put("max_iterations", reading.agent().get("max_iterations"));
    facts.put("config_hash", config);
    facts.put("versions", Map.of("simulator", "unknown", "rsl-rl-lib", "unknown"));
    facts.put("inferred_version", reading.version().text());
    facts.put("resumed", Boolean.TRUE.equals(reading.agent().get("resume")));
    facts.put("problems", reading.problems());
    ImportRow row =
        new ImportRow(
            run.id(),
            folder.path().toString(),
            config,
            folder.bytes(),
            reading.metrics().rule(),
            firstSeen,
            now(),
            folder.known(),
            "");
    return ImportedRun.withManifest(run, facts, row, reading.metrics().values());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
