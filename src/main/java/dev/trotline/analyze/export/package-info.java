/**
 * What {@code analyze} hands to other programs and to the eye: CSV, SQLite, charts and pages. Knows
 * numbers and names, not what is good.
 */
@NullMarked
package dev.trotline.analyze.export;

import org.jspecify.annotations.NullMarked;
