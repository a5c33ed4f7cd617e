package dev.trotline.judge;

import dev.trotline.archive.JudgementRow;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.TrotlineException;
import dev.trotline.process.AtomicFile;
import dev.trotline.process.ShortCommand;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.EvaluationRequest;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.JudgeSettings;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges checkpoints by the simulator's fixed evaluation. A judgement is kept in the run's folder,
 * where the training could have put one itself: it is believed only as far as Trotline recorded it
 * (see {@link JudgeLedger}). A judge that was killed, or whose judgement was not recorded any more,
 * is simply asked again.
 */
public final class Judge {
  private static final String OUTPUT = "judgement.json";

  private final Simulator simulator;
  private final Protocol protocol;

  /**
   * @param simulator the simulator that trained the checkpoints
   * @param settings size of the evaluation
   */
  public Judge(Simulator simulator, JudgeSettings settings) {
    this.simulator = simulator;
    this.protocol = new Protocol(settings);
  }

  /** Where the judgement of a checkpoint is kept, as a path below the run's folder. */
  public String document(Path runFolder, Path checkpoint) {
    return runFolder.relativize(protocol.output(runFolder, checkpoint)).toString();
  }

  /**
   * Judges a checkpoint; takes seconds to minutes.
   *
   * @param runFolder the run's folder
   * @param logFolder the trainer's log folder
   * @param checkpoint the checkpoint
   * @param device where to compute
   * @param recorded what was recorded of the same document, or null to judge in any case
   * @throws EnvironmentException if the judge cannot work, or answers something else than asked
   */
  public Judgement evaluate(
      Path runFolder,
      Path logFolder,
      Path checkpoint,
      Device device,
      @Nullable JudgementRow recorded) {
    String checkpointHash = hash(checkpoint);
    Judgement known = believed(runFolder, checkpoint, checkpointHash, recorded);
    if (known != null) {
      return known;
    }
    String code = JudgeCode.of(simulator.judgeFiles());
    Path output = protocol.output(runFolder, checkpoint);
    byte[] answer = ask(logFolder, checkpoint, device);
    JudgeDocument document = JudgeDocument.parse(output, answer);
    if (!document.checkpointHash().isEmpty() && !document.checkpointHash().equals(checkpointHash)) {
      throw new EnvironmentException(
          checkpoint + " changed while it was judged", "judge it once its training has ended");
    }
    StudyFiles.createDirectories(output.getParent());
    AtomicFile.write(output, answer);
    return new Judgement(
        new Score(document.metrics()),
        runFolder.relativize(output).toString(),
        document.hash(),
        runFolder.relativize(checkpoint).toString(),
        checkpointHash,
        code,
        document.protocol(),
        true);
  }

  /** The judgement made earlier, if its document and its checkpoint are what they were. */
  private @Nullable Judgement believed(
      Path runFolder, Path checkpoint, String checkpointHash, @Nullable JudgementRow recorded) {
    Path output = protocol.output(runFolder, checkpoint);
    if (recorded == null
        || !recorded.document().equals(runFolder.relativize(output).toString())
        || !recorded.checkpointHash().equals(checkpointHash)
        || !Files.isRegularFile(output)) {
      return null;
    }
    try {
      JudgeDocument document = JudgeDocument.read(output);
      return document.hash().equals(recorded.documentHash())
          ? new Judgement(
              new Score(document.metrics()),
              recorded.document(),
              recorded.documentHash(),
              recorded.checkpoint(),
              recorded.checkpointHash(),
              recorded.code(),
              recorded.protocol(),
              false)
          : null;
    } catch (TrotlineException damaged) {
      return null;
    }
  }

  /**
   * The judge's answer. It is written to, and the judge works in, a new folder of its own: in the
   * run's folder the training could have left modules that Python would load instead of the
   * judge's, or a process that writes the answer first.
   */
  private byte[] ask(Path logFolder, Path checkpoint, Device device) {
    Path work = makeWorkFolder();
    try {
      Path answer = work.resolve(OUTPUT);
      CommandLine command =
          simulator
              .evaluation(
                  new EvaluationRequest(logFolder, checkpoint, protocol.settings(), device, answer))
              .orElseThrow(
                  () ->
                      new EnvironmentException(
                          "the simulator '" + simulator.kind() + "' has no judge",
                          "its runs are ranked by their training logs"));
      ShortCommand.Result result =
          ShortCommand.run(command.argv(), command.environment(), work, protocol.timeout());
      if (result.timedOut()) {
        throw new EnvironmentException(
            "the judge of "
                + checkpoint
                + " took longer than "
                + protocol.timeout().toSeconds()
                + " s",
            "judge fewer environments (study.yaml, judge.num_envs) or free the machine");
      }
      if (result.exitCode() != 0 || !Files.exists(answer)) {
        throw new EnvironmentException(
            "the judge could not evaluate " + checkpoint + ": " + lastLine(result.err()),
            "run it by hand: " + String.join(" ", command.argv()));
      }
      return Files.readAllBytes(answer);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read the judge's answer about " + checkpoint + ": " + e.getMessage(),
          "check the disk of the folder for temporary files",
          e);
    } finally {
      remove(work);
    }
  }

  private static Path makeWorkFolder() {
    try {
      return Files.createTempDirectory("trotline-judge-");
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot make a folder for the judge to work in: " + e.getMessage(),
          "check the folder for temporary files (TMPDIR) and its free space",
          e);
    }
  }

  private static void remove(Path work) {
    try (var files = Files.list(work)) {
      for (Path file : List.copyOf(files.toList())) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(work);
    } catch (IOException leftBehind) {
      // A few kilobytes among the temporary files; the system's own sweep finds them.
      return;
    }
  }

  private static String hash(Path checkpoint) {
    try {
      return Sha256.of(checkpoint);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read the checkpoint " + checkpoint + ": " + e.getMessage(),
          "check that it is still there and its permissions",
          e);
    }
  }

  private static String lastLine(String text) {
    String[] lines = text.strip().split("\n");
    return lines[lines.length - 1].strip();
  }
}
