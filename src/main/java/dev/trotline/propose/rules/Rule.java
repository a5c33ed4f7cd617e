package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import java.util.List;

/** One piece of an engineer's knowledge: a symptom and what to change when it shows. */
interface Rule {

  /** Name under which its proposals are signed. */
  String name();

  /** Ideas for this situation; none if the symptom does not show. */
  List<Proposal> propose(Situation situation);
}
