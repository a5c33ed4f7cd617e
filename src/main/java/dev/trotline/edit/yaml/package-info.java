/**
 * Reads the YAML a trainer dumps, Python tags and all, as plain data. Never constructs objects from
 * tags.
 */
@NullMarked
package dev.trotline.edit.yaml;

import org.jspecify.annotations.NullMarked;
