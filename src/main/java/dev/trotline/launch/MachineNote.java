package dev.trotline.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trotline.archive.Archive;
import dev.trotline.executor.DeviceReport;
import dev.trotline.executor.Turn;
import dev.trotline.study.RunId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the machine when devices were last given out, kept in the archive so that {@code
 * status} can show it without asking any process.
 */
public final class MachineNote {

  private static final String KEY = "machine";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Archive archive;
  private final InstantSource clock;
  private @Nullable ObjectNode last;

  MachineNote(Archive archive, InstantSource clock) {
    this.archive = archive;
    this.clock = clock;
  }

  /**
   * The note.
   *
   * @param at when it was made
   * @param devices how the devices stood then
   * @param problems what kept devices from being used, one sentence each
   */
  public record Seen(Instant at, List<DeviceReport> devices, List<String> problems) {}

  /** Writes it if it says something new. */
  void keep(Turn turn) {
    if (turn.report().isEmpty()) {
      return;
    }
    ObjectNode note = MAPPER.createObjectNode();
    ArrayNode devices = note.putArray("devices");
    for (DeviceReport report : turn.report()) {
      devices
          .addObject()
          .put("name", report.device())
          .put("gpu", report.gpu())
          .put("holder", report.holder())
          .put("reason", report.reason());
    }
    ArrayNode problems = note.putArray("problems");
    turn.problems().forEach(problems::add);
    if (note.equals(last)) {
      return;
    }
    last = note.deepCopy();
    archive.put(KEY, note.put("at", clock.instant().toString()).toString());
  }

  /** The last note; empty if there is none. */
  public static Optional<Seen> read(Archive archive) {
    return archive.get(KEY).flatMap(MachineNote::parse);
  }

  private static Optional<Seen> parse(String json) {
    try {
      JsonNode note = MAPPER.readTree(json);
      List<DeviceReport> devices = new ArrayList<>();
      for (JsonNode device : note.path("devices")) {
        devices.add(
            new DeviceReport(
                device.path("name").asText(),
                device.path("gpu").asText(null),
                device.path("holder").asText(null),
                device.path("reason").asText(null)));
      }
      List<String> problems = new ArrayList<>();
      note.path("problems").forEach(problem -> problems.add(problem.asText()));
      return Optional.of(new Seen(Instant.parse(note.path("at").asText()), devices, problems));
    } catch (JsonProcessingException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** True if a holder is a run of the study itself, as the archive knows better. */
  public static boolean isOwn(String holder) {
    return RunId.find(holder).isPresent();
  }
}
