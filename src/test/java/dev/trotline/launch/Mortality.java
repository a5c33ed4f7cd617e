package dev.trotline.launch;

/** Decides at which of its steps a Trotline under test is killed. */
final class Mortality {

  /** Stands in for kill -9: an error, so that nothing that catches exceptions can survive it. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;

    Died() {
      super("killed", null, false, false);
    }
  }

  private long stepsLeft = Long.MAX_VALUE;

  /** Dies at the n-th step from now, n from 1. */
  void dieAt(long step) {
    stepsLeft = step;
  }

  void liveOn() {
    stepsLeft = Long.MAX_VALUE;
  }

  /** An instant between two effects on the outside world. */
  void step() {
    if (--stepsLeft == 0) {
      throw new Died();
    }
  }
}
