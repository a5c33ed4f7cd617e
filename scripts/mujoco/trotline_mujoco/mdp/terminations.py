"""Termination terms, each (N,) bool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv
    from trotline_mujoco.managers.terms import SceneEntity


def time_out(env: QuadEnv) -> np.ndarray:
    return env.episode_length >= env.max_episode_length


def illegal_contact(env: QuadEnv, threshold: float, sensor_cfg: SceneEntity) -> np.ndarray:
    """A body pressed to the ground by more than `threshold` N in any recent substep."""
    return (env.contact_sensor.peak_force_sq[:, sensor_cfg.body_ids] > threshold**2).any(1)


def terrain_out_of_bounds(
    env: QuadEnv, distance_buffer: float = 3.0, asset_cfg: SceneEntity | None = None
) -> np.ndarray:
    """The robot is closer than `distance_buffer` m to the edge of the world."""
    del asset_cfg  # there is one robot
    x, y = env.terrain.half_extent
    position = np.abs(env.state.root_pos)
    return (position[:, 0] > x - distance_buffer) | (position[:, 1] > y - distance_buffer)


def bad_orientation(env: QuadEnv, limit_angle: float) -> np.ndarray:
    """The trunk leans by more than `limit_angle` rad."""
    return env.state.projected_gravity[:, 2] > -np.cos(limit_angle)


def root_height_below_minimum(env: QuadEnv, minimum_height: float) -> np.ndarray:
    position = env.state.root_pos
    return position[:, 2] - env.terrain.height_at(position[:, 0], position[:, 1]) < minimum_height
