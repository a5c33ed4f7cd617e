package dev.trotline.cli;

import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.process.AtomicFile;
import dev.trotline.process.ShellWord;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What cron or systemd must be told so that a study's nights begin by themselves. */
@Command(
    name = "night",
    description =
        "Prints the crontab lines or the systemd units that run the loop every night, filled in for"
            + " this study and this machine.")
final class NightCommand extends StudyCommand {
  /** What programs of the study may be found by; cron and systemd give them next to nothing. */
  private static final List<String> CARRIED =
      List.of(
          "PATH",
          "LD_LIBRARY_PATH",
          "CUDA_VISIBLE_DEVICES",
          "TROTLINE_PYTHON",
          "TROTLINE_VENV",
          "XDG_CACHE_HOME");

  /** Debian's cron takes 998 characters of a command, others as many or more. */
  private static final int LONGEST = 998;

  /** Who begins the nights. */
  enum Scheduler {
    CRON,
    SYSTEMD
  }

  @Parameters(paramLabel = "cron|systemd", description = "who begins the nights")
  Scheduler scheduler = Scheduler.CRON;

  @Option(
      names = "--from",
      paramLabel = "HH:MM",
      converter = LocalTimeConverter.class,
      defaultValue = "20:00",
      description = "when a night begins (default: ${DEFAULT-VALUE})")
  LocalTime from = LocalTime.of(20, 0);

  @Option(
      names = "--until",
      paramLabel = "HH:MM",
      converter = LocalTimeConverter.class,
      defaultValue = "07:00",
      description = "when it is over (default: ${DEFAULT-VALUE})")
  LocalTime until = LocalTime.of(7, 0);

  @Option(
      names = "--days",
      defaultValue = "mon-fri",
      description = "the days it begins on: daily, mon-fri, sun,wed (default: ${DEFAULT-VALUE})")
  String days = "mon-fri";

  @Option(
      names = "--waves",
      defaultValue = "6",
      description = "waves of a night (default: ${DEFAULT-VALUE})")
  int waves = 6;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "systemd: write the units into this folder, such as ~/.config/systemd/user")
  @Nullable Path into;

  @Option(names = "--dry-run", description = "print, write nothing even with --into")
  boolean dryRun;

  NightCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run(Services services) {
    Checks.positive(waves, "--waves");
    if (from.equals(until)) {
      throw new InvalidInputException(
          "a night from " + from + " to " + until + " has no end",
          null,
          "--until",
          "choose another");
    }
    Path study = services.study().root();
    if (study.toString().chars().anyMatch(c -> c < ' ')) {
      throw new InvalidInputException(
          "the study's folder has a control character in its name", null, null, "rename it");
    }
    Map<String, String> files = new LinkedHashMap<>();
    List<String> commands = new ArrayList<>();
    if (scheduler == Scheduler.CRON) {
      files.put("crontab", crontab(services.study().config().name(), study));
      commands.add(
          "(crontab -l; trotline --study "
              + ShellWord.quote(study.toString())
              + " night cron) | crontab -");
    } else {
      files.put("trotline@.service", unit("trotline@.service"));
      files.put("trotline@.timer", unit("trotline@.timer"));
      commands.add("systemctl --user daemon-reload");
      commands.add(
          "systemctl --user enable --now "
              + ShellWord.quote("trotline@" + escaped(study) + ".timer"));
      commands.add("loginctl enable-linger");
    }
    return Outcome.yes(view(files, commands, write(files)));
  }

  private boolean write(Map<String, String> files) {
    Path folder = into;
    if (folder == null || dryRun) {
      return false;
    }
    if (scheduler == Scheduler.CRON) {
      throw new InvalidInputException(
          "'--into' is for systemd", null, "--into", "pipe the lines into 'crontab -'");
    }
    Path target = context.directory().resolve(folder);
    StudyFiles.createDirectories(target);
    files.forEach((name, text) -> AtomicFile.write(target.resolve(name), text));
    return true;
  }

  private View view(Map<String, String> files, List<String> commands, boolean written) {
    List<String> lines = new ArrayList<>();
    files.forEach(
        (name, text) -> {
          if (!written) {
            if (files.size() > 1) {
              lines.add("# --- " + name);
            }
            lines.addAll(text.lines().toList());
          } else {
            lines.add("written: " + name);
          }
        });
    if (scheduler == Scheduler.SYSTEMD) {
      lines.add((written ? "" : "# --- ") + "then: " + String.join("; ", commands));
    }
    Map<String, Object> json = Json.document("night");
    json.put("scheduler", scheduler.name().toLowerCase(Locale.ROOT));
    json.put("files", files);
    json.put("commands", commands);
    json.put("written", written);
    return View.of(lines, json);
  }

  private String crontab(String name, Path study) {
    String environment =
        carried().entrySet().stream()
            .map(e -> e.getKey() + "=" + ShellWord.quote(e.getValue()))
            .collect(Collectors.joining(" "));
    String text =
        common(template("cron/crontab"))
            .replace("${study}", name)
            .replace(
                "${when}",
                from.getMinute() + " " + from.getHour() + " * * " + Days.parse(days).cron())
            // To cron a percent sign is a line feed unless it is escaped, quotes or not.
            .replace("${folder}", percent(ShellWord.quote(study.toString()), "\\%"))
            .replace("${environment}", percent(environment, "\\%"))
            .replace("${trotline}", percent(ShellWord.quote(program()), "\\%"));
    int longest =
        text.lines().filter(line -> !line.startsWith("#")).mapToInt(String::length).max().orElse(0);
    if (longest > LONGEST) {
      throw new EnvironmentException(
          "the line for cron would have " + longest + " characters, and cron takes " + LONGEST,
          "call it with a shorter PATH");
    }
    return text;
  }

  private String unit(String name) {
    String environment =
        carried().entrySet().stream()
            .map(e -> "Environment=" + quoted(e.getKey() + "=" + e.getValue()))
            .collect(Collectors.joining("\n"));
    return common(template("systemd/" + name))
        .replace("${calendar}", Days.parse(days).systemd() + "*-*-* " + from + ":00")
        .replace("${environment}", environment)
        .replace("${home}", percent(context.home().toString().replace(" ", "%20"), "%%"))
        .replace("${trotline}", quoted(program()).replace("$", "$$"));
  }

  private String common(String template) {
    return template
        .replace("${waves}", Integer.toString(waves))
        .replace("${from}", from.toString())
        .replace("${until}", until.toString());
  }

  private String program() {
    return Shell.self(context).get(0);
  }

  private static String percent(String text, String instead) {
    return text.replace("%", instead);
  }

  /** As systemd.syntax(7) has it. */
  private static String quoted(String text) {
    return '"' + percent(text.replace("\\", "\\\\").replace("\"", "\\\""), "%%") + '"';
  }

  /** This Java, and what else the study's programs are found by. */
  private Map<String, String> carried() {
    Map<String, String> carried = new LinkedHashMap<>();
    for (String name : CARRIED) {
      String value = context.environment().get(name);
      if (value != null && !value.isBlank() && value.chars().noneMatch(c -> c < ' ')) {
        carried.put(name, name.equals("PATH") ? folders(value) : value);
      }
    }
    carried.put(
        "TROTLINE_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    return carried;
  }

  /** Those of a search path that are there, each once. */
  private static String folders(String path) {
    return Arrays.stream(path.split(":"))
        .filter(folder -> folder.startsWith("/") && Files.isDirectory(Path.of(folder)))
        .distinct()
        .collect(Collectors.joining(":"));
  }

  /** What {@code systemd-escape --path} makes of a folder. */
  static String escaped(Path folder) {
    String path = folder.toAbsolutePath().normalize().toString().replaceAll("^/+", "");
    if (path.isEmpty()) {
      return "-";
    }
    StringBuilder name = new StringBuilder();
    for (byte letter : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (letter & 0xff);
      boolean plain =
          c < 0x80 && (Character.isLetterOrDigit(c) || c == ':' || c == '_' || c == '.');
      if (c == '/') {
        name.append('-');
      } else if (plain && !(c == '.' && name.length() == 0)) {
        name.append(c);
      } else {
        name.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      }
    }
    return name.toString();
  }

  private String template(String name) {
    Path file = context.home().resolve("templates").resolve(name);
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read the template " + file, "check the installation", e);
    }
  }
}
