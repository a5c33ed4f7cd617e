"""Terminations: which episodes end now, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trotline_mujoco.console import table
from trotline_mujoco.managers.terms import active_terms, resolve_function, resolve_params

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv


class TerminationManager:
    """`time_outs` and `terminated` (N,) bool of the last step; `dones` is either."""

    def __init__(self, cfg: dict[str, Any], env: QuadEnv) -> None:
        self._env = env
        terms = active_terms(cfg)
        self.names = list(terms)
        self._is_time_out = [bool(term["time_out"]) for term in terms.values()]
        self._calls = [(resolve_function(t["func"]), resolve_params(t["params"])) for t in terms.values()]
        n = env.num_envs
        self.term_dones = np.zeros((len(terms), n), bool)
        self.last_episode_dones = np.zeros((len(terms), n), bool)
        self.time_outs = np.zeros(n, bool)
        self.terminated = np.zeros(n, bool)
        self.dones = np.zeros(n, bool)

    def compute(self) -> np.ndarray:
        self.time_outs[...] = False
        # A robot whose physics failed has fallen, whatever the configured terms see.
        self.terminated[...] = self._env.robot.unstable
        for row, (function, params) in enumerate(self._calls):
            self.term_dones[row] = function(self._env, **params)
            target = self.time_outs if self._is_time_out[row] else self.terminated
            target |= self.term_dones[row]
        np.logical_or(self.time_outs, self.terminated, out=self.dones)
        return self.dones

    def get_term(self, name: str) -> np.ndarray:
        """(N,) bool of one term in the last step."""
        return self.term_dones[self.names.index(name)]

    def reset(self, ids: np.ndarray) -> dict[str, float]:
        """Episode_Termination/*: share of all environments whose last episode ended so (IL >= 2.3.1)."""
        self.last_episode_dones[:, ids] = self.term_dones[:, ids]
        shares = self.last_episode_dones.mean(1)
        return {f"Episode_Termination/{n}": float(s) for n, s in zip(self.names, shares, strict=True)}

    def __str__(self) -> str:
        rows = [(i, name, self._is_time_out[i]) for i, name in enumerate(self.names)]
        head = f"<TerminationManager> contains {len(rows)} active terms.\n"
        return head + table("Active Termination Terms", ("Index", "Name", "Time Out"), rows) + "\n"
