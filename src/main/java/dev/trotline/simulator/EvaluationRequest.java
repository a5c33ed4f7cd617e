package dev.trotline.simulator;

import dev.trotline.study.JudgeSettings;
import java.nio.file.Path;

/**
 * What the judge is asked to do.
 *
 * @param logFolder the trainer's log folder, for the network's shape and the robot
 * @param checkpoint the checkpoint to judge
 * @param settings size of the evaluation
 * @param device where it runs
 * @param output the JSON document to write
 */
public record EvaluationRequest(
    Path logFolder, Path checkpoint, JudgeSettings settings, Device device, Path output) {}
