"""Curricula: change the task as the robot learns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trotline_mujoco.console import table
from trotline_mujoco.managers.terms import active_terms, resolve_function, resolve_params

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv


class CurriculumManager:
    """Calls each term for the environments about to be reset; the values it returns are logged."""

    def __init__(self, cfg: dict[str, Any], env: QuadEnv) -> None:
        self._env = env
        self._calls = {
            name: (resolve_function(term["func"]), resolve_params(term["params"]))
            for name, term in active_terms(cfg).items()
        }

    def compute(self, ids: np.ndarray) -> dict[str, float]:
        return {
            f"Curriculum/{name}": float(function(self._env, ids, **params))
            for name, (function, params) in self._calls.items()
        }

    def __str__(self) -> str:
        rows = list(enumerate(self._calls))
        text = table("Active Curriculum Terms", ("Index", "Name"), rows)
        return f"<CurriculumManager> contains {len(rows)} active terms.\n{text}\n"
