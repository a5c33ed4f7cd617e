"""How well N robots follow the schedule's planar velocities and headings."""

from __future__ import annotations

import numpy as np

from trotline_mujoco.judge import protocol as rules
from trotline_mujoco.judge import task
from trotline_mujoco.judge.protocol import Schedule


class TrackingTally:
    """Running sums over robots and resampling intervals; speeds in m/s, planar, in the base frame."""

    def __init__(self, num_envs: int, schedule: Schedule) -> None:
        self._schedule = schedule
        # (N, K) commanded speed of every robot in every interval.
        self._speeds = np.asfortranarray(np.linalg.norm(schedule.velocity, axis=2))
        shape = self._speeds.shape
        self._errors = np.zeros(num_envs)
        self._yaw_errors = np.zeros(num_envs)
        self._steps = 0
        self._along = self._commanded = 0.0
        self._along_by_interval = np.zeros(shape)
        self._actual_by_interval = np.zeros(shape)
        self._steps_by_interval = np.zeros(shape[1], int)
        # Robots that have never fallen when an interval's last measured step was made.
        self._whole = np.zeros(shape, bool)

    def add(
        self,
        interval: int,
        alive: np.ndarray,
        command: np.ndarray,
        velocity: np.ndarray,
        yaw_rate: np.ndarray,
        heading_at_fall: np.ndarray,
    ) -> None:
        """One control step after the warm-up: `command` (N, 3) and the base's `velocity` (N, 2)."""
        # The environment gives a fallen robot a new episode; the judge goes on with the schedule.
        planar = self._schedule.velocity[:, interval]
        at_rest = task.yaw_command(self._schedule.heading[:, interval], heading_at_fall)
        speed = self._speeds[:, interval]
        error = np.linalg.norm(command[:, :2] - velocity, axis=1)
        self._errors += np.where(alive, error, speed)
        self._yaw_errors += np.where(alive, np.abs(command[:, 2] - yaw_rate), np.abs(at_rest))
        direction = planar / np.maximum(speed, 1.0e-6)[:, None]
        along = (velocity * direction).sum(1)
        self._along += float(along[alive].sum())
        self._commanded += float(speed.sum())
        self._along_by_interval[:, interval] += np.where(alive, along, 0.0)
        self._actual_by_interval[:, interval] += np.linalg.norm(velocity, axis=1)
        self._steps_by_interval[interval] += 1
        self._whole[:, interval] = alive
        self._steps += 1

    def metrics(self) -> dict[str, float]:
        steps = max(self._steps, 1)
        return {
            "velocity_error": float(self._errors.mean()) / steps,
            "yaw_error": float(self._yaw_errors.mean()) / steps,
            "speed_ratio": self._along / max(self._commanded, 1.0e-9),
            "commanded_speed": self._commanded / (steps * len(self._errors)),
            "speed_ratio_slow": self._ratio(*rules.SLOW_COMMANDS),
            "speed_ratio_fast": self._ratio(*rules.FAST_COMMANDS),
            "speed_slope": self._slope(),
            "idle_share": self._idle_share(),
        }

    def _ratio(self, low: float, high: float) -> float:
        chosen = (self._speeds > low) & (self._speeds <= high)
        commanded = (self._speeds * self._steps_by_interval)[chosen].sum()
        return float(self._along_by_interval[chosen].sum() / commanded) if commanded > 0.0 else 0.0

    def _slope(self) -> float:
        """Least squares over the intervals that were walked to their end."""
        x = self._speeds[self._whole].astype(float)
        if len(x) < 2 or np.ptp(x) <= 0.0:
            return 0.0
        y = (self._along_by_interval / np.maximum(self._steps_by_interval, 1))[self._whole]
        x -= x.mean()
        return float((x * y).sum() / np.square(x).sum())

    def _idle_share(self) -> float:
        asked = self._whole & (self._speeds > rules.MOVING_SPEED)
        actual = self._actual_by_interval / np.maximum(self._steps_by_interval, 1)
        idle = actual < rules.IDLE_RATIO * self._speeds
        return float(idle[asked].mean()) if asked.any() else 0.0
