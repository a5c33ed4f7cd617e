package dev.trotline.monitor;

import dev.trotline.archive.Archive;
import dev.trotline.archive.JudgementRow;
import dev.trotline.archive.MetricSource;
import dev.trotline.archive.RunRecord;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.TrotlineException;
import dev.trotline.judge.Judge;
import dev.trotline.judge.JudgeLedger;
import dev.trotline.judge.Judgement;
import dev.trotline.metrics.LogMetrics;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Author;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Gives every finished run its figures: the judge's and those of its own log. Judging happens on
 * threads of its own; all that touches the archive happens in {@link #poll}. A judgement that
 * failed twice is given up and said so.
 */
public final class Settling implements AutoCloseable {
  private static final int TRIES = 2;

  private final Study study;
  private final Archive archive;
  private final Simulator simulator;
  private final Judge judge;
  private final JudgeLedger ledger;
  private final Device device;
  private final ExecutorService pool;
  private final Map<RunId, Future<Judgement>> running = new LinkedHashMap<>();
  private final Map<RunId, Integer> failures = new HashMap<>();
  private final Set<RunId> settled = new HashSet<>();

  /**
   * @param study the study
   * @param archive receives the figures
   * @param simulator reads what runs left
   * @param judge judges checkpoints
   * @param device where the judge computes
   * @param parallel judgements at a time
   */
  public Settling(
      Study study, Archive archive, Simulator simulator, Judge judge, Device device, int parallel) {
    this.study = study;
    this.archive = archive;
    this.simulator = simulator;
    this.judge = judge;
    this.ledger = new JudgeLedger(study, archive, simulator);
    this.device = device;
    this.pool =
        Executors.newFixedThreadPool(
            parallel,
            task -> {
              Thread thread = new Thread(task, "judge");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts what is due and takes in what is done. */
  void poll(WatchListener listener) {
    for (RunRecord run : archive.runsIn(EnumSet.of(RunState.FINISHED))) {
      if (!running.containsKey(run.id()) && isOpen(run)) {
        begin(run, listener);
      }
    }
    for (RunId id : Set.copyOf(running.keySet())) {
      if (running.get(id).isDone()) {
        take(archive.run(id).orElseThrow(), running.remove(id), listener);
      }
    }
  }

  private void begin(RunRecord run, WatchListener listener) {
    if (!simulator.judges()) {
      settleByLog(run, listener);
      return;
    }
    Path folder = study.runFolder(run.id());
    Artefacts artefacts = simulator.artefacts(folder);
    Path log = artefacts.logFolder();
    Path checkpoint = artefacts.finalCheckpoint();
    if (log == null || checkpoint == null) {
      giveUp(run, "it left no readable checkpoint", listener);
      return;
    }
    @Nullable JudgementRow recorded = ledger.recorded(run.id(), judge, checkpoint);
    running.put(
        run.id(), pool.submit(() -> judge.evaluate(folder, log, checkpoint, device, recorded)));
  }

  /** Where there is no judge, the normalised log is all there is to rank by. */
  private void settleByLog(RunRecord run, WatchListener listener) {
    Map<String, Double> log = logMetrics(run.id());
    if (log.isEmpty()) {
      giveUp(run, "its event file holds nothing to rank it by", listener);
      return;
    }
    archive.putMetrics(run.id(), MetricSource.LOG, log);
    settled.add(run.id());
    listener.judged(run);
  }

  private void take(RunRecord run, Future<Judgement> future, WatchListener listener) {
    try {
      Judgement judgement = future.get();
      Map<String, Double> log = logMetrics(run.id());
      archive.inTransaction(
          () -> {
            ledger.record(run.id(), judgement, true);
            archive.putMetrics(run.id(), MetricSource.LOG, log);
          });
      settled.add(run.id());
      listener.judged(run);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (failures.merge(run.id(), 1, Integer::sum) >= TRIES) {
        giveUp(run, String.valueOf(cause.getMessage()), listener);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new dev.trotline.error.StoppedException(
          "interrupted while judging " + run.id(), "the same command carries on", e);
    }
  }

  private void giveUp(RunRecord run, String message, WatchListener listener) {
    archive.decide(Author.system("judge"), JudgeLedger.GIVEN_UP, run.id().toString(), message, "");
    settled.add(run.id());
    listener.judgeFailed(run, message);
  }

  /** Imported runs have their figures already, or never get any. */
  private boolean isOpen(RunRecord run) {
    RunId id = run.id();
    if (run.isImported() || settled.contains(id)) {
      return false;
    }
    boolean done =
        !archive.metrics(id, simulator.judges() ? MetricSource.JUDGE : MetricSource.LOG).isEmpty()
            || archive.decisionsAbout(id.toString()).stream()
                .anyMatch(d -> d.kind().equals(JudgeLedger.GIVEN_UP));
    if (done) {
      settled.add(id);
    }
    return !done;
  }

  private Map<String, Double> logMetrics(RunId id) {
    try {
      Path log = simulator.logFolder(study.runFolder(id)).orElse(null);
      if (log == null) {
        return Map.of();
      }
      return LogMetrics.of(
              EventFolder.read(log),
              config(log, "env.yaml"),
              config(log, "agent.yaml"),
              simulator.meaning())
          .values();
    } catch (TrotlineException e) {
      // The log's figures are a courtesy beside the judge's; a torn event file must not undo a
      // judgement.
      return Map.of();
    }
  }

  private static Map<String, Object> config(Path log, String name) {
    Path file = log.resolve("params").resolve(name);
    return Files.exists(file) ? TaggedYaml.load(file) : Map.of();
  }

  /** True while a finished run waits for its judgement. */
  boolean busy() {
    return !running.isEmpty()
        || archive.runsIn(EnumSet.of(RunState.FINISHED)).stream().anyMatch(this::isOpen);
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
