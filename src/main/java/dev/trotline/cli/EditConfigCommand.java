package dev.trotline.cli;

import dev.trotline.edit.EditParser;
import dev.trotline.study.Edit;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a child experiment with any other value of env or agent changed. */
@Command(
    name = "edit-config",
    description =
        "Makes a child experiment with any other value of env or agent changed and shows the diff.")
final class EditConfigCommand extends EditSupport {
  @Option(names = "--set", paramLabel = "PATH=V", description = "set a value")
  List<String> set = new ArrayList<>();

  EditConfigCommand(Context context) {
    super(context);
  }

  @Override
  List<Edit> edits() {
    return set.stream().map(EditParser::config).toList();
  }
}
