package dev.trotline.diagnose.signature;

import java.util.List;

/**
 * What a log says, all told.
 *
 * @param findings best first
 * @param outcome how the run ended, by all that is known
 * @param summary one sentence on what the log shows
 */
public record Reading(List<Finding> findings, Outcome outcome, String summary) {

  /** How the run ended. */
  public enum Outcome {
    FAILED,
    HEALTHY,
    UNKNOWN
  }

  public Reading {
    findings = List.copyOf(findings);
  }
}
