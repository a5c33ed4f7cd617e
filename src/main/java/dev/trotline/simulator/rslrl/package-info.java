/**
 * What all trainers around rsl_rl's runner have in common: the layout of their log folders, their
 * checkpoints, the end of their console, the Python they run in. Knows no simulator in particular.
 */
@NullMarked
package dev.trotline.simulator.rslrl;

import org.jspecify.annotations.NullMarked;
