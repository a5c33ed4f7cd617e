/**
 * What comes next: the values planners exchange. The planners themselves and the guard live in
 * sub-packages.
 */
@NullMarked
package dev.trotline.propose;

import org.jspecify.annotations.NullMarked;
