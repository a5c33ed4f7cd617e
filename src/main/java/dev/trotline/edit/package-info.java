/**
 * Typed edits applied to and checked against a reference configuration. Pure except for the yaml
 * sub-package.
 */
@NullMarked
package dev.trotline.edit;

import org.jspecify.annotations.NullMarked;
