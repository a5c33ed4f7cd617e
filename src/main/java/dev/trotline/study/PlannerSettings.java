package dev.trotline.study;

/**
 * How the next wave is made.
 *
 * @param kind {@code rules}
 * @param count experiments of a wave
 */
public record PlannerSettings(String kind, int count) {}
