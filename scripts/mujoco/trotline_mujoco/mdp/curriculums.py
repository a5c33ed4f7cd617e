"""Curriculum terms: `f(env, ids, **params)` acts on environments about to be reset; returns what to log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv


def terrain_levels_vel(env: QuadEnv, ids: np.ndarray, command_name: str = "base_velocity") -> float:
    """Up when the robot walked half a tile away from its origin, down when less than half of what was asked.

    As in Isaac Lab, what was asked is the present command over the longest episode. Returns the mean level.
    """
    terrain = env.terrain
    if terrain.heights is None:
        raise ValueError("curriculum 'terrain_levels' needs a terrain of type 'generator'")
    walked = np.linalg.norm(env.state.root_pos[ids, :2] - terrain.env_origins[ids, :2], axis=1)
    command = env.command_manager.get_command(command_name)[ids, :2]
    up = walked > terrain.generator["size"][0] / 2
    down = ~up & (walked < np.linalg.norm(command, axis=1) * env.cfg["episode_length_s"] * 0.5)
    terrain.update_env_origins(ids, up, down, env.rng)
    return terrain.terrain_levels.mean()
