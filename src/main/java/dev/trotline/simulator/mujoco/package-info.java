/**
 * The embedded simulator: how its trainer and judge are called, and how to read what they leave.
 * Its Python side lives in {@code scripts/mujoco}.
 */
@NullMarked
package dev.trotline.simulator.mujoco;

import org.jspecify.annotations.NullMarked;
