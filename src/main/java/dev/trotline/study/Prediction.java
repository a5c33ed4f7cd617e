package dev.trotline.study;

/**
 * What a proposal expects of one metric, so that the verdict can be held against it.
 *
 * @param metric the metric's name, such as {@code velocity_error}
 * @param expected the value expected after training, in the metric's unit
 */
public record Prediction(String metric, double expected) {}
