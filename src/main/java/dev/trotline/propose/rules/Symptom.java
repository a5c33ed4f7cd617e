package dev.trotline.propose.rules;

/** How badly a robot does, as numbers between 0 and 1 that rules multiply their suspicion with. */
final class Symptom {

  /** Error share up to which a robot is said to follow its command. */
  static final double FOLLOWS = 0.35;

  /** Error share from which a robot is said not to. */
  static final double DOES_NOT_FOLLOW = 0.75;

  /** Share of full episodes below which a robot is said to fall. */
  static final double FALLS = 0.8;

  private Symptom() {}

  /** 0: it follows the velocity command; 1: it does nothing of the kind. */
  static double doesNotFollow(Situation situation) {
    return Scale.linearUnit(situation.lost(), FOLLOWS, DOES_NOT_FOLLOW);
  }

  /** 0: hardly ever falls; 1: every second episode or more ends in a fall. */
  static double falls(Situation situation) {
    return Scale.linearUnit(situation.timeouts(), 0.97, 0.5);
  }

  static boolean isFalling(Situation situation) {
    return situation.timeouts() < FALLS;
  }
}
