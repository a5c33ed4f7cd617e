package dev.trotline.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trotline.error.EnvironmentException;
import dev.trotline.study.ExperimentId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All the loop must remember besides what the archive knows of experiments and runs; kept in the
 * archive and written in the same transaction as the change it describes.
 *
 * @param session counts the calls that began anew, from 1
 * @param phase where it stands
 * @param wave the wave last opened, 0 before the first
 * @param wavesLeft waves this session may still open
 * @param incumbent the best experiment that passed the gate
 * @param previous what the incumbent replaced in this session, or null
 * @param startedAt when the session began
 * @param until the session's deadline, or null
 * @param deviceSecondsAtStart device seconds spent before this session
 * @param deviceHours device hours this session may spend, or null
 * @param stop why no further wave is opened, or null
 * @param reproduction what fresh seeds of the incumbent said, or null
 * @param reproduced true if they agreed
 * @param paused true if the session has ended in the middle of a phase, which the next carries on
 */
public record LoopState(
    int session,
    Phase phase,
    int wave,
    int wavesLeft,
    ExperimentId incumbent,
    @Nullable ExperimentId previous,
    Instant startedAt,
    @Nullable Instant until,
    double deviceSecondsAtStart,
    @Nullable Double deviceHours,
    @Nullable String stop,
    @Nullable String reproduction,
    boolean reproduced,
    boolean paused) {

  /** Key of the state in the archive. */
  public static final String KEY = "loop";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  LoopState in(Phase next) {
    return new LoopState(
        session,
        next,
        wave,
        wavesLeft,
        incumbent,
        previous,
        startedAt,
        until,
        deviceSecondsAtStart,
        deviceHours,
        stop,
        reproduction,
        reproduced,
        paused);
  }

  LoopState openedWave(int number) {
    return new LoopState(
        session,
        Phase.SCREEN,
        number,
        wavesLeft - 1,
        incumbent,
        previous,
        startedAt,
        until,
        deviceSecondsAtStart,
        deviceHours,
        stop,
        reproduction,
        reproduced,
        paused);
  }

  LoopState withIncumbent(ExperimentId winner, @Nullable ExperimentId before) {
    return new LoopState(
        session,
        phase,
        wave,
        wavesLeft,
        winner,
        before,
        startedAt,
        until,
        deviceSecondsAtStart,
        deviceHours,
        stop,
        reproduction,
        reproduced,
        paused);
  }

  LoopState stopping(String reason) {
    return new LoopState(
        session,
        phase,
        wave,
        wavesLeft,
        incumbent,
        previous,
        startedAt,
        until,
        deviceSecondsAtStart,
        deviceHours,
        reason,
        reproduction,
        reproduced,
        paused);
  }

  LoopState withReproduction(String text, boolean agrees) {
    return new LoopState(
        session,
        phase,
        wave,
        wavesLeft,
        incumbent,
        previous,
        startedAt,
        until,
        deviceSecondsAtStart,
        deviceHours,
        stop,
        text,
        agrees,
        paused);
  }

  /** The session ends here, in the middle of its phase. */
  LoopState pausing(String reason) {
    return new LoopState(
        session,
        phase,
        wave,
        wavesLeft,
        incumbent,
        previous,
        startedAt,
        until,
        deviceSecondsAtStart,
        deviceHours,
        reason,
        reproduction,
        reproduced,
        true);
  }

  /** The same session with the limits of the command that carries it on. */
  LoopState within(@Nullable Instant end, @Nullable Double hours) {
    return new LoopState(
        session,
        phase,
        wave,
        wavesLeft,
        incumbent,
        previous,
        startedAt,
        end,
        deviceSecondsAtStart,
        hours,
        stop,
        reproduction,
        reproduced,
        paused);
  }

  /**
   * The next session. It begins with the phase the last one was cut off in; a wave that is open
   * counts as one of its own.
   */
  static LoopState next(
      @Nullable LoopState last, LoopOptions options, Instant now, double deviceSeconds) {
    boolean goesOn = last != null && last.phase != Phase.DONE && last.phase != Phase.REPORT;
    boolean open = goesOn && (last.phase == Phase.SCREEN || last.phase == Phase.FULL);
    return new LoopState(
        last == null ? 1 : last.session + 1,
        goesOn ? last.phase : Phase.BASELINE,
        last == null ? 0 : last.wave,
        open ? Math.max(0, options.waves() - 1) : options.waves(),
        last == null ? ExperimentId.BASELINE : last.incumbent,
        goesOn ? last.previous : null,
        now,
        options.until(),
        deviceSeconds,
        options.deviceHours(),
        null,
        goesOn ? last.reproduction : null,
        goesOn && last.reproduced,
        false);
  }

  /** The text kept in the archive. */
  public String toJson() {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("session", session);
    node.put("phase", phase.word());
    node.put("wave", wave);
    node.put("waves_left", wavesLeft);
    node.put("incumbent", incumbent.toString());
    node.put("previous", previous == null ? null : previous.toString());
    node.put("started_at", startedAt.toString());
    node.put("until", until == null ? null : until.toString());
    node.put("device_seconds_at_start", deviceSecondsAtStart);
    node.put("device_hours", deviceHours);
    node.put("stop", stop);
    node.put("reproduction", reproduction);
    node.put("reproduced", reproduced);
    node.put("paused", paused);
    return node.toString();
  }

  /** Reads {@link #toJson()}. */
  public static LoopState parse(String json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      String previous = text(node, "previous");
      String until = text(node, "until");
      return new LoopState(
          node.path("session").asInt(),
          Phase.valueOf(node.path("phase").asText().toUpperCase(Locale.ROOT)),
          node.path("wave").asInt(),
          node.path("waves_left").asInt(),
          ExperimentId.parse(node.path("incumbent").asText()),
          previous == null ? null : ExperimentId.parse(previous),
          Instant.parse(node.path("started_at").asText()),
          until == null ? null : Instant.parse(until),
          node.path("device_seconds_at_start").asDouble(),
          node.path("device_hours").isNumber() ? node.path("device_hours").asDouble() : null,
          text(node, "stop"),
          text(node, "reproduction"),
          node.path("reproduced").asBoolean(),
          node.path("paused").asBoolean());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new EnvironmentException(
          "the archive's loop state cannot be read: " + e.getMessage(),
          "run 'trotline archive verify'",
          e);
    }
  }

  private static @Nullable String text(JsonNode node, String key) {
    return node.path(key).isTextual() ? node.path(key).asText() : null;
  }
}
