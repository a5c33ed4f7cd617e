package dev.trotline.diagnose.isolate;

import dev.trotline.diagnose.isolate.search.FactorSet;
import dev.trotline.diagnose.isolate.search.Findings;
import dev.trotline.diagnose.isolate.search.Findings.Conclusion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an isolation came to.
 *
 * @param settings what was asked
 * @param factors the experiment taken apart
 * @param findings what the search knows
 * @param symptom the kind of failure that was looked for, or null if none showed
 * @param cause the diagnosed cause of a probe that showed it, or null
 * @param evidence where that is to be seen: the probe and its decisive line, or null
 * @param unsettled parts that could not be judged and matter to the answer
 * @param envs environments of the probes; for a ladder the most
 * @param probes probes used, the needless ones included
 * @param cancelled of these, ended because they no longer mattered
 * @param deviceHours time devices were held
 */
public record IsolationResult(
    IsolationSettings settings,
    Factors factors,
    Findings findings,
    @Nullable String symptom,
    @Nullable String cause,
    @Nullable String evidence,
    List<Unsettled> unsettled,
    int envs,
    int probes,
    int cancelled,
    double deviceHours) {

  public IsolationResult {
    unsettled = List.copyOf(unsettled);
  }

  static IsolationResult of(
      IsolationSettings settings,
      Factors factors,
      Findings findings,
      List<Probe> probes,
      @Nullable String symptom,
      int envs) {
    double seconds = 0;
    int cancelled = 0;
    Probe telling = null;
    for (Probe probe : probes) {
      Probe.Outcome outcome = probe.outcome();
      if (outcome == null) {
        continue;
      }
      seconds += outcome.seconds();
      cancelled += outcome.cancelled() ? 1 : 0;
      boolean shows = !outcome.cancelled() && outcome.symptom().equals(symptom);
      // The fewer parts, the plainer the case.
      if (shows && (telling == null || probe.set().size() < telling.set().size())) {
        telling = probe;
      }
    }
    Probe.Outcome outcome = telling == null ? null : telling.outcome();
    String line = outcome == null ? null : outcome.evidence();
    List<Probe> counted =
        probes.stream().filter(probe -> isCounted(probe, settings, envs)).toList();
    List<Unsettled> unsettled =
        findings.unsettled().stream()
            .map(set -> Unsettled.of(set, factors, counted, symptom == null ? "" : symptom))
            .toList();
    return new IsolationResult(
        settings,
        factors,
        findings,
        symptom,
        outcome == null ? null : outcome.cause(),
        telling == null || line == null ? null : telling.name() + ": " + line,
        unsettled,
        envs,
        probes.size(),
        cancelled,
        seconds / 3600);
  }

  /** Probes with fewer environments than the last are not part of the answer; a ladder has all. */
  private static boolean isCounted(Probe probe, IsolationSettings settings, int envs) {
    return settings.kind() == Kind.ENVS || probe.envs() == envs;
  }

  /** True if at least one minimal failing set is known for sure. */
  public boolean isolated() {
    return findings.conclusion() == Conclusion.ISOLATED;
  }

  /** The minimal failing sets that are known for sure. */
  public List<Findings.Culprit> culprits() {
    return isolated()
        ? findings.culprits().stream().filter(Findings.Culprit::confirmed).toList()
        : List.of();
  }

  /** For a ladder: the environments from which on it fails; else null. */
  public @Nullable Integer atLeast() {
    return settings.kind() == Kind.ENVS && !culprits().isEmpty()
        ? Integer.valueOf(factors.envs(culprits().get(0).set(), envs))
        : null;
  }

  /** For a ladder: the most environments that really passed, below those that fail; else null. */
  public @Nullable Integer healthyUpTo() {
    if (settings.kind() != Kind.ENVS || culprits().isEmpty()) {
      return null;
    }
    FactorSet healthy = findings.healthy();
    return healthy == null ? null : Integer.valueOf(factors.envs(healthy, envs));
  }

  /** The answer in one or two sentences. */
  public String verdict() {
    String subject = settings.kind().subject();
    String what = Symptom.text(symptom == null ? "crash" : symptom);
    return switch (findings.conclusion()) {
      case ISOLATED -> isolatedSentence(what);
      case NOT_REPRODUCED ->
          settings.experiment()
              + " did not fail in "
              + findings.fullOf()
              + (findings.fullOf() == 1 ? " probe" : " probes")
              + " of "
              + settings.iterations()
              + " iterations with "
              + envs
              + " environments, so there is nothing to take apart"
              + (findings.others() > 0 ? "; " + findings.others() + " failed in other ways" : "");
      case NOT_THE_FACTOR ->
          "it is not "
              + subject
              + ": "
              + what
              + (settings.kind() == Kind.ENVS
                  ? " shows with a single environment as well"
                  : " shows whatever of it is left out");
      case UNSETTLED -> unsettled(what);
    };
  }

  private String isolatedSentence(String what) {
    List<String> parts = new ArrayList<>();
    for (Findings.Culprit culprit : culprits()) {
      String set =
          settings.kind() == Kind.ENVS ? atLeast() + " environments" : factors.text(culprit.set());
      parts.add(set + " (failed " + culprit.failed() + " of " + culprit.of() + ")");
    }
    Findings.Culprit any = culprits().get(0);
    String rest =
        settings.kind() == Kind.ENVS
            ? "; up to " + healthyUpTo() + " are healthy"
            : "; without " + (parts.size() > 1 ? "them" : "it");
    return what
        + " comes from "
        + String.join(", and from ", parts)
        + rest
        + " ("
        + any.restPassed()
        + " of "
        + any.restOf()
        + " probes passed)"
        + (unsettled.isEmpty() ? "" : "; " + unjudged(unsettled.size()))
        + (findings.open().isEmpty() ? "" : "; not settled whether anything else fails");
  }

  private String unsettled(String what) {
    FactorSet smallest =
        findings.smallest() != null
            ? findings.smallest()
            : findings.culprits().isEmpty() ? null : findings.culprits().get(0).set();
    return "not settled after "
        + probes
        + " probes: "
        + (smallest == null
            ? what + " was not seen often enough"
            : "the smallest set seen to fail is "
                + factors.text(smallest)
                + (findings.open().isEmpty()
                    ? ""
                    : ", open are " + texts(findings.open().subList(0, few()))));
  }

  /** In the sentence only how many, in the notes which and why. */
  private String unjudged(int count) {
    return settings.kind() == Kind.ENVS
        ? count
            + (count == 1 ? " number" : " numbers")
            + " of environments between could not be judged"
        : count + (count == 1 ? " set" : " sets") + " could not be judged";
  }

  private int few() {
    return Math.min(3, findings.open().size());
  }

  private String texts(List<FactorSet> sets) {
    return String.join("; ", sets.stream().map(factors::text).toList());
  }

  /** Things worth knowing, one sentence each. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    String recorded = settings.symptom();
    if (recorded != null && symptom != null && !recorded.equals(symptom)) {
      notes.add(
          settings.run()
              + " is on record with "
              + Symptom.text(recorded)
              + ", its probes show "
              + Symptom.text(symptom));
    }
    if (findings.others() > 0 && findings.conclusion() != Conclusion.NOT_REPRODUCED) {
      notes.add(findings.others() + " probes failed in another way and were not counted");
    }
    if (!unsettled.isEmpty()) {
      notes.add(
          "failed in another way, so that nobody knows whether it fails in this one: "
              + String.join("; ", unsettled.stream().map(Unsettled::text).toList()));
    }
    if (settings.kind() == Kind.CONFIG) {
      notes.add("edits that are refused without others were tried only together with them");
    }
    return notes;
  }

  /** The document of {@code --json}, without its schema key. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = settings.toJson();
    json.put("conclusion", findings.conclusion().name().toLowerCase(Locale.ROOT));
    json.put("complete", findings.complete());
    json.put("verdict", verdict());
    json.put("symptom", symptom);
    json.put("cause", cause);
    json.put("evidence", evidence);
    json.put("factors", settings.kind() == Kind.ENVS ? List.of() : factors.names());
    List<Map<String, Object>> sets = new ArrayList<>();
    for (Findings.Culprit culprit : culprits()) {
      Map<String, Object> set = new LinkedHashMap<>();
      set.put("members", settings.kind() == Kind.ENVS ? List.of() : factors.names(culprit.set()));
      set.put("at_least", atLeast());
      set.put("healthy_up_to", healthyUpTo());
      set.put("failed", culprit.failed());
      set.put("of", culprit.of());
      set.put("rest_passed", culprit.restPassed());
      set.put("rest_of", culprit.restOf());
      sets.add(set);
    }
    json.put("culprits", sets);
    FactorSet smallest = findings.smallest();
    json.put("smallest_failing", smallest == null ? null : factors.names(smallest));
    json.put("open", findings.open().stream().map(factors::text).toList());
    json.put("unsettled", unsettled.stream().map(Unsettled::toJson).toList());
    json.put("full_failed", findings.fullFailed());
    json.put("full_of", findings.fullOf());
    json.put("envs", envs);
    json.put("iterations", settings.iterations());
    json.put("probes", probes);
    json.put("cancelled", cancelled);
    json.put("most_probes", settings.most());
    json.put("device_hours", Math.round(deviceHours * 1e5) / 1e5);
    json.put("notes", notes());
    return json;
  }

  /** The same for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(settings.name() + ": " + verdict());
    if (evidence != null) {
      lines.add("  evidence: " + (cause == null ? "" : cause + ", ") + evidence);
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "  %d probes of at most %d (%d cut short), %d environments, %.3f device-hours;"
                + " the whole failed %d of %d",
            probes,
            settings.most(),
            cancelled,
            envs,
            deviceHours,
            findings.fullFailed(),
            findings.fullOf()));
    notes().forEach(note -> lines.add("  note: " + note));
    return lines;
  }
}
