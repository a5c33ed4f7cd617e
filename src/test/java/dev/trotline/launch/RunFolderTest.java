package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.archive.Archive;
import dev.trotline.error.InvalidInputException;
import dev.trotline.process.ShortCommand;
import dev.trotline.simulator.CommandLine;
import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  @TempDir Path folder;

  private Path place() {
    return folder.resolve("runs/exp001/s2");
  }

  @Test
  void appearsComplete() throws IOException {
    RunFolder.make(place(), Map.of("run.json", "{}", "command.sh", "true"), Map.of());

    assertThat(place().resolve("run.json")).hasContent("{}");
    assertThat(place().resolve("command.sh")).hasContent("true");
    try (var around = Files.list(place().getParent())) {
      assertThat(around).containsExactly(place());
    }
  }

  @Test
  void rewritesTheFilesOfAFolderThatWasNeverStarted() throws IOException {
    RunFolder.make(place(), Map.of("run.json", "old"), Map.of());
    Files.writeString(place().resolve("console.log"), "kept");

    RunFolder.make(place(), Map.of("run.json", "new"), Map.of());

    assertThat(place().resolve("run.json")).hasContent("new");
    assertThat(place().resolve("console.log")).hasContent("kept");
  }

  @Test
  void leavesNoHalfFolderWhenTheDiskRefuses() throws IOException {
    assertThatThrownBy(() -> RunFolder.make(place(), Map.of("f/" + "x".repeat(300), "x"), Map.of()))
        .isInstanceOf(dev.trotline.error.EnvironmentException.class);

    assertThat(place()).doesNotExist();
    try (var around = Files.list(place().getParent())) {
      assertThat(around).isEmpty();
    }
  }

  @Test
  void putsFilesAndLinksWhereTheProgramLooksForThem() throws IOException {
    Path earlier = Files.createDirectories(folder.resolve("earlier/2026-01-01_00-00-00_exp000_s3"));
    Map<String, Path> links = Map.of("logs/rsl_rl/quad/2026-01-01_00-00-00_exp000_s3", earlier);

    RunFolder.make(place(), Map.of("sub/edits.json", "{}"), links);
    RunFolder.make(place(), Map.of("sub/edits.json", "{1}"), links);

    assertThat(place().resolve("sub/edits.json")).hasContent("{1}");
    assertThat(place().resolve("logs/rsl_rl/quad/2026-01-01_00-00-00_exp000_s3").toRealPath())
        .isEqualTo(earlier.toRealPath());
  }

  @Test
  void sweepsDraftsOfTheDead() throws IOException {
    RunFolder.make(place(), Map.of("run.json", "{}"), Map.of());
    Path draft = Files.createDirectory(place().resolveSibling(".s3.draft-1f"));
    Files.writeString(draft.resolve("run.json"), "half");

    RunFolder.sweepDrafts(folder.resolve("runs"));
    RunFolder.sweepDrafts(folder.resolve("none"));

    assertThat(draft).doesNotExist();
    assertThat(place().resolve("run.json")).exists();
  }

  @Test
  void writesAScriptThatRepeatsTheCommandWordForWord() throws IOException {
    CommandLine command =
        new CommandLine(
            List.of("sh", "-c", "printf '%s|' \"$@\" \"$QUOTED\"; pwd", "sh", "a b", "it's", "$x"),
            Map.of("QUOTED", "\"1\" $HOME 'x'"));
    Path script = folder.resolve("command.sh");
    Files.writeString(script, CommandScript.of(RunId.parse("exp001/s2"), command));

    ShortCommand.Result result =
        ShortCommand.run(
            List.of("sh", script.toString(), "again"), Map.of(), folder, Duration.ofSeconds(20));

    assertThat(result.out())
        .isEqualTo("a b|it's|$x|\"1\" $HOME 'x'|" + folder.toRealPath().resolve("again") + "\n");
  }

  @Test
  void keepsAllThatIsNeededToRepeatARun() {
    Study study = Studies.in(folder);
    Mortality mortality = new Mortality();
    FakeMachine machine = new FakeMachine(mortality, FakeMachine.LateSupervisor.DIES);
    FakeSimulator simulator = FakeSimulator.on(machine, mortality);
    try (Archive archive = Archive.open(study.archive(), machine.clock())) {
      new Launcher(study, archive, simulator)
          .enqueue(
              Studies.experiment(1, new Edit.SetWeight("alive", 2.0)),
              List.of(2),
              4,
              "screen",
              Author.human("ada"));
      new Dispatcher(study, archive, machine, simulator, Postmortem.byExitCode(), machine.clock())
          .tick();
    }

    JsonNode manifest = Json.read(place().resolve("run.json"), Manifest.SCHEMA);
    assertThat(manifest.path("run").asText()).isEqualTo("exp001/s2");
    assertThat(manifest.path("seed").asInt()).isEqualTo(2);
    assertThat(manifest.path("argv").get(0).asText()).isEqualTo("train");
    assertThat(manifest.path("environment").path("B").asText()).isEqualTo("2");
    assertThat(manifest.path("cwd").asText()).isEqualTo(place().toString());
    assertThat(manifest.path("device").path("name").asText()).isEqualTo("cpu0");
    assertThat(manifest.path("versions").path("fake").asText()).isEqualTo("1.0");
    assertThat(manifest.path("edits").get(0).asText()).contains("alive");
    assertThat(manifest.path("config_hash").asText()).hasSize(64);
    assertThat(manifest.path("asked_by").asText()).isEqualTo("human:ada");
    assertThat(manifest.path("git_commit").isNull()).isTrue();
    assertThat(Manifest.read(place()).wave()).isEqualTo(4);
    assertThat(place().resolve("command.sh")).content().contains("'it'\\''s \"quoted\"'");
  }

  @Test
  void recordsTheCommitAndWhatIsNotCommitted() throws IOException {
    git("init", "-q");
    Files.writeString(folder.resolve("study.yaml"), "name: a\n");
    git("add", "study.yaml");
    git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "first");
    Files.writeString(folder.resolve("study.yaml"), "name: b\n");
    Path below = Files.createDirectory(folder.resolve("below"));

    GitFacts facts = GitFacts.of(folder);

    assertThat(facts.commit()).matches("[0-9a-f]{40}");
    assertThat(facts.diff()).contains("-name: a").contains("+name: b");
    assertThat(GitFacts.of(below).commit()).isEqualTo(facts.commit());
    assertThat(GitFacts.of(below).diff()).isEmpty();
  }

  private void git(String... arguments) {
    List<String> argv = new java.util.ArrayList<>(List.of("git"));
    argv.addAll(List.of(arguments));
    assertThat(ShortCommand.run(argv, Map.of(), folder, Duration.ofSeconds(20)).ok()).isTrue();
  }

  @Test
  void namesATornManifest() throws IOException {
    Files.createDirectories(place());
    Files.writeString(place().resolve("run.json"), "{\"schema\": \"trot");

    assertThatThrownBy(() -> Manifest.read(place()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("run.json is not JSON");
  }
}
