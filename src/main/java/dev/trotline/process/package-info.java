/**
 * What belongs to the operating system: process groups, the supervisor script, sweeps, atomic
 * files. Knows no domain word.
 */
@NullMarked
package dev.trotline.process;

import org.jspecify.annotations.NullMarked;
