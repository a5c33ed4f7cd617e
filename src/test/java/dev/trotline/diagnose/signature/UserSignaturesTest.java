package dev.trotline.diagnose.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserSignaturesTest {

  private static final String LEASH =
      """
      - id: leash
        cause: leash_pulled
        category: safety
        patterns: ['leash tension (\\d+) N above limit']
        excludes: ['dry run']
        remedy: Lower the command range; the robot reached the end of its leash.
        source: our lab's wiki
        commands: ['leashctl reset --tension {1}']
        examples: ['[guard] leash tension 310 N above limit']
        counterexamples: ['[guard] dry run: leash tension 310 N above limit']
      """;

  @TempDir private Path study;

  @Test
  void aStudyWithoutAnyHasTheBuiltInOnes() {
    Catalogue builtIn = Catalogue.builtIn();
    assertThat(builtIn.withUser(study)).isSameAs(builtIn);
  }

  @Test
  void anOwnCauseInAnOwnCategoryIsFound() throws IOException {
    write("lab.yaml", LEASH);
    Reading reading = read("starting\n[guard] leash tension 310 N above limit\n");
    Finding first = reading.findings().get(0);
    assertThat(first.cause()).isEqualTo("leash_pulled");
    assertThat(first.category()).isEqualTo("safety");
    assertThat(first.fatal()).isTrue();
    assertThat(first.commands()).containsExactly("leashctl reset --tension 310");
  }

  @Test
  void anOwnOneTakesThePlaceOfABuiltInOneOfTheSameId() throws IOException {
    write(
        "lab.yaml",
        """
        - id: cuda-oom
          cause: cuda_out_of_memory
          patterns: ['CUDA out of memory']
          remedy: Ask Ada for the big card.
          source: us
        """);
    Catalogue all = Catalogue.builtIn().withUser(study);
    assertThat(all.signatures()).hasSameSizeAs(Catalogue.builtIn().signatures());
    assertThat(all.signatures().get(0).remedy()).startsWith("Ask Ada");
  }

  @Test
  void refusesWithFileKeyAndRemedy() throws IOException {
    refused(LEASH.replace("patterns:", "pattern:"), "leash.pattern", "is no key");
    refused(LEASH.replace("  category: safety\n", ""), "leash.cause", "no cause of the vocabulary");
    refused(LEASH.replace("tension (", "tension (("), "leash.patterns", "no regular expression");
    refused(
        LEASH.replace("leash tension (\\d+) N above limit'", ".*'"),
        "leash.patterns",
        "every line");
    refused(
        LEASH.replace("examples: ['[guard] leash", "examples: ['[guard] rope"),
        "leash.examples",
        "");
    refused(LEASH + LEASH, "leash.id", "twice");
    refused("leash: 1\n", null, "no list");
    refused("- [\n", null, "does not parse");
    refused(LEASH.replace("cause: leash_pulled", "cause: Leash pulled"), "leash.cause", "");
    refused(
        LEASH.replace("category: safety", "category: safety\n  confidence: 3"),
        "leash.confidence",
        "0 to 1");
    refused(
        LEASH.replace("category: safety", "category: safety\n  severity: bad"),
        "leash.severity",
        "fatal");
  }

  @Test
  void aBuiltInCauseKeepsItsCategory() throws IOException {
    refused(LEASH.replace("leash_pulled", "disk_full"), "leash.category", "system");
  }

  @Test
  void aCommandNeverCarriesWhatAShellWouldRead() {
    assertThat(Commands.fill("pip install {1}", java.util.List.of("", "torch")))
        .isEqualTo("pip install torch");
    assertThat(Commands.fill("pip install {1}", java.util.List.of("", "x; rm -rf /")))
        .isEqualTo("pip install NAME");
    assertThat(Commands.fill("pip install {1} {2}", java.util.List.of("", "-r")))
        .isEqualTo("pip install NAME NAME");
  }

  private void refused(String yaml, String path, String words) throws IOException {
    write("lab.yaml", yaml);
    assertThatThrownBy(() -> Catalogue.builtIn().withUser(study))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e -> {
              assertThat(e.path()).isEqualTo(path);
              assertThat(e.file()).endsWith("lab.yaml");
              assertThat(e.remedy()).isNotBlank();
              assertThat(e.getMessage() + e.remedy()).contains("lab.yaml").contains(words);
            });
  }

  private Reading read(String log) throws IOException {
    LogStream logs = new LogStream(new Senses(Catalogue.builtIn().withUser(study)));
    logs.add(new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)));
    return Ranking.read(logs.finish(), Ending.unknown());
  }

  private void write(String name, String yaml) throws IOException {
    Path folder = Files.createDirectories(study.resolve("signatures"));
    Files.writeString(folder.resolve(name), yaml);
  }
}
