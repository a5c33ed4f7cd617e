"""Observations: one group, concatenated; per term in Isaac Lab's order value, noise, clip, scale."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from trotline_mujoco.console import table
from trotline_mujoco.managers.terms import active_terms, resolve_function, resolve_params

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv

GROUP = "policy"


class ObservationManager:
    """Noise, clip and scale act on the whole (N, width) row at once, with per-column constants.

    Two buffers alternate: the learner still holds the previous observation while the next one is written.
    """

    def __init__(self, cfg: dict[str, Any], env: QuadEnv) -> None:
        self._env = env
        group = cfg[GROUP]
        terms = active_terms(group)
        if not terms:
            raise ValueError("observations.policy has no terms")
        self.names = list(terms)
        self._calls = [(resolve_function(t["func"]), resolve_params(t["params"])) for t in terms.values()]
        self.widths = [np.asarray(f(env, **p)).shape[1] for f, p in self._calls]
        edges = np.cumsum([0, *self.widths])
        self._columns = [slice(a, b) for a, b in itertools.pairwise(edges)]
        self.width = int(edges[-1])
        self._prepare(group, list(terms.values()))
        self.buffers = [np.zeros((env.num_envs, self.width), np.float32) for _ in range(2)]
        self._noise = np.zeros((env.num_envs, self.width), np.float32)
        self._turn = 0

    def _prepare(self, group: dict[str, Any], terms: list[dict[str, Any]]) -> None:
        self._scale = np.ones(self.width, np.float32)
        self._noise_low = np.zeros(self.width, np.float32)
        self._noise_span = np.zeros(self.width, np.float32)
        self._clips: list[tuple[slice, float, float]] = []
        for columns, term in zip(self._columns, terms, strict=True):
            if term["scale"] is not None:
                self._scale[columns] = term["scale"]
            if term["clip"] is not None:
                self._clips.append((columns, *term["clip"]))
            if group["enable_corruption"] and term["noise"] is not None:
                low, high = term["noise"]["n_min"], term["noise"]["n_max"]
                self._noise_low[columns], self._noise_span[columns] = low, high - low
        self._noisy = bool(self._noise_span.any() or self._noise_low.any())

    def compute(self) -> np.ndarray:
        """(N, width) float32; valid until the call after the next."""
        self._turn = 1 - self._turn
        row = self.buffers[self._turn]
        for columns, (function, params) in zip(self._columns, self._calls, strict=True):
            row[:, columns] = function(self._env, **params)
        if self._noisy:
            self._env.rng.random(out=self._noise, dtype=np.float32)
            self._noise *= self._noise_span
            self._noise += self._noise_low
            row += self._noise
        for columns, low, high in self._clips:
            np.clip(row[:, columns], low, high, out=row[:, columns])
        row *= self._scale
        return row

    @property
    def turn(self) -> int:
        """Which of the two `buffers` the last observation is in."""
        return self._turn

    def __str__(self) -> str:
        rows = [(i, n, f"({w},)") for i, (n, w) in enumerate(zip(self.names, self.widths, strict=True))]
        title = f"Active Observation Terms in Group: '{GROUP}' (shape: ({self.width},))"
        text = table(title, ("Index", "Name", "Shape"), rows)
        return f"<ObservationManager> contains 1 groups.\n{text}\n"
