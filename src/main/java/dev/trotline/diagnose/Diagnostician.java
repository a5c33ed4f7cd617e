package dev.trotline.diagnose;

import dev.trotline.diagnose.series.SeriesDoctor;
import dev.trotline.diagnose.series.SeriesFinding;
import dev.trotline.diagnose.signature.Catalogue;
import dev.trotline.diagnose.signature.Ending;
import dev.trotline.diagnose.signature.Finding;
import dev.trotline.diagnose.signature.LogScan;
import dev.trotline.diagnose.signature.Ranking;
import dev.trotline.diagnose.signature.Reading;
import dev.trotline.error.EnvironmentException;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.process.Writers;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.rslrl.RunArtefacts;
import dev.trotline.study.RunState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out why a run failed, from what it left. */
public final class Diagnostician {

  /** The log of a run inside its folder. */
  public static final String CONSOLE = "console.log";

  /** Where the monitor puts what it saw before it ended a run. */
  public static final String EVIDENCE = "evidence";

  /** A log written to this recently may belong to a run that is still alive. */
  private static final Duration FRESH = Duration.ofMinutes(2);

  private final LogReader reader;
  private final InstantSource clock;

  /** With the signatures that come with Trotline. */
  public Diagnostician(InstantSource clock) {
    this(Catalogue.builtIn(), clock);
  }

  /** With other signatures. */
  public Diagnostician(Catalogue catalogue, InstantSource clock) {
    reader = new LogReader(catalogue);
    this.clock = clock;
  }

  /** Reads one log of any origin. */
  public Diagnosis file(Path log) {
    return file(log, null);
  }

  /**
   * Reads one log of any origin.
   *
   * @param log the file
   * @param exitCode the exit code of its program, or null if unknown
   */
  public Diagnosis file(Path log, @Nullable Integer exitCode) {
    return together(List.of(log), exitCode);
  }

  /**
   * Reads several logs of one run: what one of them says may explain what another shows.
   *
   * @param logs the console first, see {@link RunLogs}
   * @param exitCode the exit code of the run's program, or null if unknown
   */
  public Diagnosis together(List<Path> logs, @Nullable Integer exitCode) {
    return together(logs, exitCode, false);
  }

  private Diagnosis together(List<Path> logs, @Nullable Integer exitCode, boolean complete) {
    Scanned scanned = new Scanned(reader);
    logs.forEach(log -> scanned.add(log, log.toString()));
    boolean growing = exitCode == null && logs.stream().anyMatch(this::growing);
    return diagnosis(scanned, new Ending(null, exitCode, complete, growing));
  }

  /**
   * Reads a stream to its end.
   *
   * @param stream the log; not closed
   * @param name what evidence calls it
   * @param exitCode the exit code of its program, or null if unknown
   */
  public Diagnosis stream(InputStream stream, String name, @Nullable Integer exitCode) {
    Scanned scanned = new Scanned(reader);
    try {
      scanned.add(stream, name);
    } catch (IOException e) {
      throw new EnvironmentException(
          name + " cannot be read: " + e.getMessage(), "give the log as a file", e);
    }
    return diagnosis(scanned, new Ending(null, exitCode, false, false));
  }

  /**
   * Reads the logs of a run that is none of a study: what it printed, and what its artefacts and
   * its exit code say where it left some.
   */
  public Diagnosis foreign(RunLogs logs, @Nullable Integer exitCode) {
    if (logs.files().isEmpty()) {
      return withoutLog(logs.folder());
    }
    boolean complete = RunArtefacts.of(logs.folder(), logs.files().get(0)).complete();
    return together(logs.files(), exitCode, complete);
  }

  /** Event files and checkpoints tell how far a run got, never why it stopped. */
  private static Diagnosis withoutLog(Path folder) {
    Artefacts artefacts = RunArtefacts.of(folder, folder.resolve(CONSOLE));
    long last = EventFolder.scan(folder).series().lastIteration();
    String far =
        "there is no console log here; the event files end at iteration "
            + last
            + (artefacts.iterationsAsked() > 0 ? " of " + artefacts.iterationsAsked() : "");
    boolean complete =
        artefacts.complete()
            || (artefacts.iterationsAsked() > 0 && last + 1 >= artefacts.iterationsAsked());
    return new Diagnosis(
        complete ? Diagnosis.Status.HEALTHY : Diagnosis.Status.UNKNOWN,
        List.of(),
        far + (complete ? ", all that were asked for" : ""),
        List.of());
  }

  /**
   * Reads a run folder: its console log, what the monitor saw, its exit code and the facts of its
   * artefacts.
   *
   * @param folder the run's folder
   * @param state the state the run ended in
   * @param exitCode its exit code, or null if there is none
   * @param artefacts what the simulator says of it, or null if nobody asked
   */
  public Diagnosis runFolder(
      Path folder, RunState state, @Nullable Integer exitCode, @Nullable Artefacts artefacts) {
    boolean complete = artefacts != null && artefacts.complete();
    Scanned scanned = new Scanned(reader);
    for (Path log : logsOf(folder)) {
      scanned.add(log, folder.relativize(log).toString());
    }
    Diagnosis fromLog =
        diagnosis(scanned, new Ending(state, exitCode, complete, !state.isTerminal()));
    if (state != RunState.HUNG) {
      return fromLog;
    }
    boolean started = scanned.finish().progress().iterations() > 0;
    List<Cause> causes = new ArrayList<>(EvidenceFolder.hang(folder, complete, started));
    // Where the stacks were seen, a guess from a log that just stops adds nothing.
    boolean seen = !causes.isEmpty();
    fromLog.causes().stream()
        .filter(cause -> !(seen && cause.category().equals("hang")))
        .forEach(causes::add);
    return new Diagnosis(fromLog.status(), causes, fromLog.summary(), fromLog.tail());
  }

  /**
   * What the curves in a trainer's log folder show and no line of a log says: never fatal, roots
   * before consequences.
   */
  public static List<Cause> learning(Path logFolder) {
    List<Cause> causes = new ArrayList<>();
    for (SeriesFinding finding : SeriesDoctor.examine(logFolder)) {
      List<EvidenceLine> evidence =
          finding.evidence().stream()
              .map(fact -> new EvidenceLine(fact.source(), 0, fact.text()))
              .toList();
      causes.add(
          new Cause(
              finding.cause(),
              finding.category(),
              false,
              finding.confidence(),
              evidence,
              finding.remedy(),
              finding.edits(),
              List.of()));
    }
    return causes;
  }

  private static List<Path> logsOf(Path folder) {
    Path console = folder.resolve(CONSOLE);
    List<Path> logs = new ArrayList<>();
    if (Files.exists(console)) {
      logs.add(console);
    }
    logs.addAll(RunFacts.schedulerLogs(folder));
    return logs;
  }

  /** True if somebody may still write to it: then it has not ended, however it looks. */
  private boolean growing(Path log) {
    try {
      Instant written = Files.getLastModifiedTime(log).toInstant();
      boolean fresh = written.plus(FRESH).isAfter(clock.instant());
      return fresh && Writers.of(log) != Writers.Answer.NOBODY;
    } catch (IOException e) {
      return false;
    }
  }

  private static Diagnosis diagnosis(Scanned scanned, Ending ending) {
    LogScan scan = scanned.finish();
    Reading reading = Ranking.read(scan, ending);
    return new Diagnosis(
        Diagnosis.Status.valueOf(reading.outcome().name()),
        reading.findings().stream().map(finding -> cause(finding, scanned)).toList(),
        reading.summary(),
        scan.tail().stream().map(scanned::quote).toList());
  }

  private static Cause cause(Finding finding, Scanned scanned) {
    return new Cause(
        finding.cause(),
        finding.category(),
        finding.fatal(),
        finding.confidence(),
        finding.evidence().stream().map(scanned::quote).toList(),
        finding.remedy(),
        finding.edits(),
        finding.openEdits(),
        finding.commands());
  }
}
