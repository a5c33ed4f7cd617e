/** Runs as Slurm jobs, one each (docs/slurm.md; what Slurm really does: docs/slurm-facts.md). */
@NullMarked
package dev.trotline.executor.slurm;

import org.jspecify.annotations.NullMarked;
