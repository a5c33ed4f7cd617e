package dev.trotline.cli;

import dev.trotline.edit.EditParser;
import dev.trotline.study.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a child experiment with changed rewards. */
@Command(
    name = "edit-reward",
    description = "Makes a child experiment with changed rewards and shows the diff.")
final class EditRewardCommand extends EditSupport {
  @Option(names = "--set", paramLabel = "TERM.weight=W", description = "set a weight")
  List<String> set = new ArrayList<>();

  @Option(names = "--scale", paramLabel = "TERM=F", description = "multiply a weight")
  List<String> scale = new ArrayList<>();

  @Option(
      names = "--param",
      paramLabel = "TERM.PARAM=V",
      description = "set a parameter, also of a term added here")
  List<String> param = new ArrayList<>();

  @Option(
      names = "--add",
      paramLabel = "TERM=W",
      description =
          "put in a term: one the task leaves out, one of the library, or one with --func")
  List<String> add = new ArrayList<>();

  @Option(
      names = "--func",
      paramLabel = "TERM=F",
      description = "what computes an added term: rewards/FILE.py:FUNCTION or MODULE:FUNCTION")
  List<String> func = new ArrayList<>();

  @Option(names = "--remove", paramLabel = "TERM", description = "take a term out")
  List<String> remove = new ArrayList<>();

  EditRewardCommand(Context context) {
    super(context);
  }

  @Override
  List<Edit> edits() {
    List<Edit.AddTerm> added = add.stream().map(EditParser::add).toList();
    for (String text : func) {
      added = EditParser.func(text, added);
    }
    List<Edit> params = new ArrayList<>();
    for (String text : param) {
      Edit.SetParam set = EditParser.param(text);
      if (added.stream().anyMatch(term -> term.term().equals(set.term()))) {
        added = EditParser.param(set, added);
      } else {
        params.add(set);
      }
    }
    List<Edit> edits = new ArrayList<>();
    take(edits, set, EditParser::set);
    take(edits, scale, EditParser::scale);
    edits.addAll(params);
    edits.addAll(added);
    take(edits, remove, EditParser::remove);
    return edits;
  }

  private static void take(List<Edit> edits, List<String> texts, Function<String, Edit> parse) {
    texts.stream().map(parse).forEach(edits::add);
  }
}
