/** Fresh seeds for a winner and the test whether they agree. */
@NullMarked
package dev.trotline.reproduce;

import org.jspecify.annotations.NullMarked;
