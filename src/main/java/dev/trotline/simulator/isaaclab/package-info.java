/**
 * Isaac Lab, from 2.0 to 3.x: finding an installation, its generation's command line and overrides,
 * and what it leaves behind. Facts are those of the training surface, version by version.
 */
@NullMarked
package dev.trotline.simulator.isaaclab;

import org.jspecify.annotations.NullMarked;
