package dev.trotline.edit.yaml;

import dev.trotline.edit.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns composed nodes into plain data. */
final class NodeReader {

  private static final String PYTHON = "tag:yaml.org,2002:python/";

  /** Aliases are expanded, so a small file could otherwise grow without end. */
  private static final int MOST_NODES = 1_000_000;

  private final String name;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;

  NodeReader(String name) {
    this.name = name;
  }

  /** The value of a node; text outside of maps, lists and known scalars. */
  @Nullable Object value(Node node) {
    if (++nodes > MOST_NODES) {
      throw TaggedYaml.bad(name, line(node), "grows beyond measure through its aliases", null);
    }
    if (node instanceof ScalarNode scalar) {
      return ScalarText.value(scalar);
    }
    if (!open.add(node)) {
      throw TaggedYaml.bad(name, line(node), "contains itself through an alias", null);
    }
    try {
      return node instanceof SequenceNode sequence
          ? sequence(sequence)
          : mapping((MappingNode) node);
    } finally {
      open.remove(node);
    }
  }

  private @Nullable Object sequence(SequenceNode node) {
    List<Object> values = new ArrayList<>();
    for (Node element : node.getValue()) {
      values.add(value(element));
    }
    String tag = python(node);
    if (tag.equals("tuple")) {
      return new Tuple(values);
    }
    if (tag.endsWith("multiarray.scalar")) {
      return NumpyScalar.value(values);
    }
    // A text class such as Isaac Lab's ResolvableString is dumped with its text as only argument.
    boolean wrappedText = tag.startsWith("object/new:") && values.size() == 1;
    return wrappedText && values.get(0) instanceof String text ? text : values;
  }

  private Object mapping(MappingNode node) {
    Map<String, Object> values = new LinkedHashMap<>();
    List<Node> merged = new ArrayList<>();
    for (NodeTuple entry : node.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw TaggedYaml.bad(name, line(entry.getKeyNode()), "has a key that is not text", null);
      }
      if (key.getTag().equals(Tag.MERGE)) {
        merged.add(entry.getValueNode());
      } else {
        values.put(key.getValue(), value(entry.getValueNode()));
      }
    }
    merged.forEach(source -> merge(value(source), values));
    if (node.getTag().equals(Tag.SET)) {
      return new ArrayList<Object>(values.keySet());
    }
    Object arguments = values.get("args");
    boolean wrappedText = python(node).startsWith("object/new:") && arguments instanceof List<?>;
    if (wrappedText && ((List<?>) arguments).size() == 1) {
      Object only = ((List<?>) arguments).get(0);
      return only instanceof String ? only : values;
    }
    return values;
  }

  /** YAML 1.1's merge key: what is there already wins. */
  private static void merge(@Nullable Object source, Map<String, Object> into) {
    if (source instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (!into.containsKey(String.valueOf(key))) {
              into.put(String.valueOf(key), value);
            }
          });
    } else if (source instanceof List<?> list) {
      list.forEach(element -> merge(element, into));
    }
  }

  private static String python(Node node) {
    String tag = node.getTag().getValue();
    return tag.startsWith(PYTHON) ? tag.substring(PYTHON.length()) : "";
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
