package dev.trotline.monitor.rule;

/**
 * A run that reached its end, to compare others with.
 *
 * @param experiment what was trained; runs of one experiment count as one witness
 * @param asked iterations it was asked for
 * @param rewards stands for the definition of its rewards; empty if unknown
 * @param history its figures
 */
public record Peer(String experiment, int asked, String rewards, History history) {}
