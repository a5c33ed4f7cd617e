/**
 * The port to a simulator: command lines, run layout, metric meaning. Implementations live in
 * sub-packages and never see each other.
 */
@NullMarked
package dev.trotline.simulator;

import org.jspecify.annotations.NullMarked;
