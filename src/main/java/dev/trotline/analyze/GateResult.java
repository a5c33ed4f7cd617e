package dev.trotline.analyze;

import dev.trotline.analyze.stats.Interval;
import dev.trotline.study.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the gate says of one candidate, with the figures behind it.
 *
 * @param verdict accepted, rejected or inconclusive
 * @param candidate name of the candidate
 * @param incumbent name of what it was held against
 * @param metric the deciding metric
 * @param candidateSeeds seeds of the candidate with a value
 * @param incumbentSeeds seeds of the incumbent with a value
 * @param candidateMean mean of the metric, NaN without a value
 * @param incumbentMean mean of the metric, NaN without a value
 * @param improvement difference of the means in the metric's unit, positive if the candidate is
 *     better
 * @param interval of the improvement, wide enough for all candidates judged together
 * @param pValue chance of such an improvement by seed noise alone, adjusted for the number of
 *     candidates (Holm) and, in a race, for the looks; NaN where no test was possible
 * @param noise the standard deviation between seeds that was used
 * @param moreSeeds further seeds of the candidate after which the same figures would decide; 0 if
 *     decided, -1 if more seeds would not help
 * @param reason one or two sentences for the journal
 * @param race further figures: the test that counted, the look, the outlook
 */
public record GateResult(
    Verdict verdict,
    String candidate,
    String incumbent,
    String metric,
    int candidateSeeds,
    int incumbentSeeds,
    double candidateMean,
    double incumbentMean,
    double improvement,
    Interval interval,
    double pValue,
    double noise,
    int moreSeeds,
    String reason,
    RaceFigures race) {

  /** True if the candidate becomes the incumbent. */
  public boolean isAccepted() {
    return verdict == Verdict.ACCEPTED;
  }

  /**
   * The same, but refused for a reason that no figure outweighs.
   *
   * @param why what stands behind the figures, one sentence
   */
  public GateResult refused(String why) {
    return new GateResult(
        Verdict.REJECTED,
        candidate,
        incumbent,
        metric,
        candidateSeeds,
        incumbentSeeds,
        candidateMean,
        incumbentMean,
        improvement,
        interval,
        pValue,
        noise,
        0,
        "not promoted, whatever the figures say: " + why + " (the gate: " + reason + ")",
        race);
  }

  /** The part of a JSON document; figures that do not exist are null. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("verdict", verdict.word());
    json.put("candidate", candidate);
    json.put("incumbent", incumbent);
    json.put("metric", metric);
    json.put("candidateSeeds", candidateSeeds);
    json.put("incumbentSeeds", incumbentSeeds);
    json.put("candidateMean", Figures.json(candidateMean));
    json.put("incumbentMean", Figures.json(incumbentMean));
    json.put("improvement", Figures.json(improvement));
    json.put("low", Figures.json(interval.low()));
    json.put("high", Figures.json(interval.high()));
    json.put("confidence", interval.confidence());
    json.put("p", Figures.json(pValue));
    json.put("noise", Figures.json(noise));
    json.put("moreSeeds", moreSeeds);
    json.put("reason", reason);
    json.putAll(race.json());
    return json;
  }
}
