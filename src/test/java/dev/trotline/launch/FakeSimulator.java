package dev.trotline.launch;

import dev.trotline.edit.ReferenceConfig;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.EvaluationRequest;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.TrainingRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A simulator whose trainer is whatever the test says. */
public final class FakeSimulator implements Simulator {

  private final Function<TrainingRequest, CommandLine> trainer;
  private final Function<Path, Artefacts> reader;
  final List<String> problems = new ArrayList<>();

  public FakeSimulator(
      Function<TrainingRequest, CommandLine> trainer, Function<Path, Artefacts> reader) {
    this.trainer = trainer;
    this.reader = reader;
  }

  /** The trainer of a {@link FakeMachine}. */
  static FakeSimulator on(FakeMachine machine, Mortality mortality) {
    return new FakeSimulator(
        request -> {
          mortality.step();
          return new CommandLine(
              List.of("train", "--seed=" + request.run().seed(), "it's \"quoted\""),
              Map.of("B", "2", "A", "1 $HOME"));
        },
        folder -> {
          mortality.step();
          boolean complete = machine.complete(folder);
          return new Artefacts(
              null,
              null,
              machine.iterations(folder),
              FakeMachine.ITERATIONS,
              complete,
              List.of(complete ? "all iterations done" : "the training stopped early"));
        });
  }

  @Override
  public String kind() {
    return "fake";
  }

  @Override
  public List<String> problems() {
    return problems;
  }

  @Override
  public ReferenceConfig reference() {
    return new ReferenceConfig(
        "fake",
        Map.of("rewards", Map.of("alive", Map.of("func", "f", "weight", 1.0))),
        Map.of("seed", 1));
  }

  @Override
  public CommandLine training(TrainingRequest request) {
    return trainer.apply(request);
  }

  @Override
  public boolean judges() {
    return true;
  }

  @Override
  public Optional<CommandLine> evaluation(EvaluationRequest request) {
    return Optional.of(new CommandLine(List.of("true"), Map.of()));
  }

  @Override
  public Optional<Path> logFolder(Path runFolder) {
    return Optional.empty();
  }

  @Override
  public Artefacts artefacts(Path runFolder) {
    return reader.apply(runFolder);
  }

  @Override
  public Map<String, String> versions() {
    return Map.of("fake", "1.0");
  }
}
