/**
 * What an edit did: two groups of runs compared by their settings, curves, reward terms and ends.
 * Pure but for {@link dev.trotline.analyze.compare.RunData#read}.
 */
@NullMarked
package dev.trotline.analyze.compare;

import org.jspecify.annotations.NullMarked;
