package dev.trotline.metrics;

/**
 * One tag in figures. Least, largest and mean are over the finite values.
 *
 * @param points number of points, at least one
 * @param firstStep step of the first point in file order
 * @param lastStep step of the last point in file order
 * @param lastValue the value written last, which may be NaN or infinite
 * @param min the least finite value, NaN if there is none
 * @param max the largest finite value, NaN if there is none
 * @param mean exact sum of the finite values over their count, NaN if there is none
 * @param nan values that are NaN
 * @param inf values that are infinite, of either sign
 */
public record ScalarFigures(
    long points,
    long firstStep,
    long lastStep,
    double lastValue,
    double min,
    double max,
    double mean,
    long nan,
    long inf) {}
