package dev.trotline.simulator.mujoco;

import dev.trotline.edit.EditValidator;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.Overrides;
import dev.trotline.edit.ProtectedPaths;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.EvaluationRequest;
import dev.trotline.simulator.Resume;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.simulator.rslrl.PythonInstallation;
import dev.trotline.simulator.rslrl.ResumeArguments;
import dev.trotline.simulator.rslrl.RslRlSimulator;
import dev.trotline.study.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The simulator that comes with Trotline: MuJoCo on CPU cores, Isaac Lab's command line. */
public final class MujocoSimulator extends RslRlSimulator {

  private static final String PACKAGE = "trotline_mujoco";

  /** What a run's outcome depends on; their names as distributions. */
  private static final List<String> DISTRIBUTIONS =
      List.of("trotline-mujoco", "mujoco", "rsl-rl-lib", "torch", "tensordict", "numpy");

  private final SimulatorSettings settings;
  private final Path configs;
  private final PythonInstallation python;
  private final String pythonPath;

  /** Read once: it is asked for with every edit, and does not change. */
  private final AtomicReference<@Nullable ReferenceConfig> reference = new AtomicReference<>();

  /**
   * A simulator for one study.
   *
   * @param settings what study.yaml says
   * @param home Trotline's own folder, which holds {@code isaac-configs} and {@code .venv}
   * @param environment Trotline's environment variables
   */
  public MujocoSimulator(SimulatorSettings settings, Path home, Map<String, String> environment) {
    this.settings = settings;
    this.configs = home.resolve("isaac-configs").resolve("mujoco");
    this.python = PythonInstallation.find(settings.python(), home, environment);
    this.pythonPath =
        settings
            .environment()
            .getOrDefault("PYTHONPATH", environment.getOrDefault("PYTHONPATH", ""));
  }

  @Override
  public String kind() {
    return "mujoco";
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!python.exists()) {
      problems.add(
          "there is no Python interpreter at '"
              + python.interpreter()
              + "': run scripts/setup-python, or set simulator.python in study.yaml");
    } else {
      List<String> missing = python.missing(DISTRIBUTIONS);
      if (!missing.isEmpty()) {
        problems.add(
            "'"
                + python.interpreter()
                + "' lacks "
                + String.join(", ", missing)
                + ": run scripts/setup-python");
      }
    }
    if (!Files.isRegularFile(configs.resolve(settings.task()).resolve("env.yaml"))) {
      problems.add(
          "there is no task '" + settings.task() + "'; there are " + String.join(", ", tasks()));
    }
    return problems;
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidInputException if there is no such task
   */
  @Override
  public ReferenceConfig reference() {
    ReferenceConfig known = reference.get();
    if (known == null) {
      known = readReference();
      reference.set(known);
    }
    return known;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The edits are checked once more, so that nothing unsound reaches a trainer; paths that are
   * protected from experiments only are open here, because the study's base is among the edits.
   */
  @Override
  public CommandLine training(TrainingRequest request) {
    if (request.device().count() > 1) {
      throw new InvalidInputException(
          "the embedded simulator trains on the CPU only, not on several GPUs",
          "study.yaml",
          "executor.gpus_per_run",
          "take it out");
    }
    EditedConfig config =
        EditValidator.validate(
            reference(), List.of(), request.edits(), ProtectedPaths.ofStudyBase());
    List<String> argv = module("train");
    argv.addAll(List.of("--task", settings.task(), "--headless", "--device", "cpu"));
    argv.addAll(List.of("--seed", String.valueOf(request.run().seed())));
    argv.addAll(List.of("--run_name", Simulator.runName(request.run())));
    Integer numEnvs = request.envsBeside(config);
    if (numEnvs != null) {
      argv.addAll(List.of("--num_envs", numEnvs.toString()));
    }
    Integer maxIterations = request.iterationsToAdd();
    if (maxIterations != null) {
      argv.addAll(List.of("--max_iterations", maxIterations.toString()));
    }
    Resume resume = request.resume();
    if (resume != null) {
      argv.addAll(ResumeArguments.of(resume));
    }
    argv.addAll(Overrides.of(config));
    Map<String, Path> links =
        resume == null ? Map.of() : ResumeArguments.link(resume, reference().agent());
    return new CommandLine(argv, environment(request.device()), Map.of(), links);
  }

  @Override
  public boolean judges() {
    return true;
  }

  @Override
  public Optional<CommandLine> evaluation(EvaluationRequest request) {
    List<String> argv = module("evaluate");
    argv.addAll(List.of("--run_dir", request.logFolder().toString()));
    argv.addAll(List.of("--checkpoint", request.checkpoint().toString()));
    argv.addAll(List.of("--output", request.output().toString()));
    argv.addAll(List.of("--num_envs", String.valueOf(request.settings().numEnvs())));
    argv.addAll(List.of("--seconds", String.valueOf(request.settings().seconds())));
    argv.addAll(List.of("--seed", String.valueOf(request.settings().seed())));
    // The stock task's ground: an experiment's terrain edits never reach the judge.
    boolean rough = "generator".equals(reference().at("env.scene.terrain.terrain_type"));
    argv.addAll(List.of("--terrain", rough ? "rough" : "flat"));
    Map<String, String> environment = environment(request.device());
    // Nothing that lies in the working directory can pass for a module of the judge.
    environment.put("PYTHONSAFEPATH", "1");
    return Optional.of(new CommandLine(argv, environment));
  }

  @Override
  public List<Path> judgeFiles() {
    return JudgeFiles.of(python, pythonPath, PACKAGE);
  }

  @Override
  public Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    python.pythonVersion().ifPresent(version -> versions.put("python", version));
    versions.putAll(python.versions(DISTRIBUTIONS));
    return versions;
  }

  private List<String> module(String name) {
    return new ArrayList<>(
        List.of(python.interpreter().toString(), "-u", "-m", PACKAGE + "." + name));
  }

  private Map<String, String> environment(Device device) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PYTHONUNBUFFERED", "1");
    environment.put("HYDRA_FULL_ERROR", "1");
    // Waiting OpenMP threads otherwise burn the cores the physics needs.
    environment.put("OMP_NUM_THREADS", "1");
    environment.put("OMP_WAIT_POLICY", "PASSIVE");
    environment.put("TERM", "xterm");
    environment.put("TROTLINE_MUJOCO_THREADS", String.valueOf(device.threads()));
    String gpu = device.gpu();
    if (gpu != null && !device.isAssigned()) {
      environment.put("CUDA_VISIBLE_DEVICES", gpu);
    }
    environment.putAll(settings.environment());
    return environment;
  }

  private List<String> tasks() {
    try (Stream<Path> folders = Files.list(configs)) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve("env.yaml")))
          .map(folder -> String.valueOf(folder.getFileName()))
          .sorted()
          .toList();
    } catch (IOException absent) {
      return List.of("none: '" + configs + "' is missing");
    }
  }

  private ReferenceConfig readReference() {
    Path folder = configs.resolve(settings.task());
    if (!Files.isRegularFile(folder.resolve("env.yaml"))) {
      throw new InvalidInputException(
          "the embedded simulator has no task '" + settings.task() + "'",
          "study.yaml",
          "simulator.task",
          "choose one of " + String.join(", ", tasks()));
    }
    return new ReferenceConfig(
        settings.task(),
        TaggedYaml.load(folder.resolve("env.yaml")),
        TaggedYaml.load(folder.resolve("agent.yaml")));
  }
}
