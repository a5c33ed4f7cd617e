package dev.trotline.propose.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.edit.EditValidator;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.metrics.Corpus;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.propose.PlannerInput;
import dev.trotline.propose.Proposal;
import dev.trotline.propose.SeedEvidence;
import dev.trotline.propose.SeriesView;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Robots, terms and logs that nobody wrote for this planner. */
class RulePlannerCorpusTest {

  @Test
  void everyForeignRunGetsProposalsThatItsOwnConfigurationAdmits() throws IOException {
    int runs = 0;
    try (Stream<Path> files = Files.walk(Corpus.folder().resolve("runs"))) {
      for (Path env : files.filter(file -> file.endsWith("params/env.yaml")).toList()) {
        if (Files.exists(env.resolveSibling("agent.yaml"))) {
          propose(env);
          runs++;
        }
      }
    }
    assertThat(runs).isGreaterThan(10);
  }

  private static void propose(Path env) {
    ReferenceConfig config =
        new ReferenceConfig(
            env.toString(),
            TaggedYaml.load(env),
            TaggedYaml.load(env.resolveSibling("agent.yaml")));
    PlannerInput input =
        new PlannerInput(
            new Objective("velocity_error", true, List.of(), null),
            config,
            ExperimentId.BASELINE,
            List.of(),
            List.of(new SeedEvidence(1, view(env.getParent().getParent()), Map.of())),
            List.of(),
            edits -> EditValidator.validate(config, edits).hash(),
            Set.of());

    List<Proposal> ideas = RulePlanner.standard().propose(input, 4);

    assertThat(ideas)
        .as("%s", env)
        .noneMatch(idea -> idea.author().name().equals("wrong_sign"))
        .allMatch(idea -> idea.priority() > 0 && idea.priority() <= 1);
  }

  private static SeriesView view(Path folder) {
    RunSeries series = EventFolder.read(folder);
    return new SeriesView() {
      @Override
      public double[] values(String tag) {
        return series.values(tag);
      }

      @Override
      public long[] steps(String tag) {
        return series.steps(tag);
      }
    };
  }
}
