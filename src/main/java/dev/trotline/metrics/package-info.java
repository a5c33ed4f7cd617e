/** What a run logged: event files, console blocks, series and their definitions. */
@NullMarked
package dev.trotline.metrics;

import org.jspecify.annotations.NullMarked;
