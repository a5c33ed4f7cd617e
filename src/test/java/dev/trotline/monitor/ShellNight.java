package dev.trotline.monitor;

import dev.trotline.archive.Archive;
import dev.trotline.executor.Executor;
import dev.trotline.executor.local.LocalExecutor;
import dev.trotline.judge.Judge;
import dev.trotline.launch.Dispatcher;
import dev.trotline.launch.FakeSimulator;
import dev.trotline.launch.Launcher;
import dev.trotline.launch.Postmortem;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.study.Author;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A study whose trainings are shell scripts: real processes, supervisors, archive and watch. */
final class ShellNight implements AutoCloseable {

  /** Iterations a run is asked for; it prints their headers and at the end its training time. */
  static final int ITERATIONS = 5;

  final Study study;
  final Archive archive;
  private final Dispatcher dispatcher;
  private final Executor executor;
  private final FakeSimulator simulator;
  private final InstantSource clock = InstantSource.system();

  /**
   * @param root an empty folder for the study
   * @param slots runs at a time
   * @param limits study.yaml's limits, in braces
   * @param trainer the arguments of {@code sh} for a seed
   */
  ShellNight(Path root, int slots, String limits, Function<Integer, List<String>> trainer)
      throws IOException {
    Files.createDirectories(root);
    Files.writeString(
        root.resolve("study.yaml"),
        """
        name: night
        simulator: {kind: mujoco, task: Fake-v0, max_iterations: %d}
        objective: {minimize: velocity_error}
        executor: {kind: local, slots: %d, threads: 1}
        limits: %s
        """
            .formatted(ITERATIONS, slots, limits));
    this.study = StudyFiles.read(root);
    this.archive = Archive.open(study.archive(), clock);
    this.simulator =
        new FakeSimulator(
            request -> command(trainer.apply(request.run().seed())), ShellNight::artefacts);
    this.executor =
        new LocalExecutor(study.config().executor(), Map.of("CUDA_VISIBLE_DEVICES", ""), clock);
    this.dispatcher =
        new Dispatcher(study, archive, executor, simulator, Postmortem.byExitCode(), clock);
  }

  private static CommandLine command(List<String> arguments) {
    var argv = new java.util.ArrayList<>(List.of("sh"));
    argv.addAll(arguments);
    return new CommandLine(argv, Map.of("PYTHONUNBUFFERED", "1"));
  }

  /** Queues seeds 1 to n. */
  void enqueue(int runs) {
    Experiment experiment =
        new Experiment(
            ExperimentId.BASELINE,
            null,
            Author.system("test"),
            "short runs",
            List.of(),
            List.of(),
            0,
            Instant.EPOCH);
    List<Integer> seeds = IntStream.rangeClosed(1, runs).boxed().toList();
    new Launcher(study, archive, simulator).enqueue(experiment, seeds, 0, "baseline");
  }

  /** Sees to the queued runs until none is left. */
  void watch(WatchListener listener, Runnable afterEachLook) {
    Judge judge = new Judge(simulator, study.config().judge());
    Settling settling =
        new Settling(study, archive, simulator, judge, new Device("judge", null, 1), 1);
    try (Watch watch =
        new Watch(study, archive, dispatcher, executor, simulator, settling, clock, listener)) {
      while (watch.busy()) {
        watch.poll();
        afterEachLook.run();
        if (watch.busy()) {
          watch.rest();
        }
      }
    }
  }

  /** What all processes of this study carry. */
  String marker() {
    String marker = dispatcher.marker(run(1));
    return marker.substring(0, marker.indexOf(':'));
  }

  static RunId run(int seed) {
    return new RunId(ExperimentId.BASELINE, seed, false);
  }

  private static Artefacts artefacts(Path folder) {
    try {
      Path console = folder.resolve("console.log");
      List<String> lines = Files.isRegularFile(console) ? Files.readAllLines(console) : List.of();
      int done =
          (int)
              lines.stream().filter(line -> line.contains("Learning iteration")).distinct().count();
      boolean complete = lines.stream().anyMatch(line -> line.startsWith("Training time"));
      return new Artefacts(null, null, done, ITERATIONS, complete, List.of());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    archive.close();
  }
}
