/** Runs on this machine: CPU slots, or GPU slots where nvidia-smi finds GPUs. */
@NullMarked
package dev.trotline.executor.local;

import org.jspecify.annotations.NullMarked;
