/** What rsl_rl prints: iteration blocks in all their formats, read from any amount of text. */
@NullMarked
package dev.trotline.metrics.console;

import org.jspecify.annotations.NullMarked;
