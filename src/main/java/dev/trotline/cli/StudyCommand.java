package dev.trotline.cli;

import dev.trotline.cli.output.Outcome;
import dev.trotline.error.InvalidInputException;
import dev.trotline.study.ExperimentId;
import java.util.List;
import picocli.CommandLine.Command;

/** A command that works on a study. */
@Command
abstract class StudyCommand extends BaseCommand {
  StudyCommand(Context context) {
    super(context);
  }

  @Override
  final Outcome run() {
    try (Services services = Services.open(context, studyDirectory())) {
      return run(services);
    }
  }

  abstract Outcome run(Services services);

  /** Resolves an experiment's id; prefixes, {@code latest} and {@code best} are understood. */
  static ExperimentId resolve(Services services, String text) {
    List<ExperimentId> known = Ids.experiments(services);
    if (text.equals("best")) {
      return services.incumbent().orElse(ExperimentId.BASELINE);
    }
    if (text.equals("latest")) {
      return known.get(known.size() - 1);
    }
    if (text.matches("\\d+")) {
      return new ExperimentId(Integer.parseInt(text));
    }
    ExperimentId id = ExperimentId.parse(text);
    if (!known.contains(id)) {
      throw new InvalidInputException(
          "there is no experiment " + id,
          null,
          null,
          "known are " + known.get(0) + " to " + known.get(known.size() - 1));
    }
    return id;
  }
}
