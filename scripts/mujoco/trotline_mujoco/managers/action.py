"""Actions: the policy's output, remembered, and passed to the action terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trotline_mujoco.console import table
from trotline_mujoco.managers.terms import active_terms, resolve_function

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv


class ActionManager:
    """`action` and `prev_action` (N, 12) are raw policy outputs; `targets` (N, 12) joint angles in rad."""

    def __init__(self, cfg: dict[str, Any], env: QuadEnv) -> None:
        terms = active_terms(cfg)
        if len(terms) != 1:
            raise ValueError("the embedded simulator takes exactly one action term")
        ((self.name, term_cfg),) = terms.items()
        self.term = resolve_function(term_cfg["class_type"])(term_cfg, env)
        self.action = np.zeros((env.num_envs, self.term.dimension), np.float32)
        self.prev_action = np.zeros_like(self.action)

    @property
    def dimension(self) -> int:
        return self.term.dimension

    def process(self, action: np.ndarray) -> np.ndarray:
        """Take a new action; returns the joint targets."""
        self.prev_action, self.action = self.action, self.prev_action
        self.action[...] = action
        return self.term.process(self.action)

    def reset(self, ids: np.ndarray) -> None:
        self.action[ids] = 0.0
        self.prev_action[ids] = 0.0

    def __str__(self) -> str:
        text = table(
            f"Active Action Terms (shape: {self.dimension})",
            ("Index", "Name", "Dimension"),
            [(0, self.name, self.dimension)],
        )
        return f"<ActionManager> contains 1 active terms.\n{text}\n"
