/** One thin class per subcommand; only Main prints, exits and maps failures. */
@NullMarked
package dev.trotline.cli;

import org.jspecify.annotations.NullMarked;
