/**
 * mjlab: MuJoCo Warp behind Isaac Lab's manager vocabulary, driven by its own train script in
 * tyro's syntax. The script and its parser were read and run in the versions 0.1.0 to 1.6.0.
 */
@NullMarked
package dev.trotline.simulator.mjlab;

import org.jspecify.annotations.NullMarked;
