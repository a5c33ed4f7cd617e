/** The research loop: a resumable state machine over the stages. */
@NullMarked
package dev.trotline.loop;

import org.jspecify.annotations.NullMarked;
