package dev.trotline.executor.slurm;

/** Names of jobs, as a person sees them in squeue. */
final class SlurmName {

  private static final int MOST = 60;

  private SlurmName() {}

  /**
   * {@code trotline-STUDY-exp007-s2}.
   *
   * @param study the study's name, which may hold anything
   * @param marker study marker, colon, run
   */
  static String of(String study, String marker) {
    String run = marker.substring(marker.indexOf(':') + 1);
    String name = study.replaceAll("[^A-Za-z0-9_.-]+", "_");
    return "trotline-"
        + name.substring(0, Math.min(MOST, name.length()))
        + "-"
        + run.replaceAll("[^A-Za-z0-9_.-]+", "-");
  }
}
