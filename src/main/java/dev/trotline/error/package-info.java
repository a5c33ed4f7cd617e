/**
 * The typed failures of every part: what happened, why, and what to do next. Knows nothing else.
 */
@NullMarked
package dev.trotline.error;

import org.jspecify.annotations.NullMarked;
