"""Events: what happens to the robots at start-up, at every reset, and at intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trotline_mujoco.console import table
from trotline_mujoco.managers.terms import active_terms, resolve_function, resolve_params

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv

MODES = ("startup", "reset", "interval")


class EventManager:
    """Terms by mode. Interval terms have a clock per environment, drawn anew each time they fire."""

    def __init__(self, cfg: dict[str, Any], env: QuadEnv) -> None:
        self._env = env
        self._terms: dict[str, list[tuple[str, Any, dict[str, Any]]]] = {mode: [] for mode in MODES}
        self._clocks: dict[str, np.ndarray] = {}
        self._ranges: dict[str, tuple[float, float]] = {}
        for name, term in active_terms(cfg).items():
            mode = term["mode"]
            if mode not in MODES:
                raise ValueError(f"event '{name}' has mode '{mode}'; known modes: {', '.join(MODES)}")
            call = (name, resolve_function(term["func"]), resolve_params(term["params"]))
            self._terms[mode].append(call)
            if mode == "interval":
                if term["interval_range_s"] is None:
                    raise ValueError(f"event '{name}' has mode 'interval' but no interval_range_s")
                self._ranges[name] = tuple(term["interval_range_s"])
                self._clocks[name] = env.rng.uniform(*self._ranges[name], env.num_envs)

    def startup(self) -> None:
        everyone = np.arange(self._env.num_envs)
        for _, function, params in self._terms["startup"]:
            function(self._env, everyone, **params)

    def reset(self, ids: np.ndarray) -> None:
        for _, function, params in self._terms["reset"]:
            function(self._env, ids, **params)
        for name, clock in self._clocks.items():
            clock[ids] = self._env.rng.uniform(*self._ranges[name], len(ids))

    def interval(self, dt: float) -> None:
        for name, function, params in self._terms["interval"]:
            clock = self._clocks[name]
            clock -= dt
            ids = np.flatnonzero(clock <= 0.0)
            if len(ids):
                clock[ids] = self._env.rng.uniform(*self._ranges[name], len(ids))
                function(self._env, ids, **params)

    def __str__(self) -> str:
        used = {mode: terms for mode, terms in self._terms.items() if terms}
        tables = []
        for mode, terms in used.items():
            rows: list[tuple[Any, ...]] = [(i, name) for i, (name, _, _) in enumerate(terms)]
            header: tuple[str, ...] = ("Index", "Name")
            if mode == "interval":
                header = (*header, "Interval time range (s)")
                rows = [(i, name, self._ranges[name]) for i, name in rows]
            tables.append(table(f"Active Event Terms in Mode: '{mode}'", header, rows))
        count = sum(map(len, self._terms.values()))
        return f"<EventManager> contains {count} active terms.\n" + "\n".join(tables) + "\n"
