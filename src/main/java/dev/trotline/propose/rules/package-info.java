/**
 * The locomotion engineer's knowledge: from the symptoms in a run's own series to an edit. One
 * class per rule; no files, no clock.
 */
@NullMarked
package dev.trotline.propose.rules;

import org.jspecify.annotations.NullMarked;
