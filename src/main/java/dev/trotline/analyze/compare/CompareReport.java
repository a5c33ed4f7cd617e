package dev.trotline.analyze.compare;

import dev.trotline.metrics.Curve;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an edit did: a candidate's runs against a reference's. Works for experiments over seeds, for
 * single runs and for log folders of any origin. How sure each sentence is follows from the number
 * of runs: see {@link Contrast.Basis}.
 */
public final class CompareReport {

  private final Side candidate;
  private final Side reference;
  private final Grid grid;
  private final Comparing comparing;
  private final ConfigComparison config;
  private final Map<String, Overlay> overlays = new LinkedHashMap<>();
  private final List<Effect> metrics;
  private final List<TermEffect> terms;
  private final List<Effect> terminations;
  private final @Nullable FirstDifference first;
  private final List<String> notes = new ArrayList<>();

  private CompareReport(Group candidateRuns, Group referenceRuns, Options options) {
    candidate = Side.of(candidateRuns);
    reference = Side.of(referenceRuns);
    List<Grid.Extent> extents =
        Stream.concat(candidate.members().stream(), reference.members().stream())
            .map(Side.Member::extent)
            .toList();
    grid = Grid.of(extents.isEmpty() ? List.of(new Grid.Extent(0, 0)) : extents);
    comparing = new Comparing(candidate, reference, grid, options);
    config = ConfigComparison.of(candidateRuns, referenceRuns);
    first = FirstDifference.of(candidateRuns, referenceRuns);
    boolean sameReward =
        config.known() && config.changes().stream().noneMatch(c -> c.group().equals("rewards"));
    metrics =
        comparing.effects(Side.Kind.METRIC, false).stream()
            .map(e -> e.name().equals("mean_reward") && !sameReward ? e.otherScale() : e)
            .toList();
    terms = comparing.terms(config);
    terminations = comparing.effects(Side.Kind.TERMINATION, true);
    reference.names(Side.Kind.METRIC).stream()
        .filter(candidate.names(Side.Kind.METRIC)::contains)
        .filter(name -> !isRepetition(name))
        .forEach(name -> overlay(name).ifPresent(found -> overlays.put(name, found)));
    options.tags().forEach(tag -> overlay(tag).ifPresent(found -> overlays.put(tag, found)));
    note(extents);
  }

  /** Compares two experiments, two runs, or one with the other. */
  public static CompareReport of(Group candidate, Group reference, Options options) {
    return new CompareReport(candidate, reference, options);
  }

  /** The same for lists, each called by its only run or by its first and the number of others. */
  public static CompareReport of(
      List<RunData> candidate, List<RunData> reference, Options options) {
    return of(named(candidate), named(reference), options);
  }

  private static Group named(List<RunData> runs) {
    return new Group(
        runs.size() == 1
            ? runs.get(0).name()
            : runs.get(0).name() + " and " + (runs.size() - 1) + " more",
        runs);
  }

  private void note(List<Grid.Extent> extents) {
    notes.addAll(reference.notes());
    notes.addAll(candidate.notes());
    for (Side.Member a : candidate.members()) {
      for (Side.Member b : reference.members()) {
        if (FirstDifference.isCopy(a.run().series(), b.run().series())) {
          notes.add(a.run().name() + " and " + b.run().name() + " are the same training");
        }
      }
    }
    if (grid.aligned()) {
      notes.add(
          "the runs share too few iterations (one may continue another): iterations count from"
              + " each run's own first one");
    } else if (extents.stream().map(Grid.Extent::last).distinct().count() > 1) {
      notes.add("runs end at different iterations: ends are compared at " + grid.commonTo());
    }
    if (!config.known()) {
      notes.add("one side has no dumped settings: what was changed is not known");
    }
    notes.addAll(config.warnings());
    if (comparing.basis() == Contrast.Basis.POINTS) {
      notes.add("one run each: what differs here another seed alone may do, too");
    }
  }

  /** The same curve on another scale; it can still be asked for by name. */
  private boolean isRepetition(String name) {
    List<String> names = reference.names(Side.Kind.METRIC);
    return name.equals("episode_length_share")
        || name.endsWith("_logged")
            && names.contains(name.substring(0, name.length() - "_logged".length()));
  }

  /** The candidate's name. */
  public String candidate() {
    return candidate.name();
  }

  /** The reference's name. */
  public String reference() {
    return reference.name();
  }

  /** Runs that count on the candidate's side. */
  public int candidateRuns() {
    return candidate.members().size();
  }

  /** Runs that count on the reference's side. */
  public int referenceRuns() {
    return reference.members().size();
  }

  /** First of the iterations averaged at the end. */
  public long lateFrom() {
    return Math.max(grid.commonFrom(), grid.commonTo() - comparing.window() + 1);
  }

  /** Last of the iterations averaged at the end: the last all runs have. */
  public long lateTo() {
    return grid.commonTo();
  }

  /** How noise was told, a sentence. */
  public String basis() {
    return comparing.basis().sentence();
  }

  /** What a reader must know before believing the rest. */
  public List<String> notes() {
    return Collections.unmodifiableList(notes);
  }

  /** The settings that differ. */
  public ConfigComparison config() {
    return config;
  }

  /** The curves of metrics both sides have, and of the tags asked for. */
  public Map<String, Overlay> overlays() {
    return Collections.unmodifiableMap(overlays);
  }

  /** The curve of a metric, a reward term, a termination cause or a tag, in this order. */
  public Optional<Overlay> overlay(String name) {
    for (Side.Kind kind : Side.Kind.values()) {
      if (reference.names(kind).contains(name) || candidate.names(kind).contains(name)) {
        return Optional.of(overlay(name, Side.named(kind, name)));
      }
    }
    boolean any =
        Stream.concat(
                reference.curves(Side.tag(name)).stream(),
                candidate.curves(Side.tag(name)).stream())
            .anyMatch(Optional::isPresent);
    return any ? Optional.of(overlay(name, Side.tag(name))) : Optional.empty();
  }

  private Overlay overlay(String name, Function<Side.Member, Optional<Curve>> which) {
    return comparing.overlay(name, comparing.unit(which), which);
  }

  /** The metrics at the end. */
  public List<Effect> metrics() {
    return metrics;
  }

  /** The reward terms at the end. */
  public List<TermEffect> terms() {
    return terms;
  }

  /** The termination causes at the end, shares of all. */
  public List<Effect> terminations() {
    return terminations;
  }

  /** Bit for bit, where both sides have a run of one seed; null if not. */
  public @Nullable FirstDifference firstDifference() {
    return first;
  }

  /** The reward of both sides over time: the reference's first. */
  public List<Decomposition> decompositions() {
    return List.of(comparing.decomposition(reference), comparing.decomposition(candidate));
  }

  /** The part of a JSON document, without the points of curves. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("reference", side(reference));
    json.put("candidate", side(candidate));
    var iterations = new LinkedHashMap<String, Object>();
    iterations.put("from", grid.commonFrom());
    iterations.put("to", grid.commonTo());
    iterations.put("bin", grid.width());
    iterations.put("lateFrom", lateFrom());
    iterations.put("aligned", grid.aligned());
    json.put("iterations", iterations);
    json.put("noise", basis());
    json.put("notes", notes);
    json.put("config", config.json());
    json.put("firstDifference", first == null ? null : first.json());
    var partings = new LinkedHashMap<String, Object>();
    overlays.forEach((name, overlay) -> partings.put(name, overlay.parting().json()));
    json.put("parting", partings);
    json.put("metrics", metrics.stream().map(Effect::json).toList());
    json.put("terms", terms.stream().map(TermEffect::json).toList());
    json.put("terminations", terminations.stream().map(Effect::json).toList());
    return json;
  }

  /** The same with the points of the overlays and the reward by terms over time. */
  public Map<String, Object> jsonWithCurves() {
    Map<String, Object> json = json();
    var curves = new LinkedHashMap<String, Object>();
    overlays.forEach((name, overlay) -> curves.put(name, overlay.json()));
    json.put("overlays", curves);
    json.put("decomposition", decompositions().stream().map(Decomposition::json).toList());
    return json;
  }

  private static Map<String, Object> side(Side side) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", side.name());
    json.put("runs", side.members().stream().map(m -> m.run().name()).toList());
    return json;
  }

  /** The same for people, at most 100 columns where names allow it. */
  public List<String> lines() {
    return new CompareText(this).lines();
  }
}
