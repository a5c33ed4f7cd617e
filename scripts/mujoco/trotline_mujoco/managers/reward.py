"""Rewards: sum over terms of function * weight * step_dt, with per-episode sums for the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trotline_mujoco.console import table
from trotline_mujoco.managers.terms import active_terms, resolve_function, resolve_params

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv


class RewardManager:
    """`terms` (K, N) are the weighted values of the last step; `weights` (K,) may change between steps."""

    def __init__(self, cfg: dict[str, Any], env: QuadEnv) -> None:
        self._env = env
        terms = active_terms(cfg)
        self.names = list(terms)
        self.weights = np.array([term["weight"] for term in terms.values()], np.float32)
        self._calls = [(resolve_function(t["func"]), resolve_params(t["params"])) for t in terms.values()]
        self.terms = np.zeros((len(terms), env.num_envs), np.float32)
        self.episode_sums = np.zeros_like(self.terms)

    def compute(self) -> np.ndarray:
        """(N,) reward of the step. Terms of weight zero are not evaluated, as in Isaac Lab."""
        for row, (function, params) in enumerate(self._calls):
            if self.weights[row] != 0.0:
                self.terms[row] = function(self._env, **params)
        self.terms *= (self.weights * self._env.step_dt)[:, None]
        self.episode_sums += self.terms
        return self.terms.sum(0)

    def reset(self, ids: np.ndarray) -> dict[str, float]:
        """Episode_Reward/*: mean over the ended episodes of their sum over the longest episode's seconds."""
        means = self.episode_sums[:, ids].mean(1) / self._env.cfg["episode_length_s"]
        self.episode_sums[:, ids] = 0.0
        return {f"Episode_Reward/{name}": float(mean) for name, mean in zip(self.names, means, strict=True)}

    def __str__(self) -> str:
        # Six digits hide what single precision adds to 0.05.
        rows = [(i, name, float(f"{self.weights[i]:.6g}")) for i, name in enumerate(self.names)]
        head = f"<RewardManager> contains {len(rows)} active terms.\n"
        return head + table("Active Reward Terms", ("Index", "Name", "Weight"), rows) + "\n"
