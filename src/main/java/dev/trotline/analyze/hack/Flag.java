package dev.trotline.analyze.hack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A hack or trap that was found.
 *
 * @param name one of the names in docs/hacks.md
 * @param blocks true if nothing may be promoted that has it
 * @param confidence from 0 to 1: how sure the evidence makes it
 * @param runs the runs that show it; all of the experiment's for what concerns it as a whole
 * @param evidence the figures, those of one run
 * @param meaning one sentence for an engineer
 * @param remedy what to do next
 */
public record Flag(
    String name,
    boolean blocks,
    double confidence,
    List<String> runs,
    List<Evidence> evidence,
    String meaning,
    String remedy) {

  public Flag {
    runs = List.copyOf(runs);
    evidence = List.copyOf(evidence);
  }

  /** What a run shows that is worth knowing and stands in no promotion's way. */
  static Flag note(
      String name,
      RunEvidence run,
      double confidence,
      List<Evidence> evidence,
      String meaning,
      String remedy) {
    return new Flag(name, false, confidence, List.of(run.name()), evidence, meaning, remedy);
  }

  Flag withRuns(List<String> others) {
    return new Flag(name, blocks, confidence, others, evidence, meaning, remedy);
  }

  Flag withConfidence(double other) {
    return new Flag(name, blocks, other, runs, evidence, meaning, remedy);
  }

  /** The part of a JSON document. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("flag", name);
    json.put("blocks", blocks);
    json.put("confidence", confidence);
    json.put("runs", runs);
    json.put("evidence", evidence.stream().map(Evidence::json).toList());
    json.put("meaning", meaning);
    json.put("remedy", remedy);
    return json;
  }
}
