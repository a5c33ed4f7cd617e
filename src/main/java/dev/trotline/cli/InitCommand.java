package dev.trotline.cli;

import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.process.AtomicFile;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a study from a template. */
@Command(name = "init", description = "Creates a study from a template.")
final class InitCommand extends BaseCommand {
  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "the new study's directory (default: --study, else the current directory)")
  @Nullable Path directory;

  @Option(
      names = "--template",
      defaultValue = "quad-flat",
      description =
          "quad-flat, quad-rough, quad-smoke or quad-stands-still (embedded simulator), isaaclab-flat"
              + " or isaaclab-rough, mjlab-go1-flat (default: ${DEFAULT-VALUE})")
  String template = "quad-flat";

  @Option(names = "--task", description = "another task than the template's")
  @Nullable String task;

  @Option(names = "--root", paramLabel = "DIR", description = "the Isaac Lab installation")
  @Nullable Path root;

  @Option(names = "--name", description = "the study's name (default: the directory's)")
  @Nullable String name;

  @Option(names = "--dry-run", description = "show study.yaml, write nothing")
  boolean dryRun;

  InitCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run() {
    Path target =
        (directory == null ? studyDirectory() : context.directory().resolve(directory))
            .toAbsolutePath()
            .normalize();
    Path file = target.resolve("study.yaml");
    if (Files.exists(file)) {
      throw new InvalidInputException(
          "there is a study in '" + target + "' already",
          "study.yaml",
          null,
          "choose another directory, or edit that study.yaml");
    }
    String title = name == null ? String.valueOf(target.getFileName()) : name;
    if (!title.matches("[\\w][\\w .-]*")) {
      throw new InvalidInputException(
          "'" + title + "' is not a name for a study",
          null,
          "name",
          "use letters, digits, blanks, dots and dashes");
    }
    String text = filled(template().replace("${name}", title));
    StudyFiles.check("study.yaml", text);
    if (!dryRun) {
      StudyFiles.createDirectories(target);
      AtomicFile.write(file, text);
      AtomicFile.write(target.resolve(".gitignore"), "runs/\nreports/\narchive.db*\n.trotline*\n");
    }
    Map<String, Object> json = Json.document("init");
    json.put("study", target.toString());
    json.put("template", template);
    json.put("written", !dryRun);
    return Outcome.yes(
        View.of(
            dryRun
                ? List.of(text.split("\n"))
                : List.of(
                    "study '" + title + "' is in " + target,
                    "next: trotline --study " + target + " loop --waves 2"),
            json));
  }

  /** The template with what was asked for in place of its own. */
  private String filled(String template) {
    String text = template;
    if (task != null) {
      text = put(text, "task", task);
    }
    if (root != null) {
      text = put(text, "root", context.directory().resolve(root).normalize().toString());
    }
    return text;
  }

  private String put(String text, String key, String value) {
    Pattern line = Pattern.compile("(?m)^  (?:# )?" + key + ": .*$");
    if (!line.matcher(text).find()) {
      throw new InvalidInputException(
          "the template '" + template + "' has no '" + key + "'",
          null,
          "--" + key,
          "leave the option out, or choose an isaaclab template");
    }
    String quoted = "'" + value.replace("'", "''") + "'";
    return line.matcher(text).replaceFirst(Matcher.quoteReplacement("  " + key + ": " + quoted));
  }

  private String template() {
    Path folder = context.home().resolve("templates").resolve("study");
    Path file = folder.resolve(template + ".yaml");
    try {
      if (!template.matches("[a-z0-9-]+") || !Files.exists(file)) {
        throw new InvalidInputException(
            "there is no template '" + template + "'", null, null, "known are: " + known(folder));
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read the template " + file, "check the installation", e);
    }
  }

  private static String known(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return String.join(
          ", ", files.map(f -> f.getFileName().toString().replace(".yaml", "")).sorted().toList());
    }
  }
}
