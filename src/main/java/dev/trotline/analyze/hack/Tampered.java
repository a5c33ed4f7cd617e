package dev.trotline.analyze.hack;

import java.util.List;

/** Judgements or checkpoints that are not what was recorded when they were made. */
final class Tampered implements Detector.OfExperiment {

  static final String NAME = "evaluation_tampered";

  @Override
  public List<Flag> look(HackInput input) {
    if (input.integrity().isEmpty()) {
      return List.of();
    }
    List<String> all = input.candidate().stream().map(RunEvidence::name).toList();
    List<String> named =
        all.stream()
            .filter(name -> input.integrity().stream().anyMatch(text -> text.contains(name)))
            .toList();
    return List.of(
        new Flag(
            NAME,
            true,
            1,
            named.isEmpty() ? all : named,
            input.integrity().stream()
                .map(problem -> Evidence.statement(problem, "archive"))
                .toList(),
            "What was judged, or what the judge said, was changed after the fact.",
            "judge the runs again from their own checkpoints (evaluate), and find out who writes"
                + " into run folders"));
  }
}
