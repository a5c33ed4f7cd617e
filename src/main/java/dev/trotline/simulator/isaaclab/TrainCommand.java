package dev.trotline.simulator.isaaclab;

import dev.trotline.simulator.Device;
import dev.trotline.simulator.Resume;
import dev.trotline.simulator.isaaclab.SourceTree.ResumeStyle;
import dev.trotline.simulator.rslrl.ResumeArguments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One training as a command line of its generation (surface §1.1 to §1.5, §7.2).
 *
 * @param tree the installation
 * @param python what runs it
 * @param stub the launcher stub's script if a task is to be derived, else null
 * @param task the task to train, as the installation calls it
 * @param agent the task's agent configuration, or null for the usual one
 * @param seed the run's seed
 * @param numEnvs environments, or null for the task's own
 * @param iterations iterations to add, or null for the task's own
 * @param runName suffix of the log folder
 * @param device where it computes
 * @param resume what it carries on, or null
 * @param arguments further arguments as they stand
 * @param presets presets of 3.x, {@code name} or {@code selector=name}
 * @param overrides {@code path=value}
 */
record TrainCommand(
    SourceTree tree,
    Interpreter python,
    @Nullable Path stub,
    String task,
    @Nullable String agent,
    int seed,
    @Nullable Integer numEnvs,
    @Nullable Integer iterations,
    String runName,
    Device device,
    @Nullable Resume resume,
    List<String> arguments,
    List<String> presets,
    List<String> overrides) {

  /** Hydra's own record of its overrides, at a known place in the run's folder. */
  private static final String HYDRA_FOLDER = "hydra.run.dir=outputs";

  /** Sources Isaac Sim's paths as isaaclab.sh does, then becomes the interpreter. */
  private static final String SOURCE_AND_RUN = ". \"$0\" >/dev/null 2>&1; exec \"$@\"";

  private static final String DISPLAY = "DISPLAY";
  private static final String TIMESTAMP = "ISAACLAB_RUN_TIMESTAMP";

  TrainCommand {
    arguments = List.copyOf(arguments);
    presets = List.copyOf(presets);
    overrides = List.copyOf(overrides);
  }

  /**
   * Program and arguments.
   *
   * @param study the study's own variables, which are not taken away
   */
  List<String> argv(Map<String, String> study) {
    List<String> argv = new ArrayList<>();
    unset(argv, study);
    Path setup = python.setup();
    if (setup != null) {
      argv.addAll(List.of("bash", "-c", SOURCE_AND_RUN, setup.toString()));
    }
    argv.addAll(List.of(python.program().toString(), "-u"));
    distribute(argv);
    Path derive = stub;
    if (derive != null) {
      argv.addAll(List.of(derive.toString(), EditsFile.NAME));
    }
    argv.add(tree.train().toString());
    options(argv);
    argv.addAll(arguments);
    presets(argv);
    if (device.gpu() == null && !tree.generation().policyFollowsDevice()) {
      // The option moves the simulation only.
      argv.add("agent.device=cpu");
    }
    if (tree.generation().checksOverrides()) {
      // Later generations use Hydra only for what is left over; this alone would bring it in.
      argv.add(HYDRA_FOLDER);
    }
    argv.addAll(overrides);
    return argv;
  }

  /**
   * A display that is not there breaks rendering, a foreign time stamp would name our log folder.
   * {@code env -u} acts after the environment is set, so it would take away the study's own as
   * well.
   */
  private void unset(List<String> argv, Map<String, String> study) {
    boolean window =
        arguments.stream().anyMatch(a -> a.startsWith("--viz") || a.startsWith("--visualizer"));
    argv.add("env");
    if (!window && !study.containsKey(DISPLAY)) {
      argv.addAll(List.of("-u", DISPLAY));
    }
    if (!study.containsKey(TIMESTAMP)) {
      argv.addAll(List.of("-u", TIMESTAMP));
    }
  }

  /** One process for each GPU, by torchrun; it finds a port of its own, so runs never meet. */
  private void distribute(List<String> argv) {
    if (device.count() > 1) {
      argv.addAll(
          List.of(
              "-m",
              "torch.distributed.run",
              "--standalone",
              "--nnodes=1",
              "--nproc_per_node=" + device.count()));
    }
  }

  private void options(List<String> argv) {
    Generation generation = tree.generation();
    if (generation.unifiedEntry()) {
      argv.addAll(List.of("--rl_library", "rsl_rl"));
    }
    argv.addAll(List.of("--task", task));
    if (generation.opensWindow()) {
      argv.add("--headless");
    }
    if (agent != null) {
      argv.addAll(List.of("--agent", agent));
    }
    argv.addAll(List.of("--seed", String.valueOf(seed)));
    if (numEnvs != null) {
      argv.addAll(List.of("--num_envs", numEnvs.toString()));
    }
    if (iterations != null) {
      argv.addAll(List.of("--max_iterations", iterations.toString()));
    }
    argv.addAll(List.of("--run_name", runName));
    if (device.gpu() == null) {
      argv.addAll(List.of("--device", "cpu"));
    }
    if (device.count() > 1) {
      argv.add("--distributed");
    }
    if (resume != null) {
      resume(argv, resume);
    }
  }

  private void resume(List<String> argv, Resume from) {
    if (tree.options().resume() == ResumeStyle.CHECKPOINT) {
      Path checkpoint = from.checkpoint().toAbsolutePath().normalize();
      argv.addAll(List.of("--checkpoint", checkpoint.toString()));
      return;
    }
    for (String argument : ResumeArguments.of(from)) {
      argv.add(argument);
      if (argument.equals("--resume") && tree.options().resume() == ResumeStyle.VALUE) {
        argv.add("True");
      }
    }
  }

  /** True if the script looks for the checkpoint among the folders of its own log root. */
  boolean findsCheckpointByName() {
    return resume != null && tree.options().resume() != ResumeStyle.CHECKPOINT;
  }

  private void presets(List<String> argv) {
    List<String> named = presets.stream().filter(p -> p.indexOf('=') < 0).toList();
    if (!named.isEmpty()) {
      argv.add("presets=" + String.join(",", named));
    }
    presets.stream().filter(p -> p.indexOf('=') >= 0).forEach(argv::add);
  }

  /** Variables added to the inherited environment; the study's own come on top. */
  Map<String, String> environment(Map<String, String> study) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("TERM", "xterm");
    environment.put("NO_COLOR", "1");
    environment.put("PYTHONUNBUFFERED", "1");
    environment.put("HYDRA_FULL_ERROR", "1");
    environment.put("OMNI_KIT_ACCEPT_EULA", "YES");
    environment.put("ACCEPT_EULA", "Y");
    environment.put("PRIVACY_CONSENT", "Y");
    if ("root".equals(System.getProperty("user.name"))) {
      environment.put("OMNI_KIT_ALLOW_ROOT", "1");
    }
    environment.put("ISAACLAB_PATH", tree.root().toString());
    python.activation().forEach(environment::put);
    String gpu = device.gpu();
    if (gpu != null && !device.isAssigned()) {
      // Never --device cuda:1: the policy would stay on the first GPU (surface §1.2).
      environment.put("CUDA_VISIBLE_DEVICES", gpu);
    }
    if (device.count() > 1) {
      // Else torchrun gives each process one thread, and says so.
      int threads = Math.max(1, device.threads() / device.count());
      environment.put("OMP_NUM_THREADS", String.valueOf(threads));
    }
    environment.putAll(study);
    return environment;
  }
}
