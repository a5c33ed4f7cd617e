package dev.trotline.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.study.Edit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Implemented = intended: the trainer's own parser makes of our overrides what we meant. */
class TrainerOverridesIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads a task and overrides a line, answers the resolved trees; slices as lists of three. */
  private static final String SCRIPT =
      """
      import json, sys
      from trotline_mujoco import overrides, tasks
      def plain(value):
          if isinstance(value, dict):
              return {str(key): plain(item) for key, item in value.items()}
          if isinstance(value, (list, tuple)):
              return [plain(item) for item in value]
          if isinstance(value, slice):
              return [value.start, value.stop, value.step]
          return value
      for line in sys.stdin:
          task, items = json.loads(line)
          env, agent = tasks.load(task)
          try:
              overrides.apply(items, env, agent)
              print(json.dumps({"env": plain(env), "agent": plain(agent)}))
          except Exception as error:
              print(json.dumps({"error": str(error)}))
      """;

  @Test
  void theTrainerResolvesOurOverridesToTheSameTrees() throws IOException {
    List<EditedConfig> configs = new ArrayList<>();
    StringBuilder input = new StringBuilder();
    for (ReferenceConfig task : List.of(References.flat(), References.rough())) {
      Mutants mutants = new Mutants(task, 23);
      for (int i = 0; i < 50; i++) {
        List<Edit> edits = new ArrayList<>();
        for (int n = 0; n <= i % 5; n++) {
          edits.add(mutants.valid());
        }
        if (i % 10 == 0) {
          edits.add(new Edit.RemoveTerm("feet_gait"));
          edits.add(new Edit.SetWeight("dof_acc_l2", -1e-9));
        }
        EditedConfig config = EditValidator.validate(task, edits);
        configs.add(config);
        List<Object> line = List.of(task.origin(), Overrides.of(config));
        input.append(JSON.writeValueAsString(line)).append('\n');
      }
    }

    List<String> answers = trainer(input.toString());

    assertThat(answers).hasSameSizeAs(configs);
    for (int i = 0; i < configs.size(); i++) {
      JsonNode answer = JSON.readTree(answers.get(i));
      EditedConfig config = configs.get(i);
      assertThat(answer.has("error"))
          .as("%s: %s", Overrides.of(config), answer.get("error"))
          .isFalse();
      Map<String, Object[]> differences = new LinkedHashMap<>();
      ConfigTree.differences("env", config.env(), plain(answer.get("env")), differences);
      ConfigTree.differences("agent", config.agent(), plain(answer.get("agent")), differences);
      differences.remove("env.seed"); // set at launch, from --seed
      assertThat(differences).as("%s", Overrides.of(config)).isEmpty();
    }
  }

  private static Map<String, Object> plain(JsonNode tree) {
    return ConfigTree.copy(ConfigTree.mapping(JSON.convertValue(tree, Map.class)));
  }

  private static List<String> trainer(String input) throws IOException {
    Path packages = Path.of("scripts", "mujoco").toAbsolutePath();
    assumeThat(packages.resolve("trotline_mujoco").resolve("overrides.py")).exists();
    Path lines = Files.createTempFile("overrides", ".jsonl");
    try {
      Files.writeString(lines, input);
      ProcessBuilder builder = new ProcessBuilder(python(), "-c", SCRIPT);
      builder.environment().put("PYTHONPATH", packages.toString());
      builder.redirectInput(lines.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
      Process process = builder.start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        return out.lines().toList();
      }
    } finally {
      Files.delete(lines);
    }
  }

  /** The parser needs nothing but Python's own library. */
  private static String python() {
    String named = System.getenv("TROTLINE_PYTHON");
    Path own = Path.of(".venv", "bin", "python");
    return Stream.of(named, Files.exists(own) ? own.toString() : null)
        .filter(name -> name != null && !name.isBlank())
        .findFirst()
        .orElse("python3");
  }
}
