package dev.trotline.judge;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Change;
import dev.trotline.archive.MetricSource;
import dev.trotline.simulator.Artefacts;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** A study on disk with finished runs and a judge made of shell. */
final class JudgedStudy implements AutoCloseable {
  final Path code;
  final Study study;
  final FakeJudge simulator;
  final Archive archive;
  final Judge judge;
  final JudgeLedger ledger;

  JudgedStudy(Path folder, int envs) throws IOException {
    code = Files.writeString(folder.resolve("judge.py"), "judge = 1\n");
    study = FakeJudge.study(folder.resolve("study"), envs);
    Files.createDirectories(study.root());
    simulator = new FakeJudge(code);
    archive = Archive.open(study.archive(), () -> Instant.parse("2026-11-20T22:00:00Z"));
    judge = new Judge(simulator, study.config().judge());
    ledger = new JudgeLedger(study, archive, simulator);
  }

  static RunId run(int experiment, int seed) {
    return RunId.of(new ExperimentId(experiment), seed);
  }

  /** A finished training with a checkpoint of its own. */
  RunId finished(int experiment, int seed) throws IOException {
    RunId id = run(experiment, seed);
    archive.enqueue(id, 0, "baseline");
    archive.claim(id, "cpu0");
    archive.transition(id, RunState.STARTING, RunState.FINISHED, Change.none());
    Path log = study.runFolder(id).resolve("logs/rsl_rl/flat/2026-11-20_22-00-00_" + id.leaf());
    Files.createDirectories(log.resolve("params"));
    Files.writeString(log.resolve("params/agent.yaml"), "max_iterations: 10\n");
    checkpoint(id, 9);
    return id;
  }

  /** Writes a checkpoint as the pretended training does. */
  Path checkpoint(RunId id, int iteration) throws IOException {
    Path log = simulator.logFolder(study.runFolder(id)).orElseThrow();
    return Files.writeString(
        log.resolve("model_" + iteration + ".pt"), "TROTLINE-FAKE\n{\"run\": \"" + id + "\"}\n");
  }

  Path document(RunId id) {
    Path folder = study.runFolder(id);
    return folder.resolve(
        judge.document(
            folder,
            Objects.requireNonNull(simulator.artefacts(folder).finalCheckpoint(), "checkpoint")));
  }

  /** Judges a run's final checkpoint unless that was done and recorded before. */
  Judgement judge(RunId id) {
    Path folder = study.runFolder(id);
    Artefacts artefacts = simulator.artefacts(folder);
    Path checkpoint = Objects.requireNonNull(artefacts.finalCheckpoint(), "checkpoint");
    Path log = Objects.requireNonNull(artefacts.logFolder(), "log");
    return judge.evaluate(
        folder, log, checkpoint, FakeJudge.DEVICE, ledger.recorded(id, judge, checkpoint));
  }

  /** Judges and records. */
  Judgement settle(RunId id) {
    Judgement judgement = judge(id);
    ledger.record(id, judgement, true);
    return judgement;
  }

  Map<String, Double> figures(RunId id) {
    return archive.metrics(id, MetricSource.JUDGE);
  }

  @Override
  public void close() {
    archive.close();
  }
}
