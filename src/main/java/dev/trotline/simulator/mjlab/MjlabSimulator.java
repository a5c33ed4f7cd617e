package dev.trotline.simulator.mjlab;

import dev.trotline.edit.EditValidator;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.OverrideRules;
import dev.trotline.edit.ProtectedPaths;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.metrics.LogMeaning;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.Resume;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.simulator.config.References;
import dev.trotline.simulator.rslrl.ResumeArguments;
import dev.trotline.simulator.rslrl.RslRlSimulator;
import dev.trotline.study.SimulatorSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * mjlab's own train script. It has no judge here, so its runs are ranked by their normalised
 * training logs.
 */
public final class MjlabSimulator extends RslRlSimulator {

  private static final String TRACKING = "Mjlab-Tracking-";

  private final SimulatorSettings settings;
  private final MjlabInstallation installation;
  private final Path configs;
  private final Path study;

  /** Read once: it is asked for with every edit, and does not change. */
  private final AtomicReference<@Nullable ReferenceConfig> reference = new AtomicReference<>();

  /**
   * A simulator for one study.
   *
   * @param settings what study.yaml says
   * @param home Trotline's own folder, which holds {@code isaac-configs} and {@code .venv-mjlab}
   * @param studyRoot the study's folder
   * @param environment Trotline's environment variables
   */
  public MjlabSimulator(
      SimulatorSettings settings, Path home, Path studyRoot, Map<String, String> environment) {
    this.settings = settings;
    this.installation = MjlabInstallation.find(settings, home, studyRoot, environment);
    this.configs = home.resolve("isaac-configs");
    this.study = studyRoot;
  }

  @Override
  public String kind() {
    return "mjlab";
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(installation.problems());
    if (problems.isEmpty()) {
      taskProblem().ifPresent(problems::add);
    }
    if (settings.agent() != null || !settings.presets().isEmpty()) {
      problems.add(
          "simulator.agent and simulator.presets of study.yaml are Isaac Lab's: take them out");
    }
    Refusals.of(settings).forEach(refusal -> problems.add(refusal.advice()));
    try {
      reference();
    } catch (InvalidInputException e) {
      problems.add(e.advice());
    }
    return problems;
  }

  private Optional<String> taskProblem() {
    String task = settings.task();
    SortedSet<String> known = installation.tasks();
    if (task.endsWith("-Play")) {
      return Optional.of(
          "'" + task + "' is for watching a policy: set simulator.task to the id without -Play");
    }
    if (!known.isEmpty() && !known.contains(task) && !installation.hasForeignTasks()) {
      return Optional.of(
          installation.generation().name()
              + " has no task '"
              + task
              + "'; it has "
              + String.join(", ", known));
    }
    boolean motion =
        settings.arguments().stream()
            .anyMatch(argument -> argument.matches("--(registry.name|env\\..*motion.file)(=.*)?"));
    return task.startsWith(TRACKING) && !motion
        ? Optional.of(
            "'"
                + task
                + "' follows a motion: name it under simulator.arguments of study.yaml, such as"
                + " --env.commands.motion.motion-file=/data/motion.npz")
        : Optional.empty();
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidInputException if nothing tells what the task looks like
   */
  @Override
  public ReferenceConfig reference() {
    ReferenceConfig known = reference.get();
    if (known == null) {
      Generation generation = installation.generation();
      OverrideRules rules =
          new OverrideRules(generation.name(), true, true, false, Map.of(), Set.of(), List.of());
      ReferenceConfig read = references().read();
      known = new ReferenceConfig(read.origin(), read.env(), read.agent(), rules);
      reference.set(known);
    }
    return known;
  }

  @Override
  public Optional<Path> wantsDump() {
    return references().wantsDump();
  }

  private References references() {
    String named = settings.reference();
    return new References(
        configs,
        study,
        kind(),
        settings.task(),
        settings.task(),
        installation.generation().version(),
        tabulated(),
        named == null ? null : study.resolve(named));
  }

  /** A version that cannot be told is taken for the newest. */
  private String tabulated() {
    String version = installation.generation().version();
    return version.matches("\\d.*") ? version : "develop";
  }

  @Override
  public void requireExpressible(EditedConfig config) {
    Expressible.check(config, installation.generation());
  }

  /**
   * {@inheritDoc}
   *
   * <p>The edits are checked once more, so that nothing unsound reaches a trainer; paths that are
   * protected from experiments only are open here, because the study's base is among the edits.
   *
   * @throws InvalidInputException if mjlab's command line cannot express an edit, or study.yaml
   *     gives an argument that Trotline sets itself
   * @throws EnvironmentException if this version of mjlab cannot use the device
   */
  @Override
  public CommandLine training(TrainingRequest request) {
    Refusals.of(settings).stream()
        .findFirst()
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    Generation generation = installation.generation();
    EditedConfig config =
        EditValidator.validate(
            reference(), List.of(), request.edits(), ProtectedPaths.ofStudyBase());
    requireExpressible(config);
    List<String> argv =
        new ArrayList<>(
            List.of(
                installation.python().interpreter().toString(),
                "-u",
                "-m",
                "mjlab.scripts.train",
                settings.task()));
    argv.add(device(request.device(), generation));
    options(request, config)
        .forEach(
            (path, value) ->
                argv.addAll(TyroOptions.option(path, value, reference().at(path), generation)));
    argv.addAll(settings.arguments());
    Resume resume = request.resume();
    Map<String, Path> links =
        resume == null ? Map.of() : ResumeArguments.link(resume, reference().agent());
    return new CommandLine(argv, environment(request.device()), Map.of(), links);
  }

  /** Dotted path to value of all that is set, what Trotline decides last. */
  private Map<String, @Nullable Object> options(TrainingRequest request, EditedConfig config) {
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    // Its default is wandb, which would call home.
    options.put("agent.logger", "tensorboard");
    options.put("agent.seed", (long) request.run().seed());
    options.put("agent.run_name", Simulator.runName(request.run()));
    options.putAll(config.changes());
    Integer numEnvs = request.envsBeside(config);
    if (numEnvs != null) {
      options.put("env.scene.num_envs", numEnvs.longValue());
    }
    Integer maxIterations = request.iterationsToAdd();
    if (maxIterations != null) {
      options.put("agent.max_iterations", maxIterations.longValue());
    }
    Resume resume = request.resume();
    if (resume != null) {
      options.put("agent.resume", true);
      options.put("agent.load_run", ResumeArguments.exactly(resume.logFolder()));
      options.put("agent.load_checkpoint", ResumeArguments.exactly(resume.checkpoint()));
    }
    return options;
  }

  @Override
  public Optional<String> refusesGpus(int gpus) {
    Generation generation = installation.generation();
    return generation.gpuIds()
        ? Optional.empty()
        : Optional.of(generation.name() + " trains on one GPU: --gpu-ids came with 1.0");
  }

  /** All that is visible; which GPUs these are says {@code CUDA_VISIBLE_DEVICES}. */
  private static String device(Device device, Generation generation) {
    String gpu = device.gpu();
    if (!generation.gpuIds() && device.count() > 1) {
      throw new EnvironmentException(
          generation.name() + " trains on one GPU: --gpu-ids came with 1.0",
          "take executor.gpus_per_run out of study.yaml, or update mjlab");
    }
    if (!generation.gpuIds()) {
      return "--device=" + (gpu == null ? "cpu" : "cuda:0");
    }
    if (gpu != null
        && !device.isAssigned()
        && !generation.gpuByUuid()
        && !gpu.matches("\\d+(,\\d+)*")) {
      throw new EnvironmentException(
          generation.name() + " cannot be shown one GPU by its identity '" + gpu + "'",
          "install mjlab 1.5 or newer, which can");
    }
    // They are numbered among those that are visible.
    String ids =
        IntStream.range(0, device.count())
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(",", "[", "]"));
    return "--gpu-ids=" + (gpu == null ? "None" : ids);
  }

  private Map<String, String> environment(Device device) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PYTHONUNBUFFERED", "1");
    environment.put("TERM", "xterm");
    environment.put("WANDB_MODE", "disabled");
    environment.put("OMP_NUM_THREADS", String.valueOf(device.threads()));
    String gpu = device.gpu();
    if (!device.isAssigned()) {
      // Empty hides all GPUs.
      environment.put("CUDA_VISIBLE_DEVICES", gpu == null ? "" : gpu);
    }
    environment.putAll(settings.environment());
    return environment;
  }

  /** The same in all versions read: errors summed over an episode, terminations counted. */
  @Override
  public LogMeaning meaning() {
    return new LogMeaning(
        LogMeaning.Velocity.ACCUMULATED,
        LogMeaning.Terminations.COUNTS,
        installation.generation().name());
  }

  @Override
  public Map<String, String> versions() {
    return installation.versions();
  }
}
