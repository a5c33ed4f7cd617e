"""Observation terms, each (N, width) float32."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv
    from trotline_mujoco.managers.terms import SceneEntity


def base_lin_vel(env: QuadEnv) -> np.ndarray:
    return env.state.base_lin_vel_b


def base_ang_vel(env: QuadEnv) -> np.ndarray:
    return env.state.base_ang_vel_b


def projected_gravity(env: QuadEnv) -> np.ndarray:
    return env.state.projected_gravity


def generated_commands(env: QuadEnv, command_name: str) -> np.ndarray:
    return env.command_manager.get_command(command_name)


def joint_pos_rel(env: QuadEnv) -> np.ndarray:
    return env.state.joint_pos - env.robot.default_joint_pos


def joint_vel_rel(env: QuadEnv) -> np.ndarray:
    return env.state.joint_vel - env.robot.default_joint_vel


def last_action(env: QuadEnv) -> np.ndarray:
    return env.action_manager.action


def height_scan(env: QuadEnv, sensor_cfg: SceneEntity, offset: float = 0.5) -> np.ndarray:
    """Height of the trunk over the ground under each ray, less `offset` (m)."""
    del sensor_cfg  # the scene has one height scanner
    if env.height_scanner is None:
        raise ValueError("observation 'height_scan' needs scene.height_scanner")
    heights = env.height_scanner.measure()
    return (env.state.root_pos[:, 2:] - np.float32(offset)) - heights
