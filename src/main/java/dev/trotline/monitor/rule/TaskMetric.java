package dev.trotline.monitor.rule;

import java.util.List;

/**
 * The figures by which runs with different rewards can be compared, oriented so that more is
 * better.
 */
enum TaskMetric {
  VELOCITY_ERROR("velocity_error"),
  TIMEOUT_SHARE("timeout_share"),
  TERRAIN_LEVEL("terrain_level"),
  EPISODE_LENGTH("episode_length"),
  SUCCESS_RATE("success_rate"),
  /** Only among runs whose reward terms and weights are the same. */
  MEAN_REWARD("mean_reward");

  private final String word;

  TaskMetric(String word) {
    this.word = word;
  }

  /** What can be compared where a study's objective is this metric, best first. */
  static List<TaskMetric> standingFor(String objective) {
    for (TaskMetric metric : values()) {
      boolean share = metric == EPISODE_LENGTH && objective.equals("episode_length_share");
      if (metric.word.equals(objective) || share) {
        return metric == MEAN_REWARD ? List.of(metric) : List.of(metric, MEAN_REWARD);
      }
    }
    return List.of(MEAN_REWARD);
  }

  String word() {
    return word;
  }

  /** Its points, more is better; empty if it was not logged. */
  Points of(History history) {
    return switch (this) {
      case VELOCITY_ERROR -> history.velocityError().times(-1);
      case TIMEOUT_SHARE -> history.points(Figure.TIMEOUTS);
      case TERRAIN_LEVEL -> history.points(Figure.TERRAIN);
      case EPISODE_LENGTH -> history.points(Figure.LENGTH);
      case SUCCESS_RATE -> history.points(Figure.SUCCESS);
      case MEAN_REWARD -> history.points(Figure.REWARD);
    };
  }

  /** A value as it was logged. */
  double shown(double oriented) {
    return this == VELOCITY_ERROR ? -oriented : oriented;
  }
}
