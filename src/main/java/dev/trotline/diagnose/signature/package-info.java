/**
 * From the text of a log to ranked causes. Pure: takes streams and strings, never paths; touches no
 * file, process or clock.
 */
@NullMarked
package dev.trotline.diagnose.signature;

import org.jspecify.annotations.NullMarked;
