package dev.trotline.diagnose.hang;

import dev.trotline.diagnose.hang.Stack.Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a hung run stood, by the files of its {@code evidence/} folder: stacks of py-spy and of
 * faulthandler, states of threads, GPUs, the kernel's words. The main thread of each Python process
 * is asked; of several processes the one that waits for no other is the root.
 */
public final class HangEvidence {

  private static final Pattern THREAD =
      Pattern.compile("^thread (\\d+) (.*), state (\\S+), waits in (\\S*)(?:, cpu (\\d+|\\?) %)?$");
  private static final Pattern PROCESS = Pattern.compile("^== (\\d+) (.*)$");

  /** Kernel functions in which a thread waits for a disk or a file server. */
  private static final Pattern FILE_WAIT =
      Pattern.compile(
          "nfs|rpc_|fuse|ceph|lustre|ll_|gpfs|cifs|smb|autofs|io_schedule|wait_on_page|folio_wait"
              + "|jbd2|ext4|xfs|btrfs|blk_|sync_");

  /** Per cent of a processor from which a thread is said to be busy: it may have to share. */
  private static final int BUSY = 25;

  /** Of one that was seen running: on a machine with too much to do it gets little. */
  private static final int BUSY_IF_RUNNING = 5;

  private static final int MOST_FRAMES = 4;

  /** Two dumps that agree are hardly chance; a single one may have caught it on its way. */
  private static final double TWICE = 0.05;

  private HangEvidence() {}

  /**
   * What else is known of the run.
   *
   * @param complete true if its artefacts say that the training reached its end
   * @param started true if at least one iteration was done
   */
  public record Situation(boolean complete, boolean started) {}

  /**
   * One cause with the lines that speak for it.
   *
   * @param cause a word of the vocabulary
   * @param confidence from 0 to 1
   * @param lines the telling ones first
   * @param remedy what to do
   */
  public record Finding(String cause, double confidence, List<Line> lines, String remedy) {

    public Finding {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A line of an evidence file.
   *
   * @param file name of the file in the folder
   * @param number from 1; 0 for a sentence about the file
   * @param text what it says
   */
  public record Line(String file, int number, String text) {}

  private record Verdict(Place place, Stack stack, Frame frame) {}

  /**
   * Reads the evidence.
   *
   * @param files text by file name
   * @param situation what else is known
   * @return best first; empty if no file says where the run stood
   */
  public static List<Finding> of(Map<String, String> files, Situation situation) {
    List<Stack> mains = mains(files);
    List<Line> states = states(files.getOrDefault("processes.txt", ""));
    List<Verdict> verdicts = new ArrayList<>();
    List<Stack> elsewhere = new ArrayList<>();
    for (Stack stack : mains) {
      int before = verdicts.size();
      for (Place place : Place.values()) {
        Optional<Frame> frame = place.in(stack);
        if (frame.isPresent()) {
          verdicts.add(new Verdict(place, stack, frame.get()));
          break;
        }
      }
      if (verdicts.size() == before) {
        elsewhere.add(stack);
      }
    }
    Optional<Finding> waits = fileWait(files.getOrDefault("processes.txt", ""), situation);
    if (waits.isPresent()) {
      return List.of(waits.get());
    }
    if (verdicts.stream().allMatch(verdict -> verdict.place() == Place.PEER)
        && (verdicts.isEmpty() || !elsewhere.isEmpty())) {
      return unplaced(elsewhere, states, situation);
    }
    // Who waits for others is no root while one of them is seen to stand somewhere.
    verdicts.sort(
        Comparator.comparingInt((Verdict v) -> v.place().waitsForOthers())
            .thenComparing(Verdict::place));
    Verdict best = verdicts.get(0);
    boolean twice =
        verdicts.stream()
            .anyMatch(
                v -> v.place() == best.place() && !v.stack().file().equals(best.stack().file()));
    List<Line> lines = new ArrayList<>();
    lines.add(
        new Line(
            best.stack().file(),
            best.frame().line(),
            best.frame().text() + ": it " + best.place().says()));
    frames(best.stack()).stream()
        .filter(line -> line.number() != best.frame().line())
        .forEach(lines::add);
    if (best.place().waitsForOthers() > 0) {
      elsewhere.stream()
          .filter(stack -> !stack.process().equals(best.stack().process()))
          .limit(1)
          .forEach(stack -> lines.addAll(frames(stack)));
    }
    lines.addAll(states);
    lines.addAll(surroundings(files, best.place()));
    return List.of(
        new Finding(
            best.place().cause(situation, best.frame().function()),
            Math.min(0.97, best.place().confidence() + (twice ? TWICE : 0)),
            lines,
            best.place().remedy()));
  }

  /** Main threads of Python programs; where none can be told, all threads. */
  private static List<Stack> mains(Map<String, String> files) {
    List<Stack> all = new ArrayList<>();
    new TreeMap<>(files)
        .forEach(
            (name, text) -> {
              if (name.startsWith("py-spy") || name.startsWith("faulthandler")) {
                all.addAll(Stack.read(name, text));
              }
            });
    List<Stack> mains = all.stream().filter(Stack::isMain).toList();
    return mains.isEmpty() ? all : mains;
  }

  /** A stack without a known place: where it stands is still worth more than nothing. */
  private static List<Finding> unplaced(List<Stack> mains, List<Line> states, Situation situation) {
    List<Line> lines = new ArrayList<>();
    if (!mains.isEmpty()) {
      lines.addAll(frames(mains.get(0)));
    }
    lines.addAll(states);
    if (lines.isEmpty()) {
      return List.of();
    }
    String cause =
        situation.complete()
            ? "shutdown_hang"
            : situation.started() ? "training_stalled" : "startup_hang";
    return List.of(
        new Finding(
            cause,
            mains.isEmpty() ? 0.5 : 0.65,
            lines,
            "Look at the function its stack ends in: a loop that never ends if the process is busy, a"
                + " lock or a sleep if it is not."));
  }

  private static List<Line> frames(Stack stack) {
    return stack.frames().stream()
        .filter(Frame::isPython)
        .limit(MOST_FRAMES)
        .map(frame -> new Line(stack.file(), frame.line(), frame.text()))
        .toList();
  }

  /** A thread in uninterruptible sleep inside a file system: not even KILL reaches it. */
  private static Optional<Finding> fileWait(String processes, Situation situation) {
    int number = 0;
    for (String line : processes.lines().toList()) {
      number++;
      Matcher thread = THREAD.matcher(line);
      if (thread.matches()
          && thread.group(3).equals("D")
          && FILE_WAIT.matcher(thread.group(4)).find()) {
        return Optional.of(
            new Finding(
                Place.FILES.cause(situation, ""),
                0.8,
                List.of(
                    new Line(
                        "processes.txt",
                        number,
                        line + ": it waits for a disk or a file server and cannot be interrupted")),
                Place.FILES.remedy()));
      }
    }
    return Optional.empty();
  }

  /** Busy, asleep or stopped: one sentence for each Python process. */
  private static List<Line> states(String processes) {
    List<Line> lines = new ArrayList<>();
    String command = "";
    int number = 0;
    for (String line : processes.lines().toList()) {
      number++;
      Matcher process = PROCESS.matcher(line);
      Matcher thread = THREAD.matcher(line);
      if (process.matches()) {
        command = process.group(2);
      } else if (thread.matches() && command.contains("python") && lines.size() < 3) {
        String busy = thread.group(5);
        int share = busy != null && busy.matches("\\d{1,6}") ? Integer.parseInt(busy) : 0;
        boolean runs = thread.group(3).equalsIgnoreCase("R");
        boolean works = share >= BUSY || runs && share >= BUSY_IF_RUNNING;
        boolean stopped = thread.group(3).equalsIgnoreCase("T");
        if (works || stopped) {
          String says =
              stopped ? "it was stopped by a signal or a debugger" : "it is busy, not waiting";
          lines.add(new Line("processes.txt", number, line + ": " + says));
        }
      }
    }
    return lines;
  }

  private static List<Line> surroundings(Map<String, String> files, Place place) {
    List<Line> lines = new ArrayList<>();
    if (place == Place.GPU || place == Place.PHYSICS || place == Place.COLLECTIVE) {
      first(files, "kernel.txt", "Xid").ifPresent(lines::add);
      String gpus = files.getOrDefault("gpu.csv", "");
      List<String> rows = gpus.lines().toList();
      if (rows.size() > 1) {
        lines.add(new Line("gpu.csv", 2, rows.get(1)));
      }
    }
    return lines;
  }

  private static Optional<Line> first(Map<String, String> files, String name, String word) {
    int number = 0;
    for (String line : files.getOrDefault(name, "").lines().toList()) {
      number++;
      if (line.contains(word)) {
        return Optional.of(new Line(name, number, line));
      }
    }
    return Optional.empty();
  }
}
