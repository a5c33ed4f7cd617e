package dev.trotline.study;

/**
 * What {@code study.yaml} says, complete with defaults. Components are documented at their types.
 */
public record StudyConfig(
    String name,
    SimulatorSettings simulator,
    Objective objective,
    Budget budget,
    Seeds seeds,
    PlannerSettings planner,
    ExecutorSettings executor,
    JudgeSettings judge,
    Limits limits,
    StopSettings stop) {

  /** The same with the usual stop rules. */
  public StudyConfig(
      String name,
      SimulatorSettings simulator,
      Objective objective,
      Budget budget,
      Seeds seeds,
      PlannerSettings planner,
      ExecutorSettings executor,
      JudgeSettings judge,
      Limits limits) {
    this(
        name,
        simulator,
        objective,
        budget,
        seeds,
        planner,
        executor,
        judge,
        limits,
        StopSettings.STANDARD);
  }
}
