/**
 * The one truth for state and decisions: SQLite, migrations, journal, rebuild. The only package
 * that speaks SQL.
 */
@NullMarked
package dev.trotline.archive;

import org.jspecify.annotations.NullMarked;
