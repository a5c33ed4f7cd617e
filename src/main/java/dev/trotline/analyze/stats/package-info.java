/** Statistics of small samples. Pure: numbers in, numbers out, random streams from a given seed. */
@NullMarked
package dev.trotline.analyze.stats;

import org.jspecify.annotations.NullMarked;
