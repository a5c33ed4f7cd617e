/** Tables of an analysis as text. */
@NullMarked
package dev.trotline.analyze.text;

import org.jspecify.annotations.NullMarked;
