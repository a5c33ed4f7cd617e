/** From what a failed run left to a ranked list of causes with evidence and remedy. */
@NullMarked
package dev.trotline.diagnose;

import org.jspecify.annotations.NullMarked;
