/**
 * TensorBoard event files: record framing, the wire format of scalars, folders of several files and
 * files that grow. Knows nothing of what a tag means.
 */
@NullMarked
package dev.trotline.metrics.event;

import org.jspecify.annotations.NullMarked;
