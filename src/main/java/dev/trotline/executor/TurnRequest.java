package dev.trotline.executor;

import java.nio.file.Path;
import java.util.Set;

/**
 * What a study wants of a machine.
 *
 * @param study the study's marker, without a run
 * @param place the study's folder, for people
 * @param taken names of the devices it holds by its own record
 * @param wanted how many devices it could use; at least 1
 */
public record TurnRequest(String study, Path place, Set<String> taken, int wanted) {

  public TurnRequest {
    taken = Set.copyOf(taken);
  }
}
