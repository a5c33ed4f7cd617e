/**
 * Adopts log folders of other trainings into a study: finds them, recognises what it has seen
 * before, reads what they say, and enters them into the archive. Nothing of them is copied or
 * changed.
 */
@NullMarked
package dev.trotline.launch.imports;

import org.jspecify.annotations.NullMarked;
