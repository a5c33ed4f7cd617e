"""What differs from generation to generation."""

from __future__ import annotations

import os
from dataclasses import dataclass

OLD_NAMES = ("Isaac-Velocity-Flat-Anymal-D-v0", "Isaac-Velocity-Flat-Anymal-C-v0")
NEW_NAMES = ("Isaac-Velocity-Flat-AnymalD", "IsaacContrib-Velocity-Flat-AnymalC")


@dataclass(frozen=True)
class Generation:
    """See the training surface; `resume` is value, flag or none, `console` one of its formats A to E."""

    tasks: tuple[str, ...]
    resume: str
    agent_option: bool
    headless: str
    typed: bool
    any_length: bool
    console: str
    manifest: bool
    counts: bool
    doubled: bool
    says_done: bool
    announces: bool
    failure_code: int
    one_network: bool
    texts_below_presets: bool = False


GENERATIONS = {
    "2.0.2": Generation(OLD_NAMES, "value", False, "needed", True, False, "A", False, True, True, False, True, 1, True),
    "2.1.0": Generation(OLD_NAMES, "flag", False, "needed", True, False, "B", False, True, True, False, True, 1, True),
    "2.3.2": Generation(OLD_NAMES, "flag", True, "needed", True, True, "B", False, False, True, True, True, 1, True),
    "2.3.2+rsl-rl-3.3": Generation(
        OLD_NAMES, "flag", True, "needed", True, True, "C", False, False, True, True, True, 1, True
    ),
    "3.0b1": Generation(
        OLD_NAMES, "flag", True, "known", True, True, "D", False, False, True, True, True, 0, False, True
    ),
    "3.0b2": Generation(OLD_NAMES, "flag", True, "known", False, True, "D", False, False, False, True, True, 0, False),
    "develop": Generation(NEW_NAMES, "flag", True, "known", False, True, "E", True, False, False, True, True, 0, False),
    "entrypoints": Generation(
        NEW_NAMES, "none", True, "unknown", False, True, "E", True, False, False, True, False, 1, False
    ),
}


def current() -> Generation:
    return GENERATIONS[os.environ["STANDIN_GENERATION"]]
