"""Reward terms, each (N,): Isaac Lab's names and meanings, before weight and step time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from trotline_mujoco.model import FOOT_NAMES

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv
    from trotline_mujoco.managers.terms import SceneEntity


def _square_sum(values: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", values, values)


def _commanded(env: QuadEnv, command_name: str, threshold: float = 0.1) -> np.ndarray:
    """(N,) bool: the planar command is a real one."""
    return _square_sum(env.command_manager.get_command(command_name)[:, :2]) > threshold**2


# -- task


def track_lin_vel_xy_exp(env: QuadEnv, command_name: str, std: float) -> np.ndarray:
    """exp(-|v_xy error|^2 / std^2), base frame."""
    command = env.command_manager.get_command(command_name)
    return np.exp(_square_sum(command[:, :2] - env.state.base_lin_vel_b[:, :2]) * (-1.0 / std**2))


def track_ang_vel_z_exp(env: QuadEnv, command_name: str, std: float) -> np.ndarray:
    """exp(-(yaw rate error)^2 / std^2), base frame."""
    command = env.command_manager.get_command(command_name)
    return np.exp(np.square(command[:, 2] - env.state.base_ang_vel_b[:, 2]) * (-1.0 / std**2))


def is_alive(env: QuadEnv) -> np.ndarray:
    return ~env.termination_manager.terminated


def is_terminated(env: QuadEnv) -> np.ndarray:
    """1 when the episode ends for a reason other than time."""
    return env.termination_manager.terminated


# -- base


def lin_vel_z_l2(env: QuadEnv) -> np.ndarray:
    return np.square(env.state.base_lin_vel_b[:, 2])


def ang_vel_xy_l2(env: QuadEnv) -> np.ndarray:
    return _square_sum(env.state.base_ang_vel_b[:, :2])


def flat_orientation_l2(env: QuadEnv) -> np.ndarray:
    return _square_sum(env.state.projected_gravity[:, :2])


def base_height_l2(env: QuadEnv, target_height: float) -> np.ndarray:
    """Squared error of the trunk's height over the ground below it (m^2)."""
    position = env.state.root_pos
    ground = env.terrain.height_at(position[:, 0], position[:, 1])
    return np.square(position[:, 2] - ground - target_height)


# -- joints


def joint_torques_l2(env: QuadEnv) -> np.ndarray:
    return _square_sum(env.state.torques)


def joint_vel_l2(env: QuadEnv) -> np.ndarray:
    return _square_sum(env.state.joint_vel)


def joint_acc_l2(env: QuadEnv) -> np.ndarray:
    return _square_sum(env.state.joint_acc)


def joint_power(env: QuadEnv) -> np.ndarray:
    """Sum of |torque * joint velocity| (W)."""
    return np.abs(env.state.torques * env.state.joint_vel).sum(1)


def joint_pos_limits(env: QuadEnv) -> np.ndarray:
    """Sum of the excursions beyond the soft limits (rad)."""
    low, high = env.robot.soft_limits
    position = env.state.joint_pos
    return np.maximum(low - position, 0.0).sum(1) + np.maximum(position - high, 0.0).sum(1)


def joint_deviation_l1(env: QuadEnv) -> np.ndarray:
    return np.abs(env.state.joint_pos - env.robot.default_joint_pos).sum(1)


def stand_still_joint_deviation_l1(
    env: QuadEnv, command_name: str, command_threshold: float = 0.06
) -> np.ndarray:
    """Deviation from the default pose while the command asks to stand."""
    return joint_deviation_l1(env) * ~_commanded(env, command_name, command_threshold)


def applied_torque_limits(env: QuadEnv) -> np.ndarray:
    """Sum of the torque asked for beyond the limits (Nm)."""
    robot = env.robot
    asked = robot.kp * (robot.controls[:, -1] - env.state.joint_pos) - robot.kd * env.state.joint_vel
    return np.maximum(np.abs(asked) - robot.torque_limit, 0.0).sum(1)


# -- actions


def action_l2(env: QuadEnv) -> np.ndarray:
    return _square_sum(env.action_manager.action)


def action_rate_l2(env: QuadEnv) -> np.ndarray:
    return env.action_rate_sq


# -- contacts


def feet_air_time(env: QuadEnv, command_name: str, sensor_cfg: SceneEntity, threshold: float) -> np.ndarray:
    """Sum over the feet that touch down now of (time in the air - threshold), while commanded to move (s)."""
    contact = env.contact_sensor
    ids = sensor_cfg.body_ids
    paid = ((contact.last_air_time[:, ids] - np.float32(threshold)) * contact.first_contact[:, ids]).sum(1)
    return paid * _commanded(env, command_name)


def undesired_contacts(env: QuadEnv, threshold: float, sensor_cfg: SceneEntity) -> np.ndarray:
    """Number of bodies pressed to the ground by more than `threshold` N in any recent substep."""
    return (env.contact_sensor.peak_force_sq[:, sensor_cfg.body_ids] > threshold**2).sum(1)


def feet_slide(env: QuadEnv, sensor_cfg: SceneEntity, asset_cfg: SceneEntity | None = None) -> np.ndarray:
    """Sum over the feet in contact of their horizontal speed (m/s)."""
    del asset_cfg  # Isaac Lab names the same feet twice
    speed = np.hypot(env.state.feet_vel_w[..., 0], env.state.feet_vel_w[..., 1])
    return (speed * env.state.feet_contact)[:, sensor_cfg.body_ids].sum(1)


def feet_gait(
    env: QuadEnv,
    command_name: str,
    std: float,
    sensor_cfg: SceneEntity,
    synced_feet_pair_names: Sequence[Sequence[str]],
    command_threshold: float = 0.1,
    max_err: float = 0.2,
) -> np.ndarray:
    """Spot's gait reward, 0..1: feet of a pair move together, the pairs in turn; zero when told to stand."""
    del sensor_cfg  # the pairs name the feet
    pairs = [tuple(FOOT_NAMES.index(foot) for foot in pair) for pair in synced_feet_pair_names]
    if len(pairs) != 2 or any(len(pair) != 2 for pair in pairs):
        raise ValueError("feet_gait needs two pairs of feet")
    air, contact = env.contact_sensor.current_air_time, env.contact_sensor.contact_time
    (a, b), (c, d) = pairs
    error = np.zeros(env.num_envs, np.float32)
    for first, second in ((a, b), (c, d)):
        error += np.minimum(np.square(air[:, first] - air[:, second]), max_err**2)
        error += np.minimum(np.square(contact[:, first] - contact[:, second]), max_err**2)
    for first, second in ((a, c), (b, d), (a, d), (c, b)):
        error += np.minimum(np.square(air[:, first] - contact[:, second]), max_err**2)
        error += np.minimum(np.square(contact[:, first] - air[:, second]), max_err**2)
    return np.exp(-error / std) * _commanded(env, command_name, command_threshold)
