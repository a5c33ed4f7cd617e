package dev.trotline.launch;

import dev.trotline.simulator.Resume;

/**
 * How a run is carried on.
 *
 * @param resume the checkpoint it starts from
 * @param iterationsAsked iterations the interrupted run was to have in all
 */
record Resumption(Resume resume, int iterationsAsked) {}
