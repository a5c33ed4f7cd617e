/** Reports a person reads in the morning, made from the archive. */
@NullMarked
package dev.trotline.report;

import org.jspecify.annotations.NullMarked;
