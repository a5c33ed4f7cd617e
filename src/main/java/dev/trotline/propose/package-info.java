/** The planner: proposers, guardrails and the ranking of what to try next. */
@NullMarked
package dev.trotline.propose;

import org.jspecify.annotations.NullMarked;
