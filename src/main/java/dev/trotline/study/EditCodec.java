package dev.trotline.study;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an edit is written in study.yaml and in experiment files: one mapping whose {@code kind}
 * names the type.
 */
final class EditCodec {
  private EditCodec() {}

  static Edit read(YamlNode node) {
    String kind = node.string("kind");
    Edit edit =
        switch (kind) {
          case "weight" -> new Edit.SetWeight(node.string("term"), node.number("weight"));
          case "scale" -> new Edit.ScaleWeight(node.string("term"), node.number("factor"));
          case "param" ->
              new Edit.SetParam(node.string("term"), node.string("param"), value(node, "value"));
          case "add" ->
              new Edit.AddTerm(
                  node.string("term"),
                  node.number("weight"),
                  node.stringOr("func", null),
                  params(node));
          case "remove" -> new Edit.RemoveTerm(node.string("term"));
          case "terrain" ->
              new Edit.SetTerrain(
                  node.string("sub_terrain"), node.string("key"), value(node, "value"));
          case "config" -> {
            if (!node.isPresent("value")) {
              throw node.bad("value", "is missing", "add the value, or null to unset it");
            }
            yield new Edit.SetConfig(node.string("path"), node.raw("value"));
          }
          default ->
              throw node.bad(
                  "kind",
                  "is '" + kind + "'",
                  "use one of: weight, scale, param, add, remove, terrain, config");
        };
    node.refuseUnknown();
    return edit;
  }

  private static Map<String, Object> params(YamlNode node) {
    Object raw = node.isPresent("params") ? node.raw("params") : Map.of();
    if (!(raw instanceof Map<?, ?> given)) {
      throw node.bad("params", "is not a mapping", "give each parameter its value");
    }
    Map<String, Object> params = new LinkedHashMap<>();
    given.forEach((name, value) -> params.put(String.valueOf(name), value));
    return params;
  }

  private static Object value(YamlNode node, String name) {
    Object value = node.raw(name);
    if (value == null) {
      throw node.bad(name, "is missing", "add the new value");
    }
    return value;
  }

  static Map<String, Object> write(Edit edit) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (edit instanceof Edit.SetWeight e) {
      map.put("kind", "weight");
      map.put("term", e.term());
      map.put("weight", e.weight());
    } else if (edit instanceof Edit.ScaleWeight e) {
      map.put("kind", "scale");
      map.put("term", e.term());
      map.put("factor", e.factor());
    } else if (edit instanceof Edit.SetParam e) {
      map.put("kind", "param");
      map.put("term", e.term());
      map.put("param", e.param());
      map.put("value", e.value());
    } else if (edit instanceof Edit.AddTerm e) {
      map.put("kind", "add");
      map.put("term", e.term());
      map.put("weight", e.weight());
      if (e.func() != null) {
        map.put("func", e.func());
      }
      if (!e.params().isEmpty()) {
        map.put("params", e.params());
      }
    } else if (edit instanceof Edit.RemoveTerm e) {
      map.put("kind", "remove");
      map.put("term", e.term());
    } else if (edit instanceof Edit.SetTerrain e) {
      map.put("kind", "terrain");
      map.put("sub_terrain", e.subTerrain());
      map.put("key", e.key());
      map.put("value", e.value());
    } else if (edit instanceof Edit.SetConfig e) {
      map.put("kind", "config");
      map.put("path", e.path());
      map.put("value", e.value());
    }
    return map;
  }
}
