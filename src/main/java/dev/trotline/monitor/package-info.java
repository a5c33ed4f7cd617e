/** Watching live runs: rule, verdict, action. */
@NullMarked
package dev.trotline.monitor;

import org.jspecify.annotations.NullMarked;
