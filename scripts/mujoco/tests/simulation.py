"""Helpers for tests that need a real environment."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from trotline_mujoco import tasks
from trotline_mujoco.env import QuadEnv

FLAT, ROUGH = tasks.FLAT, tasks.ROUGH


def configuration(task: str = FLAT, num_envs: int = 4, seed: int = 3) -> dict[str, Any]:
    """A task's environment configuration, without observation noise."""
    cfg, _ = tasks.load(task)
    cfg["seed"] = seed
    cfg["scene"]["num_envs"] = num_envs
    cfg["observations"]["policy"]["enable_corruption"] = False
    return cfg


def small_terrain(cfg: dict[str, Any], rows: int = 3, columns: int = 6) -> dict[str, Any]:
    """Fewer tiles, so that a test builds the ground in milliseconds."""
    generator = cfg["scene"]["terrain"]["terrain_generator"]
    generator.update(num_rows=rows, num_cols=columns, border_width=2.0, seed=5)
    return cfg


def stand(env: QuadEnv, steps: int) -> dict[str, np.ndarray]:
    """Hold the default pose; returns which robots fell or timed out meanwhile."""
    fell, timed_out = np.zeros(env.num_envs, bool), np.zeros(env.num_envs, bool)
    for _ in range(steps):
        env.step(torch.zeros(env.num_envs, env.num_actions))
        fell |= env.base_contact
        timed_out |= env.time_outs
    return {"fell": fell, "timed_out": timed_out}
