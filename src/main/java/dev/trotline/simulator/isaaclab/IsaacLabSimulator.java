package dev.trotline.simulator.isaaclab;

import dev.trotline.edit.EditValidator;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.ProtectedPaths;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.error.TrotlineException;
import dev.trotline.metrics.LogMeaning;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Resume;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.simulator.rslrl.ResumeArguments;
import dev.trotline.simulator.rslrl.RslRlSimulator;
import dev.trotline.study.SimulatorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Isaac Lab as it is installed on this machine, 2.0 to 3.x. */
public final class IsaacLabSimulator extends RslRlSimulator {

  private static final String AGENT = "rsl_rl_cfg_entry_point";
  private static final String STUB = "scripts/isaaclab/run.py";

  private final SimulatorSettings settings;
  private final Path home;
  private final Path study;
  private final Map<String, String> environment;

  /** Looked for once: it does not move while a command runs. */
  private final AtomicReference<@Nullable Installation> installation = new AtomicReference<>();

  private final AtomicReference<@Nullable ReferenceConfig> reference = new AtomicReference<>();

  /**
   * A simulator for one study.
   *
   * @param settings what study.yaml says
   * @param home Trotline's own folder
   * @param study the study's folder
   * @param environment Trotline's environment variables
   */
  public IsaacLabSimulator(
      SimulatorSettings settings, Path home, Path study, Map<String, String> environment) {
    this.settings = settings;
    this.home = home;
    this.study = study;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String kind() {
    return "isaaclab";
  }

  /** {@inheritDoc} Looks anew each time, for an installation may vanish below a running study. */
  @Override
  public List<String> problems() {
    Installation found = Installation.find(settings, environment, study);
    List<String> problems = new ArrayList<>(found.problems());
    SourceTree tree = found.tree();
    if (tree != null) {
      Refusals.of(settings, tree).forEach(refusal -> problems.add(refusal.advice()));
    }
    if (!Files.isRegularFile(stub())) {
      problems.add(
          "the launcher stub '"
              + stub()
              + "' is missing: install Trotline with its scripts folder");
    }
    try {
      reference();
    } catch (TrotlineException e) {
      problems.add(e.advice());
    }
    return problems;
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
      SourceTree tree = installation().tree();
      TaskReference task = new TaskReference(settings, home, study, environment);
      ReferenceConfig read = task.read(tree);
      known =
          new ReferenceConfig(
              read.origin(),
              read.env(),
              read.agent(),
              IsaacLabRules.of(tree, read, task.library(tree), StudyFunctions.of(study)));
      reference.set(known);
    }
    return known;
  }

  /**
   * {@inheritDoc}
   *
   * @throws EnvironmentException if there is no Isaac Lab
   * @throws InvalidInputException if the study asks for what its generation cannot do
   */
  @Override
  public CommandLine training(TrainingRequest request) {
    SourceTree tree = installation().tree();
    if (tree == null) {
      throw new EnvironmentException(
          String.join("; ", installation().problems()), "'trotline doctor' says what to do");
    }
    Refusals.of(settings, tree).stream()
        .findFirst()
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    if (request.device().count() > 1) {
      Refusals.distributed(tree)
          .ifPresent(
              refusal -> {
                throw refusal;
              });
    }
    EditedConfig config =
        EditValidator.validate(
            reference(), List.of(), request.edits(), ProtectedPaths.ofStudyBase());
    OverridePlan plan = OverridePlan.of(tree.generation(), config);
    boolean derive = !plan.edits().isEmpty();
    String task = tree.task(settings.task());
    TrainCommand command =
        new TrainCommand(
            tree,
            installation().python(),
            derive ? stub() : null,
            derive ? EditsFile.derived(task) : task,
            settings.agent(),
            request.run().seed(),
            request.envsBeside(config),
            request.iterationsToAdd(),
            Simulator.runName(request.run()),
            request.device(),
            request.resume(),
            settings.arguments(),
            settings.presets(),
            plan.overrides());
    Map<String, String> files =
        derive
            ? Map.of(EditsFile.NAME, EditsFile.write(task, agent(), rewards(), plan.edits()))
            : Map.of();
    Resume resume = request.resume();
    Map<String, Path> links =
        resume != null && command.findsCheckpointByName()
            ? ResumeArguments.link(resume, config.agent())
            : Map.of();
    Map<String, String> own = settings.environment();
    return new CommandLine(command.argv(own), command.environment(own), files, links);
  }

  @Override
  public Optional<String> refusesGpus(int gpus) {
    SourceTree tree = installation().tree();
    return tree == null
        ? Optional.empty()
        : Refusals.distributed(tree).map(InvalidInputException::advice);
  }

  private String agent() {
    String agent = settings.agent();
    return agent == null ? AGENT : agent;
  }

  private @Nullable Path rewards() {
    Path folder = StudyFunctions.folder(study);
    return Files.isDirectory(folder) ? folder : null;
  }

  private Path stub() {
    return home.resolve(STUB);
  }

  @Override
  public Optional<Path> wantsDump() {
    return new TaskReference(settings, home, study, environment).wantsDump(installation().tree());
  }

  @Override
  public LogMeaning meaning() {
    SourceTree tree = installation().tree();
    return tree == null ? LogMeaning.unknown() : tree.meaning();
  }

  @Override
  public Map<String, String> versions() {
    return installation().versions();
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    SourceTree tree = installation().tree();
    if (tree == null) {
      return notes;
    }
    String task = tree.task(settings.task());
    Set<String> known = tree.tasks();
    if (!known.isEmpty() && TaskIds.isStock(task) && !known.contains(task)) {
      notes.add("Isaac Lab " + tree.name() + " does not register the task '" + task + "'");
    } else if (!known.isEmpty() && !known.contains(task)) {
      notes.add(
          "the velocity tasks of Isaac Lab "
              + tree.name()
              + " do not include '"
              + task
              + "', so it must come from elsewhere; check its spelling");
    } else if (!task.equals(settings.task())) {
      notes.add("the task '" + settings.task() + "' is called '" + task + "' in this Isaac Lab");
    }
    Interpreter python = installation().python();
    if (python.versions(List.of("isaaclab-tasks")).isEmpty()) {
      notes.add(
          "isaaclab_tasks is not seen among the packages of '"
              + python.program()
              + "': if trainings fail to import it, run '"
              + tree.root().resolve("isaaclab.sh")
              + " --install' in its environment");
    }
    if (tree.generation() == Generation.ENTRYPOINTS) {
      notes.add(
          "Isaac Lab " + tree.name() + " is newer than the releases this Trotline was written for");
    }
    return notes;
  }

  private Installation installation() {
    Installation known = installation.get();
    if (known == null) {
      known = Installation.find(settings, environment, study);
      installation.set(known);
    }
    return known;
  }
}
