package dev.trotline.chart;

/**
 * A place worth naming: a line across the chart.
 *
 * @param at value on the horizontal axis
 * @param label a few words
 */
public record Marker(double at, String label) {}
