/**
 * The fixed evaluation of a checkpoint, independent of every reward. The planner sees only Score.
 */
@NullMarked
package dev.trotline.judge;

import org.jspecify.annotations.NullMarked;
