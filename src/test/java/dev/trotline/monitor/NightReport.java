package dev.trotline.monitor;

import dev.trotline.archive.RunRecord;
import dev.trotline.process.MarkerSweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * How well a night used its slots, by the dates of the files that supervisors write: a slot is busy
 * from a run's {@code pid} to its {@code exit_code}.
 *
 * @param slots busy spans of each slot in order, in milliseconds, each with its run's seed
 * @param wrong runs that came to something else than they were made to
 * @param orphans processes left behind
 * @param damage what {@code archive verify} says
 */
record NightReport(
    Map<String, List<long[]>> slots, List<String> wrong, int orphans, List<String> damage) {

  static NightReport of(ShellNight night) throws IOException {
    Map<String, List<long[]>> slots = new TreeMap<>();
    for (RunRecord run : night.archive.runs()) {
      Path folder = night.study.runFolder(run.id());
      long from = Files.getLastModifiedTime(folder.resolve("pid")).toMillis();
      Path exit = folder.resolve("exit_code");
      // A supervisor that was killed wrote none; its last sign of life is its end.
      Path end = Files.exists(exit) ? exit : folder.resolve("console.log");
      long to = Files.getLastModifiedTime(end).toMillis();
      String device = run.device() == null ? "none" : run.device();
      slots
          .computeIfAbsent(device, name -> new ArrayList<>())
          .add(new long[] {from, to, run.id().seed()});
    }
    slots.values().forEach(spans -> spans.sort(Comparator.comparingLong(span -> span[0])));
    int orphans = MarkerSweep.find(night.marker() + ":").size();
    return new NightReport(slots, NightBench.wrong(night.archive), orphans, night.archive.verify());
  }

  void print() {
    double[] gaps = gaps();
    double[] spans =
        slots.values().stream()
            .flatMap(List::stream)
            .mapToDouble(span -> (span[1] - span[0]) / 1000.0)
            .toArray();
    double mean = Arrays.stream(spans).average().orElse(0);
    double gap = Arrays.stream(gaps).average().orElse(0);
    double[] sorted = gaps.clone();
    Arrays.sort(sorted);
    System.out.printf("%d slots, %d runs of %.2f s on average%n", slots.size(), spans.length, mean);
    System.out.printf(
        "from an end to the next start: mean %.3f s, median %.3f, 95 %% %.3f, 99 %% %.3f, most %.3f s; %d of %d above 1 s%n",
        gap,
        at(sorted, 0.5),
        at(sorted, 0.95),
        at(sorted, 0.99),
        at(sorted, 1),
        Arrays.stream(gaps).filter(g -> g > 1).count(),
        gaps.length);
    System.out.println("the longest: " + longest());
    double ideal = ideal();
    double actual = actual();
    System.out.printf(
        "ideal schedule %.1f s, actual %.1f s: %.2f %% of the ideal%n",
        ideal, actual, 100 * ideal / actual);
    for (int minutes : new int[] {1, 5, 30}) {
      System.out.printf(
          "the same gaps between runs of %d min: slots busy %.3f %%%n",
          minutes, 100 * minutes * 60 / (minutes * 60 + gap));
    }
    System.out.println("lost or wrong runs: " + wrong.size() + " " + wrong);
    System.out.println("orphans: " + orphans + "; archive verify: " + damage);
  }

  private double[] gaps() {
    List<Double> gaps = new ArrayList<>();
    for (List<long[]> spans : slots.values()) {
      for (int i = 1; i < spans.size(); i++) {
        gaps.add((spans.get(i)[0] - spans.get(i - 1)[1]) / 1000.0);
      }
    }
    return gaps.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The longest gaps, and what the run before did. */
  private String longest() {
    List<String> all = new ArrayList<>();
    for (List<long[]> spans : slots.values()) {
      for (int i = 1; i < spans.size(); i++) {
        long gap = spans.get(i)[0] - spans.get(i - 1)[1];
        String kind = NightBench.kind((int) spans.get(i - 1)[2]);
        all.add(String.format("%06d ms after s%d (%s)", gap, spans.get(i - 1)[2], kind));
      }
    }
    all.sort(Comparator.reverseOrder());
    return String.join(", ", all.subList(0, Math.min(8, all.size())))
        .replaceAll("\\b0+(?=\\d)", "");
  }

  private static double at(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  /** Seconds of the same runs in the same order without any gap. */
  private double ideal() {
    PriorityQueue<Long> free = new PriorityQueue<>();
    slots.keySet().forEach(slot -> free.add(0L));
    long end = 0;
    for (long[] span :
        slots.values().stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparingLong(span -> span[0]))
            .toList()) {
      long until = free.remove() + span[1] - span[0];
      end = Math.max(end, until);
      free.add(until);
    }
    return end / 1000.0;
  }

  private double actual() {
    long from = Long.MAX_VALUE;
    long to = 0;
    for (List<long[]> spans : slots.values()) {
      for (long[] span : spans) {
        from = Math.min(from, span[0]);
        to = Math.max(to, span[1]);
      }
    }
    return (to - from) / 1000.0;
  }
}
