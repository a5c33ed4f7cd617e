package dev.trotline.simulator.rslrl;

import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.TrotlineException;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.rslrl.Checkpoints.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges a run by what it left: console, settings and checkpoints; never by its exit code. */
public final class RunArtefacts {

  private static final Pattern RESUMED =
      Pattern.compile("\"resumed_from\"\\s*:\\s*\"[^\"]*model_(\\d{1,9})\\.pt\"");

  private RunArtefacts() {}

  /** Reads a run folder of the study, see {@link LogFolders}. */
  public static Artefacts read(Path runFolder) {
    return of(runFolder, LogFolders.newest(runFolder), runFolder.resolve("console.log"));
  }

  /**
   * The same for a log folder that lies anywhere.
   *
   * @param logFolder the folder
   * @param log the trainer's console, which need not be there
   */
  public static Artefacts of(Path logFolder, Path log) {
    return of(logFolder, Optional.of(logFolder), log);
  }

  private static Artefacts of(Path runFolder, Optional<Path> logFolder, Path log) {
    ConsoleTail console = ConsoleTail.read(log);
    List<String> evidence = new ArrayList<>();
    if (logFolder.isEmpty()) {
      evidence.add("the trainer made no log folder");
      return new Artefacts(
          null, null, console.iterationsDone(), console.lastIteration(), false, evidence);
    }
    List<Checkpoint> checkpoints = Checkpoints.of(logFolder.get());
    for (Checkpoint checkpoint : checkpoints) {
      if (!checkpoint.readable()) {
        evidence.add(checkpoint.file().getFileName() + " is torn or empty");
      }
    }
    Optional<Checkpoint> newest = Checkpoints.newestReadable(checkpoints);
    int asked = asked(runFolder, logFolder.get(), console);
    int done = done(console, newest, asked);
    boolean lastSaved = newest.isPresent() && asked > 0 && newest.get().iteration() >= asked - 1;
    evidence.add(
        newest
            .map(checkpoint -> "newest whole checkpoint is " + checkpoint.file().getFileName())
            .orElse("there is no whole checkpoint"));
    evidence.add("iteration " + done + " of " + (asked > 0 ? String.valueOf(asked) : "unknown"));
    evidence.add(
        console.saidDone()
            ? "the trainer printed its training time"
            : "the trainer never printed its training time");
    if (console.traceback()) {
      evidence.add("a Python traceback follows the last iteration");
    }
    boolean complete = lastSaved || (asked == 0 && console.saidDone() && newest.isPresent());
    return new Artefacts(
        logFolder.get(),
        newest.map(Checkpoint::file).orElse(null),
        done,
        asked,
        complete,
        evidence);
  }

  /**
   * The console's total is the truth for every version, resumed or not; {@code agent.yaml} has only
   * the iterations of this start, and in new versions not even a word about having resumed.
   */
  private static int asked(Path runFolder, Path logFolder, ConsoleTail console) {
    if (console.lastIteration() > 0) {
      return console.lastIteration();
    }
    Map<String, Object> agent = agent(logFolder);
    if (!(agent.get("max_iterations") instanceof Long iterations)) {
      return 0;
    }
    Optional<Integer> from = resumedFrom(runFolder);
    boolean resumed = Boolean.TRUE.equals(agent.get("resume"));
    return resumed && from.isEmpty()
        ? 0
        : (int) Math.min(iterations + from.orElse(0), Integer.MAX_VALUE);
  }

  /** The iteration of the checkpoint that Trotline's own manifest says was carried on. */
  private static Optional<Integer> resumedFrom(Path runFolder) {
    try {
      String manifest = Files.readString(runFolder.resolve("run.json"));
      Matcher checkpoint = RESUMED.matcher(manifest);
      return checkpoint.find()
          ? Optional.of(Integer.valueOf(checkpoint.group(1)))
          : Optional.empty();
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  private static Map<String, Object> agent(Path logFolder) {
    try {
      return TaggedYaml.load(logFolder.resolve("params").resolve("agent.yaml"));
    } catch (TrotlineException absentOrTorn) {
      return Map.of();
    }
  }

  private static int done(ConsoleTail console, Optional<Checkpoint> newest, int asked) {
    // model_0.pt is saved after the first iteration, so its presence means one is done.
    int saved = newest.map(checkpoint -> checkpoint.iteration() + 1).orElse(0);
    int done = Math.max(console.iterationsDone(), saved);
    return asked > 0 ? Math.min(done, asked) : done;
  }
}
