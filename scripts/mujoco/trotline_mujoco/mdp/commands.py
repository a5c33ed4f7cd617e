"""Command terms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv


class UniformVelocityCommand:
    """Planar velocity (m/s) and yaw rate (rad/s) in the base frame, drawn anew every few seconds.

    Heading environments get the yaw rate from a proportional controller on a drawn heading.
    """

    def __init__(self, cfg: dict[str, Any], env: QuadEnv) -> None:
        self.cfg = cfg
        self._env = env
        n = env.num_envs
        self.command = np.zeros((n, 3), np.float32)
        self.heading_target = np.zeros(n, np.float32)
        self.is_heading = np.zeros(n, bool)
        self.is_standing = np.zeros(n, bool)
        self.time_left = np.zeros(n, np.float32)
        # Rows: |v error|, |yaw error|; each summed over the episode's steps.
        self._sums = np.zeros((2, n), np.float32)
        self._steps = np.zeros(n, np.float32)

    def measure(self) -> None:
        v, w = self._env.state.base_lin_vel_b, self._env.state.base_ang_vel_b
        error = self.command[:, :2] - v[:, :2]
        self._sums[0] += np.hypot(error[:, 0], error[:, 1])
        self._sums[1] += np.abs(self.command[:, 2] - w[:, 2])
        self._steps += 1.0

    def compute(self, dt: float) -> None:
        self.time_left -= np.float32(dt)
        # Half a step of tolerance: sums of single-precision steps miss zero by a hair.
        due = self.time_left < dt / 2
        if due.any():
            self._resample(np.flatnonzero(due))
        self._follow_heading()

    def _resample(self, ids: np.ndarray) -> None:
        cfg, rng, n = self.cfg, self._env.rng, len(ids)
        ranges = cfg["ranges"]
        self.time_left[ids] = rng.uniform(*cfg["resampling_time_range"], n)
        for column, key in enumerate(("lin_vel_x", "lin_vel_y", "ang_vel_z")):
            self.command[ids, column] = rng.uniform(*ranges[key], n)
        if cfg["heading_command"]:
            self.heading_target[ids] = rng.uniform(*ranges["heading"], n)
            self.is_heading[ids] = rng.random(n) <= cfg["rel_heading_envs"]
        self.is_standing[ids] = rng.random(n) <= cfg["rel_standing_envs"]

    def _follow_heading(self) -> None:
        if self.cfg["heading_command"]:
            error = self.heading_target - self._env.state.heading
            error += np.float32(math.pi)
            np.mod(error, np.float32(2 * math.pi), out=error)
            error -= np.float32(math.pi)
            error *= np.float32(self.cfg["heading_control_stiffness"])
            low, high = self.cfg["ranges"]["ang_vel_z"]
            np.clip(error, low, high, out=error)
            np.copyto(self.command[:, 2], error, where=self.is_heading)
        self.command[self.is_standing] = 0.0

    def reset(self, ids: np.ndarray) -> dict[str, float]:
        """Metrics of the ended episodes.

        `error_vel_*` follow Isaac Lab 2.0 to 3.0b1: summed errors over the steps of one resampling period, so
        a full 20 s episode at 4 s shows five times the mean error. `mean_error_vel_*` are the true means per
        step.
        """
        sums, steps = self._sums[:, ids], np.maximum(self._steps[ids], 1.0)
        period = self.cfg["resampling_time_range"][1] / self._env.step_dt
        metrics = {
            "error_vel_xy": float(sums[0].mean() / period),
            "error_vel_yaw": float(sums[1].mean() / period),
            "mean_error_vel_xy": float((sums[0] / steps).mean()),
            "mean_error_vel_yaw": float((sums[1] / steps).mean()),
        }
        self._sums[:, ids] = 0.0
        self._steps[ids] = 0.0
        self._resample(ids)
        return metrics
