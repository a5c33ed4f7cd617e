package dev.trotline.simulator.mjlab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.edit.EditValidator;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.ProtectedPaths;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.Tuple;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.study.Edit;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the driver writes is what mjlab's own parser reads, for every value of the stock tasks that
 * an edit may set: each is changed once, in groups drawn by a fixed seed.
 */
class TyroParserIT {

  private static final Device CPU = new Device("cpu0", null, 1);
  private static final RunId RUN = RunId.of(new ExperimentId(3), 4);
  private static final int GROUP = 60;
  private static final List<Object> ONTO_NULL =
      List.of(0.5, 3L, true, List.of(-1.0, 1.0), "base", List.of("a", "b"));

  private final Random random = new Random(20261121);
  private final ObjectMapper mapper = new ObjectMapper();
  @TempDir Path folder;

  @Test
  void readsBackEveryChangedValueOfTheFlatTask() throws Exception {
    check(RealMjlab.FLAT, 150);
  }

  @Test
  void readsBackEveryChangedValueOfTheRoughTask() throws Exception {
    check("Mjlab-Velocity-Rough-Unitree-G1", 200);
  }

  private void check(String task, int atLeast) throws Exception {
    MjlabSimulator simulator = RealMjlab.simulator(task, folder, null, List.of());
    ReferenceConfig reference = simulator.reference();
    List<List<Edit>> groups = new ArrayList<>(List.of(List.of()));
    groups.addAll(groups(simulator, reference));
    int edits = groups.stream().mapToInt(List::size).sum();
    assertThat(edits).isGreaterThan(atLeast);

    Path parsed = parse(task, groups.stream().map(group -> arguments(simulator, group)).toList());
    for (int i = 0; i < groups.size(); i++) {
      EditedConfig expected = validate(reference, groups.get(i));
      Path one = parsed.resolve(String.valueOf(i));
      String line = String.valueOf(groups.get(i));
      assertThat(one.resolve("error")).as(line).doesNotExist();
      assertThat(plain(TaggedYaml.load(one.resolve("env.yaml"))))
          .as(line)
          .isEqualTo(plain(expected.env()));
      Map<String, Object> agent = new LinkedHashMap<>(expected.agent());
      agent.putAll(Map.of("seed", 4L, "run_name", "exp003_s4", "logger", "tensorboard"));
      assertThat(plain(TaggedYaml.load(one.resolve("agent.yaml")))).isEqualTo(plain(agent));
    }
    System.out.println(edits + " values of " + task + " set and read back");
  }

  /**
   * Each leaf once with another value and once with none, where that is accepted offline; what is
   * refused is left out.
   */
  private List<List<Edit>> groups(MjlabSimulator simulator, ReferenceConfig reference) {
    List<Edit> values = new ArrayList<>();
    List<Edit> nulls = new ArrayList<>();
    BiConsumer<String, Object> collect =
        (path, stock) -> {
          List<Object> others =
              stock == null ? ONTO_NULL : Collections.singletonList(other(path, stock));
          others.stream()
              .filter(Objects::nonNull)
              .map(other -> (Edit) new Edit.SetConfig(path, other))
              .filter(edit -> stock != null || accepted(simulator, List.of(edit)))
              .limit(1)
              .forEach(values::add);
          // A robot that is told to head somewhere needs headings.
          if (stock != null && !path.endsWith("ranges.heading")) {
            nulls.add(new Edit.SetConfig(path, null));
          }
        };
    leaves("env", reference.env(), collect);
    leaves("agent", reference.agent(), collect);
    List<List<Edit>> groups = grouped(simulator, values);
    groups.addAll(grouped(simulator, nulls));
    return groups;
  }

  private List<List<Edit>> grouped(MjlabSimulator simulator, List<Edit> edits) {
    Collections.shuffle(edits, random);
    List<List<Edit>> groups = new ArrayList<>();
    List<Edit> group = new ArrayList<>();
    for (Edit edit : edits) {
      group.add(edit);
      if (!accepted(simulator, group)) {
        group.remove(edit);
      }
      if (group.size() == GROUP) {
        groups.add(List.copyOf(group));
        group.clear();
      }
    }
    groups.add(group);
    return groups;
  }

  private static boolean accepted(MjlabSimulator simulator, List<Edit> edits) {
    try {
      arguments(simulator, edits);
      return true;
    } catch (InvalidInputException refused) {
      assertThat(refused.remedy()).isNotBlank();
      return false;
    }
  }

  private static EditedConfig validate(ReferenceConfig reference, List<Edit> edits) {
    return EditValidator.validate(reference, List.of(), edits, ProtectedPaths.ofStudyBase());
  }

  private static void leaves(String at, Map<?, ?> tree, BiConsumer<String, Object> use) {
    tree.forEach(
        (key, value) -> {
          String path = at + "." + key;
          if (value instanceof Map<?, ?> map) {
            leaves(path, map, use);
          } else {
            use.accept(path, value);
          }
        });
  }

  /** Another value of the same kind, near enough to be within bounds; null if there is none. */
  private Object other(String path, Object stock) {
    if (stock instanceof Boolean flag) {
      // A robot that is told to head somewhere needs headings, and more of that kind.
      return path.endsWith("heading_command") ? null : (Object) !flag;
    }
    if (stock instanceof Long whole) {
      return whole + 1;
    }
    if (stock instanceof Double number) {
      double nearer = number == 0 ? 0.001 : number * (0.9 + 0.09 * random.nextDouble());
      return path.contains(".weight") && number == 0 ? null : (Object) nearer;
    }
    if (stock instanceof List<?> list && !list.isEmpty()) {
      List<Object> others = new ArrayList<>();
      for (Object element : list) {
        others.add(element instanceof Number ? other(path, element) : element);
      }
      boolean names = list.stream().allMatch(String.class::isInstance);
      return names ? list.stream().map(name -> name + "_x").toList() : others;
    }
    if (stock instanceof String text) {
      boolean free = path.matches(".*(sensor_name|command_name|activation|asset_cfg\\.name)");
      return free ? text + "_'\"x y" : null;
    }
    return null;
  }

  private static List<String> arguments(MjlabSimulator simulator, List<Edit> edits) {
    List<String> argv = simulator.training(new TrainingRequest(RUN, edits, null, null, CPU)).argv();
    return argv.subList(argv.indexOf("mjlab.scripts.train") + 2, argv.size());
  }

  private Path parse(String task, List<List<String>> lines) throws Exception {
    Path out = folder.resolve(task);
    Path input = folder.resolve(task + ".jsonl");
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      text.append(mapper.writeValueAsString(line)).append('\n');
    }
    Files.writeString(input, text, StandardCharsets.UTF_8);
    Path script = RealMjlab.HOME.resolve("src/test/resources/mjlab/parse.py");
    ProcessBuilder builder =
        new ProcessBuilder(RealMjlab.python().toString(), script.toString(), task, out.toString());
    builder.environment().putAll(Map.of("CUDA_VISIBLE_DEVICES", "", "WANDB_MODE", "disabled"));
    Path log = folder.resolve(task + ".log");
    Process process =
        builder
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(tail(log)).isZero();
    return out;
  }

  private static String tail(Path log) throws IOException {
    String text = Files.readString(log);
    return text.substring(Math.max(0, text.length() - 2000));
  }

  /** Numbers as numbers: mjlab declares some fields as float whose stock value is an int. */
  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new TreeMap<>();
      map.forEach((key, element) -> copy.put(String.valueOf(key), plain(element)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.stream().map(TyroParserIT::plain).toList());
      return list instanceof Tuple ? List.of("tuple", copy) : copy;
    }
    return value instanceof Number number
        ? (Object) number.doubleValue()
        : Objects.requireNonNullElse(value, "null");
  }
}
