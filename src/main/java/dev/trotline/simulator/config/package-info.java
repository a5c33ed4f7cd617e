/**
 * Reference configurations of stock tasks and the reward library, read from {@code isaac-configs}:
 * the yardstick of edits until a dump of the user's own installation takes its place. Used by the
 * simulators; knows none of them.
 */
@NullMarked
package dev.trotline.simulator.config;

import org.jspecify.annotations.NullMarked;
