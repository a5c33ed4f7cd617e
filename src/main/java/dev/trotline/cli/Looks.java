package dev.trotline.cli;

import dev.trotline.archive.Decision;
import dev.trotline.archive.RunRecord;
import dev.trotline.cli.output.Look;
import dev.trotline.cli.output.Spans;
import dev.trotline.error.TrotlineException;
import dev.trotline.loop.LoopState;
import dev.trotline.loop.Phase;
import dev.trotline.loop.Remaining;
import dev.trotline.monitor.Watch;
import dev.trotline.process.ShellWord;
import dev.trotline.study.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Gathers what a person sees of a study in one look; remembers the journal's end. */
final class Looks {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");
  private static final int DECISIONS = 4;
  private static final int NAMED = 3;

  /** Entries that change nothing of the course. */
  private static final Set<String> ROUTINE = Set.of("reference", RunRecord.IMPORT);

  private final Services services;
  private final ZoneId zone;
  private final Deque<String> decisions = new ArrayDeque<>();
  private long seen;

  Looks(Services services, ZoneId zone) {
    this.services = services;
    this.zone = zone;
  }

  /** One look. */
  Look at(Watch watch) {
    for (Decision decision : services.archive().decisions(seen)) {
      seen = decision.id();
      if (!ROUTINE.contains(decision.kind())) {
        decisions.addLast(line(decision));
      }
      if (decisions.size() > DECISIONS) {
        decisions.removeFirst();
      }
    }
    return new Look(
        watch.live(),
        ids(RunState.QUEUED),
        standing(),
        watch.problems(),
        new ArrayList<>(decisions));
  }

  private String line(Decision decision) {
    return CLOCK.format(decision.at().atZone(zone))
        + " "
        + decision.kind()
        + " "
        + decision.subject()
        + (decision.reason().isBlank() ? "" : ": " + decision.reason());
  }

  private List<String> ids(RunState first, RunState... more) {
    return services.archive().runsIn(EnumSet.of(first, more)).stream()
        .map(run -> run.id().toString())
        .toList();
  }

  /** Where the loop stands, or empty if none is under way. */
  private String standing() {
    Optional<LoopState> known = services.archive().get(LoopState.KEY).map(LoopState::parse);
    if (known.isEmpty() || known.get().phase() == Phase.DONE || known.get().paused()) {
      return "";
    }
    LoopState state = known.get();
    Remaining left = Remaining.of(services.study(), services.archive(), state);
    StringBuilder text =
        new StringBuilder("session ")
            .append(state.session())
            .append(", wave ")
            .append(state.wave())
            .append(", ")
            .append(state.phase().word());
    Instant deadline = left.deadline();
    if (deadline != null) {
      Instant now = services.now();
      text.append("; until ").append(Spans.moment(deadline, now, zone));
      text.append(", in ").append(Spans.span(Duration.between(now, deadline)));
    }
    if (left.deviceHours() != null) {
      text.append(String.format(Locale.ROOT, "; %.2f device hours left", left.deviceHours()));
    }
    return text.toString();
  }

  /** What becomes of the runs if this command ends now; one sentence. */
  String farewell() {
    try {
      List<String> live = ids(RunState.STARTING, RunState.TRAINING);
      int queued = ids(RunState.QUEUED).size();
      if (live.isEmpty() && queued == 0) {
        return "interrupted; nothing is running";
      }
      String running =
          live.isEmpty()
              ? "no run is live"
              : named(live) + (live.size() == 1 ? " goes on training" : " go on training");
      return "interrupted: "
          + running
          + (queued == 0
              ? ""
              : queued == 1 ? ", 1 run waits in the queue" : ", " + queued + " runs wait queued");
    } catch (TrotlineException e) {
      return "interrupted; runs that were started go on training";
    }
  }

  private static String named(List<String> live) {
    return String.join(", ", live.subList(0, Math.min(NAMED, live.size())))
        + (live.size() > NAMED ? " and " + (live.size() - NAMED) + " more" : "");
  }

  /** How to watch, carry on and end them. */
  String remedy() {
    String self = "trotline --study " + ShellWord.quote(services.study().root().toString());
    return "'" + self + " monitor' shows them, 'stop --all' ends them, the same command carries on";
  }
}
