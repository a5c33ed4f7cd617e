package dev.trotline.executor.slurm;

import dev.trotline.executor.Interruption;
import dev.trotline.executor.Interruption.Kind;
import dev.trotline.process.ProcessFacts;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what outside the program ended a job. Sources, the best first: the controller's state, the
 * words Slurm wrote into the job's output, the signals the job's script heard, the accounting.
 */
final class JobEnd {

  /** What a program leaves that was ended by HUP, INT, KILL or TERM. */
  private static final Set<Integer> BY_SIGNAL = Set.of(129, 130, 137, 143);

  private final JobTable table;
  private final SlurmCommands commands;

  JobEnd(JobTable table, SlurmCommands commands) {
    this.table = table;
    this.commands = commands;
  }

  Optional<Interruption> of(Path folder, Submission submission) {
    JobEvents events = JobEvents.read(folder);
    boolean claimed = ProcessFacts.isClaimed(folder);
    Integer code =
        ProcessFacts.inspect(folder) instanceof ProcessFacts.Ended ended ? ended.exitCode() : null;
    Optional<SlurmJob> job = table.look().of(submission);
    Optional<String> memory = events.memory();
    boolean signalled =
        code == null || BY_SIGNAL.contains(code) || events.heard("TERM") || events.heard("USR1");
    if (memory.isPresent() && code != null && code != 0) {
      return Optional.of(new Interruption(Kind.OUT_OF_MEMORY, "Slurm: " + memory.get().strip()));
    }
    if (!signalled) {
      return Optional.empty();
    }
    String number = submission.id() == null ? "" : " " + submission.id();
    Optional<Interruption> told =
        job.flatMap(j -> byState(j.state(), j.reason(), number))
            .or(() -> events.cancelled().flatMap(why -> byWords(why, number)));
    if (told.isEmpty() && memory.isPresent()) {
      told = Optional.of(new Interruption(Kind.OUT_OF_MEMORY, "Slurm: " + memory.get().strip()));
    }
    if (told.isEmpty() && events.heard("USR1")) {
      told =
          Optional.of(
              new Interruption(
                  Kind.TIME_LIMIT, "the time limit of its Slurm job" + number + " was near"));
    }
    if (told.isEmpty() && job.isEmpty() && submission.id() != null) {
      told = commands.remembered(submission).flatMap(state -> byState(state, "", number));
    }
    if (told.isEmpty() && code == null && claimed && events.refused()) {
      told = Optional.of(requeued("Slurm started its job" + number + " a second time", null));
    }
    if (told.isEmpty() && !claimed) {
      told = Optional.of(notStarted(submission, job.orElse(null), number));
    }
    if (told.isPresent() && told.get().kind() == Kind.CANCELLED) {
      // The controller's word is the same for all who cancel; the job's output knows more.
      Optional<Interruption> exact =
          events.cancelled().filter(why -> !why.isEmpty()).flatMap(why -> byWords(why, number));
      return exact.isPresent() ? exact : told;
    }
    return told;
  }

  private static Optional<Interruption> byState(String state, String reason, String number) {
    String job = "its Slurm job" + number;
    return Optional.ofNullable(
        switch (state) {
          case "TIMEOUT", "DEADLINE" ->
              new Interruption(Kind.TIME_LIMIT, job + " reached its time limit (" + state + ")");
          case "PREEMPTED" ->
              new Interruption(Kind.PREEMPTED, job + " was preempted by another (PREEMPTED)");
          case "NODE_FAIL", "BOOT_FAIL" ->
              new Interruption(Kind.NODE_FAILED, "the node of " + job + " failed (" + state + ")");
          case "OUT_OF_MEMORY" ->
              new Interruption(
                  Kind.OUT_OF_MEMORY, job + " used more memory than it was given (OUT_OF_MEMORY)");
          case "CANCELLED" ->
              new Interruption(Kind.CANCELLED, job + " was cancelled, not by Trotline (CANCELLED)");
          case "PENDING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT" ->
              requeued(job + " was requeued", reason);
          default -> null;
        });
  }

  private static Interruption requeued(String what, @Nullable String reason) {
    return new Interruption(
        Kind.REQUEUED, reason == null || reason.isEmpty() ? what : what + " (" + reason + ")");
  }

  private static Optional<Interruption> byWords(String why, String number) {
    String job = "its Slurm job" + number;
    String words = why.isEmpty() ? "" : " due to " + why.toLowerCase(Locale.ROOT);
    if (why.contains("TIME LIMIT")) {
      return Optional.of(new Interruption(Kind.TIME_LIMIT, job + " was ended" + words));
    }
    if (why.contains("PREEMPTION")) {
      return Optional.of(new Interruption(Kind.PREEMPTED, job + " was ended" + words));
    }
    if (why.contains("NODE FAILURE")) {
      return Optional.of(new Interruption(Kind.NODE_FAILED, job + " was ended" + words));
    }
    if (why.contains("REQUEUE")) {
      return Optional.of(new Interruption(Kind.REQUEUED, job + " was ended" + words));
    }
    return Optional.of(
        new Interruption(Kind.CANCELLED, job + " was cancelled, not by Trotline" + words));
  }

  private static Interruption notStarted(
      Submission submission, @Nullable SlurmJob job, String number) {
    return new Interruption(
        Kind.NOT_STARTED,
        job == null
            ? "Slurm took it "
                + submission.attempt()
                + " times and then knew nothing of it any more"
            : "its Slurm job"
                + number
                + " ended as "
                + job.state()
                + (job.reason().isEmpty() ? "" : " (" + job.reason() + ")")
                + " before the training began; slurm.log in its folder may say more");
  }
}
