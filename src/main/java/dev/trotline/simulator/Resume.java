package dev.trotline.simulator;

import java.nio.file.Path;

/**
 * A training to be carried on from one of its checkpoints. What a checkpoint does not hold starts
 * anew: the curriculum, the episodes under way and, before rsl_rl 5.4.2, the adapted learning rate.
 *
 * @param logFolder the log folder of the training that was interrupted
 * @param checkpoint the checkpoint's file, directly inside
 * @param iteration the iteration it was saved after, counted from 0
 */
public record Resume(Path logFolder, Path checkpoint, int iteration) {}
