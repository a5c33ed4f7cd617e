package dev.trotline.study;

/**
 * Size of the fixed evaluation. Its commands, terrains and rules belong to the judge itself.
 *
 * @param numEnvs environments, each lives one episode
 * @param seconds length of an episode
 * @param seed the seed of the judge's own stream
 */
public record JudgeSettings(int numEnvs, double seconds, int seed) {}
