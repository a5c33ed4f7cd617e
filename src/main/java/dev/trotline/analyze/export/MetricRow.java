package dev.trotline.analyze.export;

import org.jspecify.annotations.Nullable;

/**
 * One figure of an experiment.
 *
 * @param experiment its id, or the path of a foreign run
 * @param seed the seed; null for an aggregate over seeds
 * @param metric its name
 * @param source who measured: {@code judge}, {@code log}, or the aggregate such as {@code mean}
 * @param value may be NaN or infinite
 */
public record MetricRow(
    String experiment, @Nullable String seed, String metric, String source, double value) {}
