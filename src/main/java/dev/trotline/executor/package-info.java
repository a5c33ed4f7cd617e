/**
 * The port to what runs processes: slots, start, status, kill. Implementations live in
 * sub-packages.
 */
@NullMarked
package dev.trotline.executor;

import org.jspecify.annotations.NullMarked;
