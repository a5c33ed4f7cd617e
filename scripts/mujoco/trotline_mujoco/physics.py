"""Batched physics: MuJoCo's C engine steps all environments on a pool of threads; the results are numpy.

`mujoco.rollout` advances all N robots by `decimation` substeps in one call and returns the state and the
sensors of every substep, so torques, accelerations and contact histories cost no further simulation.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from typing import Any

import mujoco
import numpy as np
from mujoco import rollout

from trotline_mujoco.model import CONTACT_BODIES, FOOT_NAMES, JOINT_NAMES, joint_values

THREADS_VARIABLE = "TROTLINE_MUJOCO_THREADS"
BODY_COUNT, FOOT_COUNT, JOINT_COUNT = len(CONTACT_BODIES), len(FOOT_NAMES), len(JOINT_NAMES)
# MuJoCo's full-physics state: time, free joint (position, quaternion), joints, then the velocities in that
# order.
POS, QUAT, JOINT_POS = slice(1, 4), slice(4, 8), slice(8, 20)
LIN_VEL, ANG_VEL, JOINT_VEL = slice(20, 23), slice(23, 26), slice(26, 38)
JOINTS = slice(8, 38)
# A robot faster than this (m/s or rad/s) has left physics; it is put back and counted as fallen.
MAX_SPEED = 200.0


def _rotation_coefficients() -> np.ndarray:
    """(16, 9) matrix that turns the outer product of a quaternion with itself into its rotation matrix."""
    table = np.zeros((4, 4, 3, 3), np.float32)
    for axis in range(3):
        table[0, 0, axis, axis] = 1
        for other in range(3):
            table[1 + other, 1 + other, axis, axis] = 1 if other == axis else -1
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        table[1 + i, 1 + j, i, j] += 2
        table[1 + i, 1 + j, j, i] += 2
        table[0, 1 + k, j, i] += 2
        table[0, 1 + k, i, j] -= 2
    return table.reshape(16, 9)


_ROTATION = _rotation_coefficients()


def available_threads() -> int:
    """The thread count asked for in the environment, else the cores this process may use."""
    wanted = os.environ.get(THREADS_VARIABLE)
    return max(int(wanted), 1) if wanted else len(os.sched_getaffinity(0))


class RobotState:
    """What the managers read, refreshed in place after every control step (float32, N robots).

    World-frame poses, base-frame (`_b`) velocities. Torques and accelerations belong to the last substep.
    `feet_contact` and forces are sensed at the start of the last substep, as MuJoCo's sensors are.
    """

    def __init__(self, num_envs: int, width: int) -> None:
        def zeros(*shape: int) -> np.ndarray:
            return np.zeros((num_envs, *shape), np.float32)

        self.full = zeros(width)
        self.root_pos = self.full[:, POS]
        self.root_quat_w = self.full[:, QUAT]
        self.joint_pos = self.full[:, JOINT_POS]
        self.root_lin_vel_w = self.full[:, LIN_VEL]
        self.base_ang_vel_b = self.full[:, ANG_VEL]
        self.joint_vel = self.full[:, JOINT_VEL]
        self.rotation = zeros(3, 3)
        self.base_lin_vel_b = zeros(3)
        self.projected_gravity = zeros(3)
        self.heading = zeros()
        self.joint_acc = zeros(JOINT_COUNT)
        self.torques = zeros(JOINT_COUNT)
        self.feet_contact = np.zeros((num_envs, FOOT_COUNT), bool)
        self.feet_vel_w = zeros(FOOT_COUNT, 3)

    def derive(self) -> None:
        """Recompute everything that follows from the root pose and velocity."""
        q = self.root_quat_w
        outer = (q[:, :, None] * q[:, None, :]).reshape(-1, 16)
        self.rotation[...] = (outer @ _ROTATION).reshape(-1, 3, 3)
        np.matmul(self.root_lin_vel_w[:, None, :], self.rotation, out=self.base_lin_vel_b[:, None, :])
        np.negative(self.rotation[:, 2], out=self.projected_gravity)
        np.arctan2(self.rotation[:, 1, 0], self.rotation[:, 0, 0], out=self.heading)


class ContactSensor:
    """Ground contact of every body: squared forces over the last substeps, and air times of the feet.

    `net_force_sq` is (N, history, bodies) in N^2, bodies in the order of `CONTACT_BODIES`; `air_time` (N, 4)
    is the time in seconds since a foot left the ground, up to and including the step that ends at
    `first_contact`.
    """

    def __init__(self, cfg: dict[str, Any], num_envs: int, decimation: int, step_dt: float) -> None:
        self.step_dt = step_dt
        self.threshold_sq = float(cfg["force_threshold"]) ** 2
        self.history = min(max(int(cfg["history_length"]), 1), decimation)
        self.net_force_sq = np.zeros((num_envs, self.history, BODY_COUNT), np.float32)
        self.peak_force_sq = np.zeros((num_envs, BODY_COUNT), np.float32)
        self.current_air_time = np.zeros((num_envs, FOOT_COUNT), np.float32)
        self.last_air_time = np.zeros((num_envs, FOOT_COUNT), np.float32)
        self.contact_time = np.zeros((num_envs, FOOT_COUNT), np.float32)
        self.first_contact = np.zeros((num_envs, FOOT_COUNT), bool)
        self._squares = np.zeros((num_envs, self.history, BODY_COUNT, 3), np.float32)

    def update(self, sensors: np.ndarray, state: RobotState) -> None:
        """Take in the sensor rows (N, decimation, columns) of one control step."""
        recent = sensors[:, -self.history :, : BODY_COUNT * 3]
        flat = self._squares.reshape(*recent.shape)
        np.square(recent, out=flat, casting="same_kind")
        np.add(self._squares[..., 0], self._squares[..., 1], out=self.net_force_sq)
        self.net_force_sq += self._squares[..., 2]
        np.max(self.net_force_sq, axis=1, out=self.peak_force_sq)
        contact = state.feet_contact
        np.greater(self.net_force_sq[:, -1, :FOOT_COUNT], self.threshold_sq, out=contact)
        # A foot that touches down pays out the time since it last touched; that includes the present step.
        np.greater(self.current_air_time, 0.0, out=self.first_contact)
        self.first_contact &= contact
        self.current_air_time += self.step_dt
        self.last_air_time[...] = self.current_air_time
        self.current_air_time[contact] = 0.0
        self.contact_time += self.step_dt
        self.contact_time[~contact] = 0.0

    def reset(self, ids: np.ndarray) -> None:
        self.current_air_time[ids] = 0.0
        self.contact_time[ids] = 0.0


class Articulation:
    """N copies of the robot. `step` applies joint targets (N, 12; rad) for one control step."""

    def __init__(
        self, model: mujoco.MjModel, cfg: dict[str, Any], num_envs: int, decimation: int, threads: int
    ) -> None:
        self.model = model
        self.num_envs, self.decimation, self.threads = num_envs, decimation, threads
        self.dt = float(model.opt.timestep)
        self.default_joint_pos = joint_values(cfg["init_state"]["joint_pos"]).astype(np.float32)
        self.default_joint_vel = joint_values(cfg["init_state"]["joint_vel"]).astype(np.float32)
        self.default_root = np.array([*cfg["init_state"]["pos"], *cfg["init_state"]["rot"]])
        middle, half = model.jnt_range[1:].mean(1), np.ptp(model.jnt_range[1:], axis=1) / 2
        factor = cfg["soft_joint_pos_limit_factor"]
        self.soft_limits = np.stack([middle - factor * half, middle + factor * half]).astype(np.float32)
        width = mujoco.mj_stateSize(model, mujoco.mjtState.mjSTATE_FULLPHYSICS)
        self.initial = np.zeros((num_envs, width))
        self.initial[:, 4] = 1.0
        self.trajectory = np.zeros((num_envs, decimation, width))
        self.sensors = np.zeros((num_envs, decimation, model.nsensordata))
        self.controls = np.zeros((num_envs, decimation, JOINT_COUNT))
        self.state = RobotState(num_envs, width)
        self.unstable = np.zeros(num_envs, bool)
        self._previous = np.zeros((num_envs, 2 * JOINT_COUNT + 6), np.float32)
        self._scratch = np.zeros((num_envs, JOINT_COUNT), np.float32)
        self._data = [mujoco.MjData(model) for _ in range(threads)]
        # One thread is the caller's own: a pool of one would only be woken and waited for.
        self._pool = rollout.Rollout(nthread=threads if threads > 1 else 0)
        self.use_models([model] * num_envs)

    def use_models(self, models: list[mujoco.MjModel]) -> None:
        """Give each environment its model; gains and torque limits are read from them."""
        self._models = models
        distinct = models[:1] if all(m is models[0] for m in models) else models
        self.kp = np.array([m.actuator_gainprm[:, 0] for m in distinct], np.float32)
        self.kd = np.array([-m.actuator_biasprm[:, 2] for m in distinct], np.float32)
        self.torque_limit = np.array([m.actuator_forcerange[:, 1] for m in distinct], np.float32)

    def randomize(self, change: Callable[[mujoco.MjModel, int], None], shared: bool) -> None:
        """Apply `change(model, env)` to every environment; `shared` changes need one model for all."""
        if shared:
            for model in {id(m): m for m in self._models}.values():
                change(model, 0)
            self.use_models(self._models)
            return
        if all(m is self._models[0] for m in self._models):
            self._models = [copy.copy(self.model) for _ in range(self.num_envs)]
        for env, model in enumerate(self._models):
            change(model, env)
        self.use_models(self._models)

    def step(self, targets: np.ndarray) -> None:
        self.controls[...] = targets[:, None]
        self._pool.rollout(
            self._models,
            self._data,
            self.initial,
            self.controls,
            skip_checks=True,
            state=self.trajectory,
            sensordata=self.sensors,
            nstep=self.decimation,
        )
        source = self.trajectory[:, -2] if self.decimation > 1 else self.initial
        self._previous[...] = source[:, JOINTS]
        last = self.trajectory[:, -1]
        self.initial[...] = last
        self.state.full[...] = last
        self._catch_unstable()
        self._actuation(targets)
        self.state.derive()
        self.state.feet_vel_w.reshape(self.num_envs, -1)[...] = self.sensors[:, -1, BODY_COUNT * 3 :]

    def _catch_unstable(self) -> None:
        """Set down a robot whose state is not finite, or absurdly fast; one such must not end a training."""
        speed = np.abs(self.state.full[:, 20:]).max()
        self.unstable[...] = False
        if speed <= MAX_SPEED and np.isfinite(speed) and np.isfinite(self.state.full[:, 1:20]).all():
            return
        finite = np.isfinite(self.state.full).all(1)
        self.unstable[...] = ~finite | (np.abs(self.state.full[:, 20:]).max(1) > MAX_SPEED)
        ids = np.flatnonzero(self.unstable)
        self.write_root(ids, np.tile(self.default_root, (len(ids), 1)), np.zeros((len(ids), 6)))
        self.write_joints(ids, self.default_joint_pos, self.default_joint_vel)
        self._previous[ids] = self.state.full[ids, JOINTS]
        self.sensors[ids] = 0.0

    def _actuation(self, targets: np.ndarray) -> None:
        """Torques (Nm) and accelerations (rad/s^2) of the last substep, from the state it started from."""
        s, q, v = self.state, self._previous[:, :JOINT_COUNT], self._previous[:, -JOINT_COUNT:]
        np.subtract(s.joint_vel, v, out=s.joint_acc)
        s.joint_acc *= 1.0 / self.dt
        np.subtract(targets, q, out=s.torques)
        s.torques *= self.kp
        np.multiply(v, self.kd, out=self._scratch)
        s.torques -= self._scratch
        np.clip(s.torques, -self.torque_limit, self.torque_limit, out=s.torques)

    def write_root(self, ids: np.ndarray, pose: np.ndarray, velocity: np.ndarray) -> None:
        """Set pose (n, 7: position, quaternion wxyz) and velocity (n, 6: world linear, base angular)."""
        self.initial[ids, 0] = 0.0
        self.initial[ids, 1:8] = pose
        self.initial[ids, 20:26] = velocity
        self.state.full[ids] = self.initial[ids]

    def write_joints(self, ids: np.ndarray, position: np.ndarray, velocity: np.ndarray) -> None:
        """Set joint positions (n, 12; rad) and velocities (n, 12; rad/s)."""
        self.initial[ids, JOINT_POS] = position
        self.initial[ids, JOINT_VEL] = velocity
        self.state.full[ids] = self.initial[ids]

    def clear_actuation(self, ids: np.ndarray) -> None:
        """After a reset nothing has been commanded or felt yet."""
        self.state.joint_acc[ids] = 0.0
        self.state.torques[ids] = 0.0
        self.state.feet_vel_w[ids] = 0.0
        self.state.feet_contact[ids] = False

    def close(self) -> None:
        """End the pool's threads."""
        self._pool.close()
