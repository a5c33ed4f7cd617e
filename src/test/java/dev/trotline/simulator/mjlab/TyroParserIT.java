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

  /** One edit for every leaf that takes another value; what is refused offline is left out. */
  private List<List<Edit>> groups(MjlabSimulator simulator, ReferenceConfig reference) {
    List<Edit> edits = new ArrayList<>();
    BiConsumer<String, Object> collect =
        (path, stock) -> {
          Object other = other(path, stock);
          if (other != null) {
            edits.add(new Edit.SetConfig(path, other));
          }
        };
    leaves("env", reference.env(), collect);
    leaves("agent", reference.agent(), collect);
    Collections.shuffle(edits, random);
    List<List<Edit>> groups = new ArrayList<>();
    List<Edit> group = new ArrayList<>();
    for (Edit edit : edits) {
      group.add(edit);
      try {
        arguments(simulator, group);
      } catch (InvalidInputException refused) {
        assertThat(refused.remedy()).isNotBlank();
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
