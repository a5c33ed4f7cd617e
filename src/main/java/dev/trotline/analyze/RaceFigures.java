package dev.trotline.analyze;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the gate knows besides its verdict.
 *
 * @param test which test counted: {@code pooled}, {@code welch}, {@code paired} or {@code none}
 * @param qValue Benjamini and Hochberg's q-value within the wave, NaN without a test
 * @param look number of this look in the race, from 1
 * @param mostSeeds seeds the candidate may get at most
 * @param goOn true if the candidate is undecided and further seeds of the race may decide
 * @param chance that it will be accepted at the end if it goes on, as far as the figures tell; NaN
 *     if decided
 * @param noiseShare the noise used as a share of the incumbent's mean (coefficient of variation)
 * @param noiseOrigin what the noise was measured on
 * @param shrunken the gain to expect the next time, corrected for having been picked; NaN unless
 *     accepted
 * @param pairing why the seeds were compared one by one, or not
 */
public record RaceFigures(
    String test,
    double qValue,
    int look,
    int mostSeeds,
    boolean goOn,
    double chance,
    double noiseShare,
    String noiseOrigin,
    double shrunken,
    String pairing) {

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("test", test);
    json.put("q", Figures.json(qValue));
    json.put("look", look);
    json.put("mostSeeds", mostSeeds);
    json.put("goOn", goOn);
    json.put("chance", Figures.json(chance));
    json.put("noiseShare", Figures.json(noiseShare));
    json.put("noiseOrigin", noiseOrigin);
    json.put("shrunkenImprovement", Figures.json(shrunken));
    json.put("pairing", pairing);
    return json;
  }
}
