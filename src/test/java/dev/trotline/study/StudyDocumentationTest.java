package dev.trotline.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people copy must be accepted. */
class StudyDocumentationTest {

  private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");

  @Test
  void theExampleInTheDocumentationIsAStudy() throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(Path.of("docs/study.md")));
    assertThat(block.find()).isTrue();

    StudyFiles.check("docs/study.md", block.group(1));
  }

  static List<Path> templates() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("templates/study"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void everyTemplateIsAStudy(Path template) throws IOException {
    StudyFiles.check(template.toString(), Files.readString(template).replace("${name}", "a study"));
  }
}
