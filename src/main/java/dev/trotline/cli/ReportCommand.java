package dev.trotline.cli;

import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The morning report. */
@Command(name = "report", description = "Writes the morning report from the archive.")
final class ReportCommand extends StudyCommand {
  @Option(names = "--dry-run", description = "print the report, write nothing")
  boolean dryRun;

  @Option(
      names = "--summary",
      description = "print what the last session came to, as a mail whose first line is a subject")
  boolean summary;

  ReportCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run(Services services) {
    Map<String, Object> json = Json.document("report");
    if (summary) {
      List<String> lines = Reports.summary(services);
      json.put("summary", String.join("\n", lines));
      return Outcome.yes(View.of(lines, json));
    }
    if (dryRun) {
      String text = Reports.text(services);
      json.put("markdown", text);
      return Outcome.yes(View.of(List.of(text.split("\n")), json));
    }
    String file = Reports.write(services).toString();
    json.put("file", file);
    return Outcome.yes(View.of(List.of(file), json));
  }
}
