/**
 * Detectors of hacks and traps: from what a run logged and how it was judged to flags with
 * evidence. Pure: values in, flags out.
 */
@NullMarked
package dev.trotline.analyze.hack;

import org.jspecify.annotations.NullMarked;
