package dev.trotline.executor.slurm;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job as squeue shows it.
 *
 * @param id its number; a controller that crashed may give it away again, so it identifies nothing
 *     without name and comment
 * @param state Slurm's word, {@code PENDING}
 * @param started when it started, or is expected to; null if Slurm has no idea
 * @param nodes where it runs or ran; empty if it never did
 * @param name its name
 * @param comment its comment; for a job of Trotline the run's marker
 * @param reason why it waits or why it ended
 */
record SlurmJob(
    long id,
    String state,
    @Nullable Instant started,
    String nodes,
    String name,
    String comment,
    String reason) {

  /** The reason is no single word, a foreign comment may hold anything: they come last. */
  static final String FORMAT = "%A|%T|%S|%N|%j|%k|%r";

  private static final Set<String> WAITING =
      Set.of(
          "PENDING",
          "REQUEUED",
          "REQUEUE_FED",
          "REQUEUE_HOLD",
          "RESV_DEL_HOLD",
          "SPECIAL_EXIT",
          "CONFIGURING",
          "POWER_UP_NODE");

  private static final Set<String> OVER =
      Set.of(
          "BOOT_FAIL",
          "CANCELLED",
          "COMPLETED",
          "DEADLINE",
          "FAILED",
          "LAUNCH_FAILED",
          "NODE_FAIL",
          "OUT_OF_MEMORY",
          "PREEMPTED",
          "RECONFIG_FAIL",
          "REVOKED",
          "TIMEOUT");

  /** Reasons that no time cures; compared without blanks and underscores. */
  private static final List<String> STUCK =
      List.of(
          "held",
          "partitionconfig",
          "partitiondown",
          "partitioninactive",
          "partitionnodelimit",
          "partitiontimelimit",
          "dependencyneversatisfied",
          "badconstraints",
          "invalidaccount",
          "invalidqos",
          "accountnotallowed",
          "qosnotallowed",
          "nodesrequiredforjobaredown",
          "launchfailed");

  /** Where it stands. */
  enum Phase {
    WAITING,
    ACTIVE,
    OVER
  }

  /** Words that are not known mean a job that may have processes. */
  Phase phase() {
    return WAITING.contains(state)
        ? Phase.WAITING
        : OVER.contains(state) ? Phase.OVER : Phase.ACTIVE;
  }

  /** True if it waits for something that will not come by itself. */
  boolean stuck() {
    String plain = reason.toLowerCase(Locale.ROOT).replaceAll("[ _]", "");
    return STUCK.stream().anyMatch(plain::contains);
  }

  /** True for a job of this run; a site may rewrite comments, then number and name must agree. */
  boolean isOf(Submission submission) {
    return comment.equals(submission.marker())
        || (Long.valueOf(id).equals(submission.id()) && name.equals(submission.name()));
  }

  /** Reads squeue's lines; those of other people's making that do not fit are passed over. */
  static List<SlurmJob> parse(String text) {
    List<SlurmJob> jobs = new ArrayList<>();
    text.lines().forEach(line -> parseLine(line).ifPresent(jobs::add));
    return List.copyOf(jobs);
  }

  private static Optional<SlurmJob> parseLine(String line) {
    String[] cells = line.split("\\|", 7);
    if (cells.length < 7 || !cells[0].matches("\\d{1,18}") || !cells[1].matches("[A-Z_]+")) {
      return Optional.empty();
    }
    return Optional.of(
        new SlurmJob(
            Long.parseLong(cells[0]),
            cells[1],
            time(cells[2]),
            cells[3].strip(),
            cells[4],
            cells[5],
            cells[6].strip()));
  }

  /** The commands are run with TZ=UTC. */
  private static @Nullable Instant time(String text) {
    try {
      return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException unknown) {
      return null;
    }
  }
}
