/**
 * Rules that decide from what was seen of a live run whether it goes on. Pure: no clock, no file,
 * no process; time comes in as readings of a monotonic clock.
 */
@NullMarked
package dev.trotline.monitor.rule;

import org.jspecify.annotations.NullMarked;
