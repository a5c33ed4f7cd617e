package dev.trotline.diagnose;

import dev.trotline.diagnose.signature.Vocabulary;
import dev.trotline.error.EnvironmentException;
import dev.trotline.process.Disk;
import dev.trotline.study.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What speaks for a cause beside the log: the exit code, the kernel, the disk, cores, and the
 * scheduler's own file in the folder. Best effort, and asked right after the end: memory and disk
 * look different an hour later.
 */
public final class RunFacts {

  /** Less than a checkpoint. */
  private static final long NO_SPACE_MIB = 16;

  /** After this the state of the disk says nothing about a run's end any more. */
  private static final Duration FRESH = Duration.ofMinutes(10);

  /** The kernel's kill and the program's end are moments apart. */
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  private static final Pattern OOM = Pattern.compile("oom_kill[: ]+([1-9]\\d*)");
  private static final Pattern SCHEDULER =
      Pattern.compile("(?:slurm|job|pbs|lsf)[-_.].*\\.(?:out|err|log)|.*\\.[oe]\\d+");

  /** Causes that stand for an end without a word. */
  private static final Set<String> GUESSES =
      Set.of("killed_sigkill", "terminated_by_signal", "training_stalled", "startup_hang");

  private final RunEnd end;
  private final List<Cause> causes = new ArrayList<>();
  private final List<EvidenceLine> notes = new ArrayList<>();

  private RunFacts(RunEnd end) {
    this.end = end;
  }

  /**
   * Looks around.
   *
   * @param end what ended, and when
   * @param now the present time
   */
  public static RunFacts read(RunEnd end, Instant now) {
    return read(end, now, null);
  }

  static RunFacts read(RunEnd end, Instant now, @Nullable KernelLog kernel) {
    var facts = new RunFacts(end);
    if (!end.complete()) {
      facts.memory(kernel);
      facts.disk(now);
      facts.exit();
      facts.cores();
    }
    return facts;
  }

  /** Causes these facts stand for, surest first. */
  public List<Cause> causes() {
    return List.copyOf(causes);
  }

  /** Facts that are no cause by themselves, such as an exit code that lies. */
  public List<EvidenceLine> notes() {
    return List.copyOf(notes);
  }

  /**
   * What the log says and what the facts say, together. A fact stands above what the log only let
   * guess (killed by somebody, no word at all) and below an error the log really holds.
   */
  public Diagnosis with(Diagnosis fromLog) {
    boolean guessed = fromLog.rootCause().map(root -> GUESSES.contains(root.cause())).orElse(true);
    List<Cause> all = new ArrayList<>();
    List<Cause> others =
        fromLog.causes().stream()
            .filter(cause -> causes.stream().noneMatch(c -> c.cause().equals(cause.cause())))
            .toList();
    List<Cause> same =
        causes.stream()
            .map(
                fact ->
                    fromLog.causes().stream()
                        .filter(cause -> cause.cause().equals(fact.cause()))
                        .findFirst()
                        .map(cause -> joined(cause, fact))
                        .orElse(fact))
            .toList();
    boolean known =
        same.stream()
            .anyMatch(c -> fromLog.rootCause().map(r -> r.cause().equals(c.cause())).orElse(false));
    all.addAll(guessed || known ? same : others);
    all.addAll(guessed || known ? others : same);
    String note = notes.isEmpty() ? "" : "; " + notes.get(0).text();
    return new Diagnosis(
        causes.isEmpty() ? fromLog.status() : Diagnosis.Status.FAILED,
        all,
        summary(fromLog, all) + note,
        fromLog.tail());
  }

  /** The log's own sentence, led by what is known now. */
  private String summary(Diagnosis fromLog, List<Cause> all) {
    if (causes.isEmpty() || all.isEmpty()) {
      return fromLog.summary();
    }
    String first = all.get(0).cause();
    return fromLog.summary().contains(first) ? fromLog.summary() : first + "; " + fromLog.summary();
  }

  private static Cause joined(Cause log, Cause fact) {
    List<EvidenceLine> lines = new ArrayList<>(log.evidence());
    lines.addAll(fact.evidence());
    return new Cause(
        log.cause(),
        log.category(),
        true,
        Math.max(log.confidence(), fact.confidence()),
        lines,
        log.remedy(),
        log.edits(),
        log.openEdits(),
        log.commands());
  }

  /** Logs of a scheduler in the folder, for the signatures to read after the console. */
  public static List<Path> schedulerLogs(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> SCHEDULER.matcher(file.getFileName().toString()).matches())
          .sorted()
          .limit(4)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Killed by nobody Trotline knows of: the kernel says whether it was its doing. */
  private void memory(@Nullable KernelLog given) {
    // Without an exit code the end is not known to the second, and others are killed too.
    Integer code = end.exitCode();
    boolean killed = code != null && (code == 137 || code == -9);
    if (!killed || end.state() == RunState.HUNG || end.state() == RunState.CANCELLED) {
      return;
    }
    KernelLog kernel = given == null ? KernelLog.read() : given;
    Instant justBefore = end.to().minus(AT_ONCE);
    Instant earliest = justBefore.isAfter(end.from()) ? justBefore : end.from();
    List<KernelLog.Line> lines =
        kernel.between(earliest, end.to().plus(AT_ONCE)).stream()
            .filter(line -> isPython(line.text()))
            .toList();
    if (!lines.isEmpty()) {
      List<EvidenceLine> evidence =
          lines.stream()
              .limit(3)
              .map(line -> new EvidenceLine("dmesg", 0, line.at() + " " + line.text()))
              .toList();
      add(
          "host_memory_exhausted",
          0.85,
          evidence,
          "The host or the job ran out of memory: fewer environments, fewer runs at a time, or a"
              + " larger memory limit; watch VmRSS for a leak.");
    }
    Matcher oom = OOM.matcher(EvidenceFolder.read(end.folder()).getOrDefault("memory.txt", ""));
    if (lines.isEmpty() && oom.find()) {
      add(
          "host_memory_exhausted",
          0.6,
          List.of(
              new EvidenceLine(
                  "evidence/memory.txt", 0, "the control group's limit was hit: " + oom.group())),
          "The job's memory limit was hit: ask for more, or train with fewer environments.");
    }
  }

  private static boolean isPython(String line) {
    return line.contains("(python") || line.contains("(pt_") || line.contains("(kit");
  }

  private void disk(Instant now) {
    if (end.exitCode() == null || end.to().plus(FRESH).isBefore(now)) {
      return;
    }
    try {
      long free = Disk.freeMiB(end.folder());
      if (free < NO_SPACE_MIB) {
        add(
            "disk_full",
            0.75,
            List.of(new EvidenceLine(".", 0, free + " MiB are free where the run writes")),
            "Free space, or keep fewer checkpoints (agent.save_interval); then resume.");
      }
    } catch (EnvironmentException e) {
      // A file system that does not answer is told by what the run itself ran into.
      return;
    }
  }

  private void exit() {
    Integer code = end.exitCode();
    if (code != null && code == 0) {
      notes.add(
          new EvidenceLine(
              "exit_code",
              0,
              "the exit code is 0, but the training did not reach its end: the code lies, what it"
                  + " left counts"));
    }
  }

  /** A core tells that native code died, whatever the exit code says. */
  private void cores() {
    try (Stream<Path> files = Files.list(end.folder())) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().matches("core(?:\\.\\d+)?"))
          .findFirst()
          .ifPresent(
              core ->
                  add(
                      "simulator_gpu_crash",
                      0.6,
                      List.of(
                          new EvidenceLine(
                              core.getFileName().toString(),
                              0,
                              "native code died and left its memory here")),
                      "Look where it died (gdb python "
                          + core.getFileName()
                          + " -ex bt); try another"
                          + " driver or simulator version."));
    } catch (IOException e) {
      // No folder, no core.
      return;
    }
  }

  private void add(String cause, double confidence, List<EvidenceLine> evidence, String remedy) {
    causes.add(
        new Cause(
            cause,
            Vocabulary.category(cause),
            true,
            confidence,
            evidence,
            remedy,
            List.of(),
            List.of()));
  }
}
