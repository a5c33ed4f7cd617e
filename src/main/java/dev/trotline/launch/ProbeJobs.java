package dev.trotline.launch;

import dev.trotline.edit.EditValidator;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.ProtectedPaths;
import dev.trotline.executor.Executor;
import dev.trotline.executor.Job;
import dev.trotline.executor.KillReport;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.study.Study;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Probes of an isolation: trainings that belong to no experiment and are unknown to the archive,
 * but lie in folders like runs do and carry the study's marker. Whoever holds the study's lock and
 * is not isolating ends what it finds of them, see {@link Dispatcher}.
 */
public final class ProbeJobs {

  private static final String ISOLATION = "iso/";

  /** Strict, because what it matches names a folder. */
  private static final Pattern NAME =
      Pattern.compile("iso/([A-Za-z0-9][A-Za-z0-9-]{0,80})/(p\\d{1,6})");

  private final Study study;
  private final Simulator simulator;
  private final InstantSource clock;

  /**
   * @param study whose probes these are
   * @param simulator what they run
   * @param clock where times come from
   */
  public ProbeJobs(Study study, Simulator simulator, InstantSource clock) {
    this.study = study;
    this.simulator = simulator;
    this.clock = clock;
  }

  /** Value of {@code TROTLINE_RUN} in all processes of a probe. */
  public static String marker(Study study, String isolation, String probe) {
    return StudyMarker.of(study).prefix() + ":" + ISOLATION + isolation + "/" + probe;
  }

  /** The study's part of the marker, by which it shares the machine. */
  public static String study(Study study) {
    return StudyMarker.of(study).prefix();
  }

  /** Folder of a probe below the study. */
  public static Path folder(Study study, String isolation, String probe) {
    return isolations(study).resolve(isolation).resolve("probes").resolve(probe);
  }

  /** Folder of all isolations of a study. */
  public static Path isolations(Study study) {
    return study.root().resolve("isolations");
  }

  /** Deletes what a Trotline that died while it made a probe's folder has left. */
  public static void tidy(Study study, String isolation) {
    RunFolder.sweepDrafts(isolations(study).resolve(isolation));
  }

  /**
   * Ends the probes of this study that nobody drives. Only the holder of the study's lock may call
   * it.
   *
   * @param spared name of the isolation that the caller carries on, or null if it does none
   */
  public static List<Ended> endAbandoned(Study study, Executor executor, @Nullable String spared) {
    List<Ended> ended = new ArrayList<>();
    for (String marker : executor.liveMarkers(StudyMarker.of(study).prefix())) {
      Optional<Found> probe = find(study, marker);
      if (probe.isPresent()
          && (spared == null || !probe.get().name().startsWith(ISOLATION + spared + "/"))) {
        ended.add(end(study, executor, marker, probe.get()));
      }
    }
    return ended;
  }

  /** Ends one of them. */
  static Ended end(Study study, Executor executor, String marker, Found probe) {
    return new Ended(
        probe.name(), executor.kill(marker, probe.folder(), study.config().limits().killGrace()));
  }

  /**
   * A probe that was ended.
   *
   * @param name {@code iso/exp012-terrain/p001}
   * @param report what that took
   */
  public record Ended(String name, KillReport report) {

    /** Why, for the journal. */
    public static final String REASON = "probe of an isolation that nobody carries on";

    /** What is left of it, one sentence; empty if nothing is. */
    public Optional<String> problem() {
      return report.clean()
          ? Optional.empty()
          : Optional.of(name + " is abandoned and " + report.left());
    }

    /** True if it belongs to the isolation of this name. */
    public boolean of(String isolation) {
      return name.startsWith(ISOLATION + isolation + "/");
    }
  }

  /** A probe that a marker of this study names, {@code exp012-terrain/p001}. */
  static Optional<Found> find(Study study, String marker) {
    String prefix = StudyMarker.of(study).prefix() + ":";
    if (!marker.startsWith(prefix)) {
      return Optional.empty();
    }
    Matcher matcher = NAME.matcher(marker.substring(prefix.length()));
    return matcher.matches()
        ? Optional.of(new Found(matcher.group(), folder(study, matcher.group(1), matcher.group(2))))
        : Optional.empty();
  }

  /**
   * A probe that is running.
   *
   * @param name {@code iso/exp012-terrain/p001}
   * @param folder its folder
   */
  record Found(String name, Path folder) {}

  /**
   * Makes a probe's folder: manifest, script, what the simulator needs.
   *
   * @param isolation the isolation's name, {@code exp012-terrain}
   * @param probe the probe's name, {@code p001}
   * @param request what to train
   * @throws dev.trotline.error.InvalidInputException if it cannot be trained
   * @throws dev.trotline.error.EnvironmentException if the folder cannot be made
   */
  public Job prepare(String isolation, String probe, TrainingRequest request) {
    Path folder = folder(study, isolation, probe);
    String marker = marker(study, isolation, probe);
    CommandLine command = simulator.training(request);
    EditedConfig config =
        EditValidator.validate(
            simulator.reference(), List.of(), request.edits(), ProtectedPaths.ofStudyBase());
    Instant now = clock.instant();
    ManifestDraft manifest =
        new ManifestDraft(request, command, folder, marker, now, now)
            .purpose("isolate", 0)
            .world(study, simulator, request, config)
            .with("isolation", isolation)
            .with("config_hash", config.hash());
    Map<String, String> files = new LinkedHashMap<>(command.files());
    files.put("command.sh", CommandScript.of(request.run(), command));
    files.put(Manifest.FILE, manifest.text());
    RunFolder.make(folder, files, command.links());
    return new Job(marker, folder, command);
  }
}
