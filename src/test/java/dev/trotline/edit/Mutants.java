package dev.trotline.edit;

import dev.trotline.study.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes edits for a reference configuration: sound ones, and ones that are wrong in one way. */
final class Mutants {

  private static final List<String> PROTECTED =
      List.of("env.commands.", "env.terminations.", "env.sim.", "env.scene.robot.spawn.");

  private final ReferenceConfig reference;
  private final SplittableRandom random;
  private final List<String> leaves = new ArrayList<>();
  private final List<String> terms;

  Mutants(ReferenceConfig reference, long seed) {
    this.reference = reference;
    this.random = new SplittableRandom(seed);
    collect("env", reference.env());
    collect("agent", reference.agent());
    this.terms = List.copyOf(map("env.rewards").keySet());
  }

  private void collect(String path, Map<String, Object> tree) {
    tree.forEach(
        (key, value) -> {
          String at = path + "." + key;
          if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
            collect(at, ConfigTree.mapping(inner));
          } else if (key.matches("[A-Za-z0-9_]+")) {
            leaves.add(at);
          }
        });
  }

  /** Dotted paths of all values an override can address. */
  List<String> leaves() {
    return leaves;
  }

  /** An edit that must be refused, with the way in which it is wrong. */
  Map.Entry<String, Edit> invalid() {
    List<Supplier<Map.Entry<String, Edit>>> ways =
        List.of(
            () -> named("typo in a path", set(typo(leaf(Object.class)), 1.0)),
            () -> named("typo in a term", termEdit(typo(term()))),
            () -> named("typo in a parameter", new Edit.SetParam(term(), typo("std"), 0.5)),
            this::wrongType,
            () -> named("value onto null", set(nullLeaf(), pick(1.0, 3L, "x", true))),
            () -> named("null onto a value", set(requiredLeaf(), null)),
            () -> named("not finite", set(leaf(Double.class), notFinite())),
            () -> named("weight not finite", new Edit.SetWeight(term(), notFinite())),
            () -> named("wrong sign", wrongSign()),
            () -> named("huge weight", new Edit.SetWeight(term(), sign(1e4 + 1e9 * next()))),
            () -> named("negative", set(positiveLeaf(), -next() - 0.01)),
            () -> named("reversed range", reversed()),
            () -> named("wrong length", wrongLength()),
            () -> named("wrong element", wrongElement()),
            () -> named("protected", set(protectedLeaf(), null)),
            () -> named("below a value", set(leaf(Double.class) + ".x", 1.0)),
            () -> named("whole section", set(section(), pick(1.0, null, "x", Map.of("a", 1L)))),
            () -> named("new key", set("+env.rewards.mine" + random.nextInt(99) + ".weight", 1.0)),
            () -> named("bad factor", new Edit.ScaleWeight(used(), pick(-1.0, notFinite(), 1e9))),
            () -> named("term in use", new Edit.AddTerm(used(), -0.1)),
            () -> named("new term", new Edit.AddTerm("my_term_" + random.nextInt(99), 1.0)),
            this::agentOutOfBounds);
    return ways.get(random.nextInt(ways.size())).get();
  }

  /** An edit that must be accepted after any other of these. */
  Edit valid() {
    String used = used();
    double weight = ((Number) at("env.rewards." + used + ".weight")).doubleValue();
    String off = pick("joint_power", "feet_slide", "joint_deviation_l1", "dof_pos_limits");
    return pick(
        new Edit.SetWeight(used, weight * Math.pow(10, random.nextDouble(-1.5, 1.5))),
        new Edit.ScaleWeight(used, random.nextDouble(0.1, 10)),
        new Edit.SetWeight(off, -random.nextDouble(1e-6, 5)),
        new Edit.SetParam("track_lin_vel_xy_exp", "std", random.nextDouble(0.05, 2)),
        new Edit.SetParam("feet_air_time", "threshold", (long) random.nextInt(1, 3)),
        new Edit.SetConfig("agent.algorithm.learning_rate", random.nextDouble(1e-6, 0.1)),
        new Edit.SetConfig("agent.algorithm.entropy_coef", random.nextInt(2)),
        new Edit.SetConfig("agent.policy.actor_hidden_dims", List.of(64, random.nextInt(8, 512))),
        new Edit.SetConfig("agent.policy.activation", pick("elu", "relu", "tanh")),
        new Edit.SetConfig("agent.policy.actor_obs_normalization", random.nextBoolean()),
        new Edit.SetConfig("agent.num_steps_per_env", random.nextInt(16, 64)),
        new Edit.SetConfig("env.scene.num_envs", random.nextInt(64, 512)),
        new Edit.SetConfig("env.actions.joint_pos.scale", random.nextDouble(0.1, 1)),
        new Edit.SetConfig(
            "env.events.reset_base.params.velocity_range.x", List.of(-next(), next())),
        new Edit.SetConfig(
            "env.rewards.feet_gait.params.synced_feet_pair_names",
            List.of(List.of("FL_foot", "FR_foot"), List.of("RL_foot", "RR_foot"))),
        new Edit.SetConfig(
            "env.rewards.undesired_contacts.params.sensor_cfg.body_names",
            pick(".*_thigh", "(F|R)[LR]_thigh", "trunk", ".*")));
  }

  private Map.Entry<String, Edit> wrongType() {
    String path = leaf(Object.class);
    Object stock = at(path);
    if (stock instanceof Double) {
      return named("wrong type", set(path, pick("0.5", "high", true, List.of(0.5))));
    }
    if (stock instanceof Long) {
      return named("wrong type", set(path, pick("5", false, 2.5, List.of(5L))));
    }
    if (stock instanceof Boolean) {
      return named("wrong type", set(path, pick("true", 1L, 0.0, List.of(true))));
    }
    if (stock instanceof List<?>) {
      return named("wrong type", set(path, pick("x", 1L, 0.5, true)));
    }
    return stock instanceof String
        ? named("wrong type", set(path, pick(1L, 0.5, true, List.of("x"))))
        : wrongType();
  }

  private Map.Entry<String, Edit> agentOutOfBounds() {
    return named(
        "out of bounds",
        pick(
            set("agent.algorithm.learning_rate", pick(1.0, 0.0, 5.0, -1e-3)),
            set("agent.algorithm.gamma", pick(0.0, 1.0001, -0.9, 99.0)),
            set("agent.algorithm.lam", pick(0.0, 1.5, -0.1)),
            set("agent.algorithm.clip_param", pick(0.0, -0.2, 20.0)),
            set("agent.algorithm.num_learning_epochs", pick(0L, -3L, 5000L)),
            set("agent.algorithm.num_mini_batches", pick(0L, -1L, 1_000_000L)),
            set("agent.num_steps_per_env", pick(0L, -24L, 1_000_000L)),
            set("agent.policy.init_noise_std", pick(0.0, -1.0, 100.0)),
            set("agent.policy.activation", pick("Elu", "rellu", "")),
            set("agent.policy.actor_hidden_dims", pick(List.of(0L), List.of(), List.of(-8L, 8L))),
            set("env.scene.num_envs", pick(0L, -64L, 10_000_000L)),
            set("env.decimation", pick(0L, -4L)),
            set("agent.save_interval", pick(0L, -1L))));
  }

  private Edit wrongSign() {
    String term = term();
    int sign = WeightRule.expected(term, at("env.rewards." + term));
    return new Edit.SetWeight(term, -sign * (next() + 1e-3));
  }

  private Edit reversed() {
    String path =
        choose(
            leaves.stream()
                .filter(leaf -> leaf.matches(".*(range[^.]*|range\\.[^.]+|ranges\\.[^.]+|clip)"))
                .filter(leaf -> at(leaf) instanceof List<?>));
    return set(path, List.of(next() + 0.5, next() - 0.5));
  }

  private Edit wrongLength() {
    String path = choose(leaves.stream().filter(leaf -> at(leaf) instanceof Tuple));
    List<Object> value = new ArrayList<>((Tuple) at(path));
    if (random.nextBoolean()) {
      value.remove(0);
    } else {
      value.add(value.get(0));
    }
    return set(path, value);
  }

  private Edit wrongElement() {
    String path = choose(leaves.stream().filter(leaf -> at(leaf) instanceof Tuple));
    List<Object> value = new ArrayList<>((Tuple) at(path));
    value.set(random.nextInt(value.size()), pick(true, null, Map.of(), Double.NaN));
    return set(path, value);
  }

  private Edit termEdit(String term) {
    return pick(
        new Edit.SetWeight(term, -0.1),
        new Edit.ScaleWeight(term, 0.5),
        new Edit.RemoveTerm(term),
        new Edit.AddTerm(term, -0.1),
        new Edit.SetParam(term, "std", 0.5),
        new Edit.SetTerrain(term, "proportion", 0.1));
  }

  private String protectedLeaf() {
    return choose(leaves.stream().filter(leaf -> PROTECTED.stream().anyMatch(leaf::startsWith)));
  }

  private String positiveLeaf() {
    return choose(
        leaves.stream()
            .filter(
                leaf ->
                    leaf.matches(
                        ".*\\.(std|threshold|proportion|.*width|noise_step|.*_scale|scale"
                            + "|stiffness|damping|entropy_coef|desired_kl|max_grad_norm"
                            + "|value_loss_coef|target_height)"))
            .filter(leaf -> at(leaf) instanceof Double));
  }

  private String nullLeaf() {
    return choose(leaves.stream().filter(leaf -> at(leaf) == null));
  }

  private String requiredLeaf() {
    return choose(
        leaves.stream()
            .filter(leaf -> at(leaf) != null && !(at(leaf) instanceof Map<?, ?>))
            .filter(leaf -> !leaf.matches(".*(clip|scale|desired_kl|_final|_level)")));
  }

  private String section() {
    return pick("env", "env.rewards", "env.scene.terrain", "agent.policy", "env.actions.joint_pos");
  }

  private String leaf(Class<?> type) {
    return choose(leaves.stream().filter(leaf -> type.isInstance(at(leaf))));
  }

  private String term() {
    return terms.get(random.nextInt(terms.size()));
  }

  private String used() {
    return choose(
        terms.stream()
            .filter(term -> !Double.valueOf(0).equals(at("env.rewards." + term + ".weight"))));
  }

  private String typo(String name) {
    int at = name.lastIndexOf('.') + 1 + random.nextInt(name.length() - name.lastIndexOf('.') - 1);
    String wrong =
        switch (random.nextInt(3)) {
          case 0 -> name.substring(0, at) + "q" + name.substring(at);
          case 1 -> name.substring(0, at) + "Q" + name.substring(at + 1);
          default -> name + "_x";
        };
    return wrong;
  }

  private double notFinite() {
    return pick(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }

  private double sign(double value) {
    return random.nextBoolean() ? value : -value;
  }

  private double next() {
    return random.nextDouble();
  }

  private Object at(String path) {
    return reference.at(path);
  }

  private Map<String, Object> map(String path) {
    return ConfigTree.mapping((Map<?, ?>) at(path));
  }

  private String choose(Stream<String> from) {
    List<String> list = from.toList();
    return list.get(random.nextInt(list.size()));
  }

  @SafeVarargs
  private <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static Edit set(String path, Object value) {
    return new Edit.SetConfig(path, value);
  }

  private static Map.Entry<String, Edit> named(String way, Edit edit) {
    return Map.entry(way, edit);
  }
}
