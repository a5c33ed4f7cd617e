package dev.trotline.cli;

import dev.trotline.diagnose.Diagnostician;
import dev.trotline.diagnose.isolate.IsolationListener;
import dev.trotline.diagnose.isolate.IsolationRequest;
import dev.trotline.diagnose.isolate.IsolationResult;
import dev.trotline.diagnose.isolate.Isolator;
import dev.trotline.diagnose.isolate.Kind;
import dev.trotline.process.StudyLock;
import dev.trotline.study.ExperimentId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Seeded isolations with real processes of the embedded simulator and injected faults; prints one
 * line per trial (see bench/isolate/README.md).
 */
final class IsolationBench {
  private static final List<String> TERRAINS =
      List.of(
          "pyramid_stairs",
          "pyramid_stairs_inv",
          "boxes",
          "random_rough",
          "hf_pyramid_slope",
          "hf_pyramid_slope_inv");

  /** Reward terms of negative weight; the task has positive ones and all of these. */
  private static final List<String> PENALTIES =
      List.of(
          "lin_vel_z_l2",
          "ang_vel_xy_l2",
          "dof_torques_l2",
          "dof_acc_l2",
          "action_rate_l2",
          "undesired_contacts",
          "flat_orientation_l2",
          "termination_penalty");

  private static final int MOST_ENVS = 2048;

  private IsolationBench() {}

  /** A fault to find: the directive, and what the answer must be. */
  private record Riddle(Kind kind, String fault, Set<String> members, int threshold) {}

  public static void main(String[] args) throws IOException {
    if (args.length < 5) {
      throw new IllegalArgumentException(
          "usage: FOLDER CASE FIRST COUNT fake|real [slots]; cases: single pair likely"
              + " likely-pair threshold penalty hang");
    }
    Path folder = Path.of(args[0]);
    int first = Integer.parseInt(args[2]);
    boolean fake = args[4].equals("fake");
    int slots = args.length > 5 ? Integer.parseInt(args[5]) : 2;
    for (int trial = first; trial < first + Integer.parseInt(args[3]); trial++) {
      Path study = folder.resolve(args[1] + "-" + trial);
      SplittableRandom random =
          new SplittableRandom(20261121L + 7919L * trial + args[1].hashCode());
      Riddle riddle = riddle(args[1], trial, random);
      long start = System.nanoTime();
      IsolationResult result = solve(study, riddle, random.nextInt(1, 1000), fake, slots);
      System.out.printf(
          Locale.ROOT,
          "%s,%d,%s,%s,%s,%d,%d,%d,%.1f%n",
          args[1],
          trial,
          right(riddle, result) ? "right" : "wrong",
          result.findings().conclusion().name().toLowerCase(Locale.ROOT),
          result.findings().complete(),
          result.probes(),
          result.cancelled(),
          result.settings().most(),
          (System.nanoTime() - start) / 1e9);
      if (!right(riddle, result)) {
        System.out.println("# wanted " + riddle + ", said " + result.verdict());
      }
    }
  }

  private static Riddle riddle(String name, int trial, SplittableRandom random) {
    List<String> shuffled = new ArrayList<>(TERRAINS);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      Collections.swap(shuffled, i, random.nextInt(i + 1));
    }
    int size = name.endsWith("pair") ? 2 : 1;
    Set<String> members = new HashSet<>(shuffled.subList(0, size));
    String where = "terrain=" + String.join("+", shuffled.subList(0, size)) + ",iteration=2";
    // Half of the likely ones are decided by the seed, half drawn anew in every probe.
    String likely = trial % 2 == 0 ? ",p=0.5" : ",p=0.5,draw=run";
    return switch (name) {
      case "single", "pair" -> new Riddle(Kind.TERRAIN, "crash:" + where, members, 0);
      case "likely", "likely-pair" ->
          new Riddle(Kind.TERRAIN, "crash:" + where + likely, members, 0);
      case "hang", "hang-pair" -> new Riddle(Kind.TERRAIN, "hang:" + where, members, 0);
      case "threshold" -> {
        int threshold = (int) Math.round(Math.pow(2, random.nextDouble(1, 11)));
        yield new Riddle(Kind.ENVS, "crash:num_envs=" + threshold, Set.of(), threshold);
      }
      case "penalty" -> {
        String term = PENALTIES.get(random.nextInt(PENALTIES.size()));
        yield new Riddle(Kind.REWARDS, "crash:reward=" + term + ",iteration=2", Set.of(term), 0);
      }
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static boolean right(Riddle riddle, IsolationResult result) {
    if (!result.isolated() || result.culprits().size() != 1) {
      return false;
    }
    Integer atLeast = result.atLeast();
    Integer healthy = result.healthyUpTo();
    return riddle.kind() == Kind.ENVS
        ? atLeast != null
            && healthy != null
            && healthy < riddle.threshold()
            && riddle.threshold() <= atLeast
        : new HashSet<>(result.factors().names(result.culprits().get(0).set()))
            .equals(riddle.members());
  }

  private static IsolationResult solve(
      Path folder, Riddle riddle, int seed, boolean fake, int slots) throws IOException {
    Files.createDirectories(folder);
    String mode = fake ? "fake:seconds=0;" : "";
    Files.writeString(
        folder.resolve("study.yaml"),
        "name: bench\n"
            + "simulator:\n"
            + "  kind: mujoco\n"
            + "  task: Trotline-Velocity-Rough-Quad-v0\n"
            + "  max_iterations: 30\n"
            + ("  num_envs: " + (riddle.kind() == Kind.ENVS ? MOST_ENVS : 16) + "\n")
            + ("  environment: {TROTLINE_FAULT: \"" + mode + riddle.fault() + "\"}\n")
            + "objective: {minimize: velocity_error}\n"
            + ("executor: {kind: local, slots: " + slots + ", threads: 1}\n")
            + "limits: {startup: 3 min, no_progress: 60 s, kill_grace: 2 s, teardown: 60 s,"
            + " free_disk_mib: 100}\n");
    Context context =
        new Context(
            new TreeMap<>(withHome()),
            folder,
            System.in,
            new PrintStream(System.out, true, StandardCharsets.UTF_8),
            System.err,
            InstantSource.system(),
            false);
    try (Services services = Services.open(context, folder);
        StudyLock lock = StudyLock.acquire(services.study().lockFile(), "bench")) {
      return new Isolator(
              services.study(),
              services.archive(),
              services.executor(),
              services.simulator(),
              new Diagnostician(context.clock()),
              context.clock(),
              Duration.ofMillis(fake ? 30 : 100),
              new Silent())
          .isolate(
              new IsolationRequest(
                  riddle.kind(),
                  services.experiment(ExperimentId.BASELINE),
                  null,
                  null,
                  fake ? 5 : 4,
                  null,
                  Duration.ofSeconds(fake ? 6 : 15),
                  seed,
                  false));
    }
  }

  private static Map<String, String> withHome() {
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.put("TROTLINE_HOME", Path.of("").toAbsolutePath().toString());
    return environment;
  }

  private static final class Silent implements IsolationListener {
    @Override
    public void started(String probe, String parts, int seed, String device) {}

    @Override
    public void tookOver(String probe, String parts) {}

    @Override
    public void ended(String probe, String parts, int seed, String how) {}

    @Override
    public void larger(int envs) {}

    @Override
    public void problem(String sentence) {
      System.out.println("# " + sentence);
    }
  }
}
