/** Aggregation over seeds, comparison and the gate. */
@NullMarked
package dev.trotline.analyze;

import org.jspecify.annotations.NullMarked;
