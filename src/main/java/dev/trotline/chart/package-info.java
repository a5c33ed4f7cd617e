/**
 * Charts: a small model of what is drawn, and its renderings for the terminal, as SVG, as a page of
 * HTML and as PNG. Nothing here knows what the numbers mean, reads files or uses a library.
 */
@NullMarked
package dev.trotline.chart;

import org.jspecify.annotations.NullMarked;
