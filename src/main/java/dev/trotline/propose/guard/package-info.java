/** What no proposal may do, whoever made it. Pure: no files, processes or databases. */
@NullMarked
package dev.trotline.propose.guard;

import org.jspecify.annotations.NullMarked;
