/** How results are shown: tables for people, one JSON document for programs. */
@NullMarked
package dev.trotline.cli.output;

import org.jspecify.annotations.NullMarked;
