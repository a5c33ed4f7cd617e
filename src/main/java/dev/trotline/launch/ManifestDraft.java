package dev.trotline.launch;

import dev.trotline.edit.EditedConfig;
import dev.trotline.process.Host;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.study.Edit;
import dev.trotline.study.Study;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What stands in the manifest of every training, be it a run or a probe of an isolation. */
final class ManifestDraft {

  private final Map<String, Object> document = new LinkedHashMap<>();

  /**
   * @param request what is trained
   * @param command what is started
   * @param folder where
   * @param marker what its processes carry
   * @param queued when it was asked for
   * @param prepared the present time
   */
  ManifestDraft(
      TrainingRequest request,
      CommandLine command,
      Path folder,
      String marker,
      Instant queued,
      Instant prepared) {
    document.put("schema", Manifest.SCHEMA);
    document.put("run", request.run().toString());
    document.put("experiment", request.run().experiment().toString());
    document.put("seed", request.run().seed());
    document.put("probe", request.run().probe());
    document.put("queued_at", queued.toString());
    document.put("prepared_at", prepared.toString());
    document.put("host", Host.name());
    document.put("marker", marker);
    document.put("argv", command.argv());
    document.put("environment", new TreeMap<>(command.environment()));
    document.put("cwd", folder.toString());
    Map<String, Object> device = new LinkedHashMap<>();
    device.put("name", request.device().name());
    device.put("gpu", request.device().gpu());
    device.put("threads", request.device().threads());
    document.put("device", device);
    document.put("num_envs", request.numEnvs());
    document.put("max_iterations", request.maxIterations());
    document.put("edits", request.edits().stream().map(Edit::describe).toList());
  }

  /** Why it is trained. */
  ManifestDraft purpose(String purpose, int wave) {
    return with("wave", wave).with("purpose", purpose);
  }

  /**
   * What it is trained in.
   *
   * @param intended the configuration that its edits come to
   */
  ManifestDraft world(
      Study study, Simulator simulator, TrainingRequest request, EditedConfig intended) {
    return with("simulator", simulator.kind())
        .with("task", study.config().simulator().task())
        .with("versions", new TreeMap<>(simulator.versions()))
        .with(Intention.KEY, Intention.of(intended, request).json());
  }

  ManifestDraft with(String key, @Nullable Object value) {
    document.put(key, value);
    return this;
  }

  /** The file's text. */
  String text() {
    return Json.write(document);
  }
}
