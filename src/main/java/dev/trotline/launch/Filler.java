package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.executor.Executor;
import dev.trotline.executor.Turn;
import dev.trotline.executor.TurnRequest;
import dev.trotline.simulator.Device;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts queued runs on free devices: those of the highest priority first, of equals the oldest. */
final class Filler {

  private static final Set<RunState> QUEUED = EnumSet.of(RunState.QUEUED);

  private final Study study;
  private final Archive archive;
  private final Executor executor;
  private final Starter starter;
  private final Preflight preflight;
  private final StudyMarker marker;
  private final MachineNote note;
  private StartGate gate = StartGate.OPEN;

  Filler(
      Study study,
      Archive archive,
      Executor executor,
      Starter starter,
      Preflight preflight,
      InstantSource clock) {
    this.study = study;
    this.archive = archive;
    this.executor = executor;
    this.starter = starter;
    this.preflight = preflight;
    this.marker = StudyMarker.of(study);
    this.note = new MachineNote(archive, clock);
  }

  /**
   * Starts what can be started.
   *
   * @param live the runs that hold a device by the archive
   */
  void fill(List<RunRecord> live, TickLog log) {
    List<RunRecord> queue = admitted(log);
    if (queue.isEmpty()) {
      executor.rest(marker.prefix());
      return;
    }
    Set<String> taken =
        live.stream()
            .map(RunRecord::device)
            .filter(Objects::nonNull)
            .collect(Collectors.toUnmodifiableSet());
    // Asked each time, so that what is known of the GPUs is fresh when one falls free.
    List<Device> devices = executor.devices();
    boolean full = !devices.isEmpty() && taken.size() >= devices.size();
    if (full || !mayStart(log)) {
      executor.rest(marker.prefix());
      return;
    }
    TurnRequest request = new TurnRequest(marker.prefix(), study.root(), taken, queue.size());
    try (Turn turn = executor.turn(request)) {
      turn.problems().forEach(log::problem);
      note.keep(turn);
      if (start(turn.devices(), queue, log)) {
        return;
      }
    }
    // What cannot start for now must not keep others from starting.
    executor.rest(marker.prefix());
  }

  /** From now on only what passes is started. */
  void admit(StartGate newGate) {
    this.gate = newGate;
  }

  private List<RunRecord> admitted(TickLog log) {
    List<RunRecord> admitted = new ArrayList<>();
    for (RunRecord run : archive.runsIn(QUEUED)) {
      gate.refuse(run).ifPresentOrElse(log::problem, () -> admitted.add(run));
    }
    return admitted;
  }

  /** False if something is wrong that concerns all runs. */
  private boolean start(List<Device> devices, List<RunRecord> queue, TickLog log) {
    Iterator<RunRecord> next =
        queue.stream().sorted(Comparator.comparingInt(RunRecord::priority).reversed()).iterator();
    for (Device device : devices) {
      boolean taken = false;
      while (!taken && next.hasNext()) {
        Starter.Attempt attempt = starter.start(next.next(), device, log);
        if (attempt == Starter.Attempt.GIVE_UP) {
          return false;
        }
        taken = attempt == Starter.Attempt.STARTED;
      }
    }
    return true;
  }

  private boolean mayStart(TickLog log) {
    if (preflight.halted()) {
      log.problem("the file HALT is there, so nothing new is started");
      return false;
    }
    List<String> problems = preflight.problems();
    problems.forEach(log::problem);
    return problems.isEmpty();
  }
}
