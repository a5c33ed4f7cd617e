"""Commands: what the robot is asked to do, and how well it does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trotline_mujoco.console import table
from trotline_mujoco.managers.terms import active_terms, resolve_function

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv


class CommandManager:
    """Holds the command terms; each has `command` (N, width), `compute`, `measure` and `reset`."""

    def __init__(self, cfg: dict[str, Any], env: QuadEnv) -> None:
        self.terms = {
            name: resolve_function(term["class_type"])(term, env) for name, term in active_terms(cfg).items()
        }

    def get_command(self, name: str) -> np.ndarray:
        return self.terms[name].command

    def measure(self) -> None:
        """Add the step just made to the episode metrics."""
        for term in self.terms.values():
            term.measure()

    def compute(self, dt: float) -> None:
        """Advance time: resample what is due."""
        for term in self.terms.values():
            term.compute(dt)

    def reset(self, ids: np.ndarray) -> dict[str, float]:
        """Metrics/<command>/<metric> of the ended episodes; new commands for the next ones."""
        return {
            f"Metrics/{name}/{metric}": value
            for name, term in self.terms.items()
            for metric, value in term.reset(ids).items()
        }

    def __str__(self) -> str:
        rows = [(i, name, type(term).__name__) for i, (name, term) in enumerate(self.terms.items())]
        text = table("Active Command Terms", ("Index", "Name", "Type"), rows)
        return f"<CommandManager> contains {len(rows)} active terms.\n{text}\n"
