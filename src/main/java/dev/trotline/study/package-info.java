/**
 * The values everyone speaks: ids, experiments, edits, states, budgets, study.yaml. Only {@code
 * StudyFiles} touches the disk.
 */
@NullMarked
package dev.trotline.study;

import org.jspecify.annotations.NullMarked;
