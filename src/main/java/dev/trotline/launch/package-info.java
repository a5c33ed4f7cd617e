/**
 * Turns an experiment and seeds into runs, fills slots, and reconciles the archive with the disk.
 */
@NullMarked
package dev.trotline.launch;

import org.jspecify.annotations.NullMarked;
