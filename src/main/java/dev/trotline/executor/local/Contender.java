package dev.trotline.executor.local;

import java.util.Set;

/**
 * A study that waits for devices.
 *
 * @param study its marker
 * @param place its folder, for people
 * @param share its weight
 * @param since since when it waits, ms
 * @param wish slots and GPUs it would take if they were free
 */
record Contender(String study, String place, double share, long since, Set<String> wish) {

  Contender {
    wish = Set.copyOf(wish);
  }
}
