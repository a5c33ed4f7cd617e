package dev.trotline.study;

import dev.trotline.error.InvalidInputException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an experiment is written in {@code experiments/expNNN.yaml}. */
final class ExperimentCodec {
  private ExperimentCodec() {}

  static Experiment read(String file, @Nullable Object document) {
    YamlNode root = YamlNode.root(file, document);
    String parent = root.stringOr("parent", null);
    List<Prediction> predictions = new ArrayList<>();
    for (YamlNode node : root.children("predictions")) {
      predictions.add(new Prediction(node.string("metric"), node.number("expected")));
      node.refuseUnknown();
    }
    String hypothesis = root.stringOr("hypothesis", "");
    Experiment experiment =
        new Experiment(
            ExperimentId.parse(root.string("id")),
            parent == null ? null : ExperimentId.parse(parent),
            author(root, file),
            hypothesis == null ? "" : hypothesis,
            root.children("edits").stream().map(EditCodec::read).toList(),
            predictions,
            root.integer("wave", 0, 0, Integer.MAX_VALUE),
            createdAt(root, file),
            root.stringOr("foreign", null));
    root.refuseUnknown();
    return experiment;
  }

  private static Author author(YamlNode root, String file) {
    String text = root.string("author");
    try {
      return Author.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          file + ": 'author' is '" + text + "'",
          file,
          "author",
          "write kind:name, such as human:ada or rule:stands_still",
          e);
    }
  }

  private static Instant createdAt(YamlNode root, String file) {
    String text = root.string("created_at");
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new InvalidInputException(
          file + ": 'created_at' is '" + text + "'",
          file,
          "created_at",
          "write a time such as 2026-11-20T21:00:00Z",
          e);
    }
  }

  static Map<String, Object> write(Experiment experiment) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", experiment.id().toString());
    if (experiment.parent() != null) {
      map.put("parent", experiment.parent().toString());
    }
    map.put("author", experiment.author().toString());
    map.put("created_at", experiment.createdAt().toString());
    map.put("wave", experiment.wave());
    map.put("hypothesis", experiment.hypothesis());
    if (experiment.foreign() != null) {
      map.put("foreign", experiment.foreign());
    }
    map.put("edits", experiment.edits().stream().map(EditCodec::write).toList());
    if (!experiment.predictions().isEmpty()) {
      List<Map<String, Object>> predictions = new ArrayList<>();
      for (Prediction prediction : experiment.predictions()) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("metric", prediction.metric());
        entry.put("expected", prediction.expected());
        predictions.add(entry);
      }
      map.put("predictions", predictions);
    }
    return map;
  }
}
