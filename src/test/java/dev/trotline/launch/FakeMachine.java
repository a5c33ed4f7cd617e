package dev.trotline.launch;

import dev.trotline.error.RefusedException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.Job;
import dev.trotline.executor.JobStatus;
import dev.trotline.executor.KillReport;
import dev.trotline.simulator.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A machine in memory that keeps the executor's contract and goes on when Trotline dies: programs,
 * supervisors that claim folders late or never, children left behind.
 */
final class FakeMachine implements Executor {

  /** What becomes of a supervisor whose Trotline dies before it has claimed its folder. */
  enum LateSupervisor {
    /** It dies, too. */
    DIES,
    /** It claims a moment later; until then its marker can be seen. */
    CLAIMS,
    /** It claims a moment later and could not be seen before that. */
    CLAIMS_UNSEEN
  }

  /** What a program does after its iterations. */
  enum Ending {
    FINISHES,
    CRASHES,
    CRASHES_LEAVING_A_CHILD,
    VANISHES,
    TERMINATED,
    HANGS
  }

  static final int ITERATIONS = 3;

  private final Mortality mortality;
  private final LateSupervisor lateSupervisor;
  private final Map<String, Ending> endings = new HashMap<>();
  private final Map<Path, Program> programs = new LinkedHashMap<>();
  private final List<Job> unclaimed = new ArrayList<>();
  private final Map<String, Integer> starts = new HashMap<>();
  private final List<String> children = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-20T22:00:00Z");
  int devices = 2;

  private static final class Program {
    final String marker;
    final Instant since;
    int iterations;
    boolean alive = true;
    @Nullable Integer exitCode;
    @Nullable Instant endedAt;

    Program(String marker, Instant since) {
      this.marker = marker;
      this.since = since;
    }
  }

  FakeMachine(Mortality mortality, LateSupervisor lateSupervisor) {
    this.mortality = mortality;
    this.lateSupervisor = lateSupervisor;
  }

  /** Trotline's clock: every look at it is an instant at which Trotline may die. */
  InstantSource clock() {
    return () -> {
      mortality.step();
      return now;
    };
  }

  void ending(String runId, Ending ending) {
    endings.put(runId, ending);
  }

  /** A second passes for all programs. */
  void advance() {
    now = now.plusSeconds(1);
    List.copyOf(unclaimed).forEach(this::claim);
    unclaimed.clear();
    programs.values().forEach(this::run);
  }

  private void run(Program program) {
    if (!program.alive) {
      return;
    }
    Ending ending = endings.getOrDefault(name(program.marker), Ending.FINISHES);
    boolean early = ending != Ending.FINISHES && program.iterations == 1;
    if (program.iterations < ITERATIONS && !early) {
      program.iterations++;
      return;
    }
    switch (ending) {
      case FINISHES -> end(program, 0);
      case CRASHES -> end(program, 1);
      case CRASHES_LEAVING_A_CHILD -> {
        children.add(program.marker);
        end(program, 1);
      }
      case TERMINATED -> end(program, 143);
      case VANISHES -> program.alive = false;
      case HANGS -> program.iterations = 1;
    }
  }

  private void end(Program program, int code) {
    program.alive = false;
    program.exitCode = code;
    program.endedAt = now;
  }

  private void claim(Job job) {
    if (!programs.containsKey(job.folder())) {
      programs.put(job.folder(), new Program(job.marker(), now));
      starts.merge(name(job.marker()), 1, Integer::sum);
    }
  }

  private static String name(String marker) {
    return marker.substring(marker.indexOf(':') + 1);
  }

  /** How often the program of a run was started. */
  int starts(String runId) {
    return starts.getOrDefault(runId, 0);
  }

  /** True while a supervisor exists that has not claimed its folder. */
  boolean isHalfStarted() {
    return !unclaimed.isEmpty();
  }

  /** Markers of everything alive. */
  List<String> alive() {
    List<String> markers = new ArrayList<>(children);
    programs.values().stream().filter(p -> p.alive).forEach(p -> markers.add(p.marker));
    unclaimed.forEach(job -> markers.add(job.marker()));
    return markers;
  }

  int iterations(Path folder) {
    Program program = programs.get(folder);
    return program == null ? 0 : program.iterations;
  }

  boolean complete(Path folder) {
    Program program = programs.get(folder);
    return program != null && program.iterations == ITERATIONS;
  }

  /** A process of a run nobody knows of. */
  void stray(String marker) {
    children.add(marker);
  }

  @Override
  public List<Device> devices() {
    List<Device> all = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      all.add(new Device("cpu" + i, null, 1));
    }
    return all;
  }

  @Override
  public void start(Job job, Device device) {
    mortality.step();
    if (programs.containsKey(job.folder())) {
      throw new RefusedException("started before", null);
    }
    try {
      mortality.step();
    } catch (Mortality.Died e) {
      if (lateSupervisor != LateSupervisor.DIES) {
        unclaimed.add(job);
      }
      throw e;
    }
    claim(job);
    mortality.step();
  }

  @Override
  public JobStatus status(Path folder) {
    mortality.step();
    Program program = programs.get(folder);
    if (program == null) {
      return new JobStatus.NotStarted();
    }
    if (program.alive) {
      return new JobStatus.Running(100, program.since);
    }
    return program.exitCode == null || program.endedAt == null
        ? new JobStatus.Vanished()
        : new JobStatus.Ended(program.exitCode, program.endedAt);
  }

  @Override
  public KillReport kill(String marker, Path folder, Duration grace) {
    mortality.step();
    List<Long> killed = new ArrayList<>();
    children.removeIf(child -> child.equals(marker) && killed.add(200L));
    unclaimed.removeIf(job -> job.marker().equals(marker) && killed.add(300L));
    Program program = programs.get(folder);
    if (program != null && program.alive) {
      killed.add(100L);
      end(program, 137);
    }
    mortality.step();
    return new KillReport(killed.isEmpty() ? "NONE" : "INT", killed, List.of());
  }

  @Override
  public List<String> liveMarkers(String studyMarker) {
    mortality.step();
    List<String> markers = alive();
    if (lateSupervisor == LateSupervisor.CLAIMS_UNSEEN) {
      unclaimed.forEach(job -> markers.remove(job.marker()));
    }
    return markers.stream().filter(marker -> marker.startsWith(studyMarker + ":")).toList();
  }
}
