package dev.trotline.cli;

import dev.trotline.edit.EditParser;
import dev.trotline.study.Edit;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a child experiment with changed terrain. */
@Command(
    name = "edit-terrain",
    description = "Makes a child experiment with changed terrain and shows the diff.")
final class EditTerrainCommand extends EditSupport {
  @Option(names = "--set", paramLabel = "SUB_TERRAIN.KEY=V", description = "set a value")
  List<String> set = new ArrayList<>();

  EditTerrainCommand(Context context) {
    super(context);
  }

  @Override
  List<Edit> edits() {
    return set.stream().map(EditParser::terrain).toList();
  }
}
