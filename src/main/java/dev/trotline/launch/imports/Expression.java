package dev.trotline.launch.imports;

import dev.trotline.edit.EditParser;
import dev.trotline.edit.EditValidator;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.Literal;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.error.InvalidInputException;
import dev.trotline.error.TrotlineException;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Edit;
import dev.trotline.study.SimulatorSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says by which edits of the study's starting point a configuration could be trained here, or why
 * by none.
 */
final class Expression {

  /** More differences than this are another task, not an experiment. */
  private static final int MOST_EDITS = 40;

  private static final String REWARDS = "env.rewards.";

  private final SimulatorSettings settings;
  private final Simulator simulator;
  private @Nullable EditedConfig start;
  private @Nullable Configuration base;
  private @Nullable String unusable;

  /**
   * @param settings the study's simulator
   * @param simulator for the stock task's configuration, asked for once
   */
  Expression(SimulatorSettings settings, Simulator simulator) {
    this.settings = settings;
    this.simulator = simulator;
  }

  /**
   * What came of it.
   *
   * @param edits the edits, empty if it is foreign
   * @param foreign why there are none that would do, or null
   */
  record Result(List<Edit> edits, @Nullable String foreign) {

    Result {
      edits = List.copyOf(edits);
    }

    static Result foreign(String why) {
      return new Result(List.of(), why);
    }
  }

  /**
   * Tries to express a configuration.
   *
   * @param env the environment's tree as dumped
   * @param agent the agent's tree as dumped
   */
  Result of(Map<String, Object> env, Map<String, Object> agent) {
    Configuration wanted = Configuration.of(env, agent);
    prepare();
    EditedConfig from = start;
    Configuration known = base;
    if (from == null || known == null) {
      return Result.foreign(String.valueOf(unusable));
    }
    Map<String, @Nullable Object> changes = new TreeMap<>();
    differences("env", known.env(), wanted.env(), changes);
    differences("agent", known.agent(), wanted.agent(), changes);
    if (changes.size() > MOST_EDITS) {
      return Result.foreign(
          "it differs from the study's task "
              + settings.task()
              + " in "
              + changes.size()
              + " settings, first in "
              + changes.keySet().iterator().next());
    }
    List<Edit> edits = new ArrayList<>();
    try {
      for (Map.Entry<String, @Nullable Object> change : changes.entrySet()) {
        edits.add(edit(change.getKey(), change.getValue(), from, env, agent));
      }
      EditedConfig edited =
          EditValidator.validate(from.reference(), settings.base(), List.copyOf(edits));
      simulator.requireExpressible(edited);
      Configuration reached = Configuration.of(withEnvs(edited.env()), edited.agent());
      return reached.equals(wanted)
          ? new Result(edits, null)
          : Result.foreign("no list of edits of " + settings.task() + " comes to the same");
    } catch (InvalidInputException e) {
      return Result.foreign(
          "it cannot be expressed as edits of " + settings.task() + ": " + e.getMessage());
    }
  }

  private void prepare() {
    if (start != null || unusable != null) {
      return;
    }
    try {
      EditedConfig stock =
          EditValidator.validate(simulator.reference(), settings.base(), List.of());
      base = Configuration.of(withEnvs(stock.env()), stock.agent());
      start = stock;
    } catch (TrotlineException e) {
      unusable =
          "the configuration of the study's task is not known here, so it cannot be compared: "
              + e.getMessage();
    }
  }

  /** The study's own number of environments, which its runs get on the command line. */
  private Map<String, Object> withEnvs(Map<String, Object> env) {
    if (settings.numEnvs() == null || !(env.get("scene") instanceof Map<?, ?> scene)) {
      return env;
    }
    Map<String, Object> changed = new LinkedHashMap<>(env);
    Map<Object, Object> smaller = new LinkedHashMap<>(scene);
    smaller.put("num_envs", settings.numEnvs());
    changed.put("scene", smaller);
    return changed;
  }

  /** Path to new value of all that differs; a mapping only where it appears or disappears. */
  private static void differences(
      String path, Map<?, ?> old, Map<?, ?> now, Map<String, @Nullable Object> changes) {
    TreeSet<String> keys = new TreeSet<>();
    old.keySet().forEach(key -> keys.add(String.valueOf(key)));
    now.keySet().forEach(key -> keys.add(String.valueOf(key)));
    for (String key : keys) {
      Object before = old.get(key);
      Object after = now.get(key);
      String at = path + "." + key;
      if (before instanceof Map<?, ?> a && after instanceof Map<?, ?> b) {
        differences(at, a, b, changes);
      } else if (before == null ? after != null : !before.equals(after)) {
        changes.put(at, after);
      }
    }
  }

  private Edit edit(
      String path,
      @Nullable Object value,
      EditedConfig from,
      Map<String, Object> env,
      Map<String, Object> agent) {
    if (path.equals("env.scene.num_envs")) {
      throw new InvalidInputException(
          "it was trained with "
              + Literal.format(new ReferenceConfig("dump", env, agent).at(path))
              + " environments, runs of this study are with "
              + (settings.numEnvs() == null ? from.at(path) : settings.numEnvs()),
          null,
          path,
          null);
    }
    if (value == null) {
      return EditParser.override(path + "=null");
    }
    // As dumped: an integer stays one, and so does the path of a model.
    Object dumped = new ReferenceConfig("dump", env, agent).at(path);
    boolean term = path.startsWith(REWARDS) && path.indexOf('.', REWARDS.length()) < 0;
    if (term && dumped instanceof Map<?, ?> added) {
      return add(path.substring(REWARDS.length()), added);
    }
    Object typed =
        dumped instanceof Long whole && from.at(path) instanceof Double
            ? Double.valueOf(whole.doubleValue())
            : dumped;
    if (typed instanceof Map<?, ?>) {
      return new Edit.SetConfig(path, typed);
    }
    return EditParser.override(path + "=" + Literal.format(typed));
  }

  private static Edit add(String term, Map<?, ?> dumped) {
    Map<String, Object> params = new LinkedHashMap<>();
    if (dumped.get("params") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> params.put(String.valueOf(key), value));
    }
    double weight = dumped.get("weight") instanceof Number number ? number.doubleValue() : 0;
    Object func = dumped.get("func");
    return new Edit.AddTerm(term, weight, func instanceof String text ? text : null, params);
  }
}
