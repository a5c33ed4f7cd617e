package dev.trotline.study;

/**
 * How many seeds each purpose gets.
 *
 * @param baseline seeds of the baseline; they measure the noise
 * @param screen seeds of a fresh candidate
 * @param full seeds of a candidate that survives the screen
 * @param reproduce fresh seeds of the winner
 */
public record Seeds(int baseline, int screen, int full, int reproduce) {}
