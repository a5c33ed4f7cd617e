"""How N robots move their feet while they are told to walk."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from trotline_mujoco.judge import protocol as rules


@dataclass(frozen=True)
class Stride:
    """One control step of N robots."""

    contact: np.ndarray  # (N, 4) bool, foot on the ground
    foot_speed: np.ndarray  # (N, 4) planar, m/s
    foot_height: np.ndarray  # (N, 4) in the world, m
    trunk_speed: np.ndarray  # (N,) planar, m/s
    vertical_speed: np.ndarray  # (N,) of the trunk, m/s


class GaitTally:
    """Running sums over the moving steps: after the warm-up, not fallen, told to walk."""

    def __init__(self, num_envs: int, step_dt: float) -> None:
        self._step_dt = step_dt
        self._steps = 0
        self._flight = 0
        self._contacts = np.zeros(4)
        self._joint = np.zeros((4, 4))
        self._touchdowns = np.zeros(4)
        self._foot_path = self._trunk_path = 0.0
        self._vertical = self._vertical_sq = 0.0
        self._swing_height = np.zeros(4)
        self._swings = np.zeros(4)
        self._was_down = np.zeros((num_envs, 4), bool)
        self._seen = np.zeros(num_envs, bool)
        self._left_at = np.zeros((num_envs, 4))
        self._peak = np.zeros((num_envs, 4))
        # A foot's swing counts once it has been seen to leave the ground.
        self._swinging = np.zeros((num_envs, 4), bool)

    def add(self, stride: Stride, alive: np.ndarray, moving: np.ndarray) -> None:
        """Every step from the first on; `moving` (N,) implies `alive` (N,)."""
        landed = stride.contact & ~self._was_down & (moving & self._seen)[:, None]
        self._touchdowns += landed.sum(0)
        self._add_swings(stride, landed)
        self._was_down[...] = stride.contact
        self._seen[...] = alive
        count = int(moving.sum())
        if count == 0:
            return
        down = stride.contact[moving].astype(np.float32)
        self._steps += count
        self._flight += count - int(down.any(1).sum())
        self._contacts += down.sum(0)
        self._joint += down.T @ down
        self._foot_path += float((stride.foot_speed[moving] * down).sum())
        self._trunk_path += float(stride.trunk_speed[moving].sum())
        vertical = stride.vertical_speed[moving].astype(float)
        self._vertical += float(vertical.sum())
        self._vertical_sq += float(np.square(vertical).sum())

    def _add_swings(self, stride: Stride, landed: np.ndarray) -> None:
        done = landed & self._swinging
        if done.any():
            height = np.where(done, self._peak - self._left_at, 0.0)
            self._swing_height += height.sum(0)
            self._swings += done.sum(0)
        lifted = ~stride.contact & self._was_down & self._seen[:, None]
        self._swinging &= ~stride.contact
        self._swinging |= lifted
        np.maximum(self._peak, stride.foot_height, out=self._peak)
        # On the ground the peak and the start of the next swing go along with the foot.
        np.copyto(self._peak, stride.foot_height, where=stride.contact)
        np.copyto(self._left_at, stride.foot_height, where=stride.contact)

    def metrics(self) -> dict[str, float]:
        steps = max(self._steps, 1)
        duty = self._contacts / steps
        rate = self._touchdowns / (steps * self._step_dt)
        foot_speed = self._foot_path / max(float(self._contacts.sum()), 1.0)
        trunk_speed = self._trunk_path / steps
        mean = self._vertical / steps
        variance = max(self._vertical_sq / steps - mean * mean, 0.0)
        return {
            "flight_share": self._flight / steps,
            "contact_sync": self._contact_sync(),
            "duty_min": float(duty.min()),
            "duty_max": float(duty.max()),
            "duty_moving_mean": float(duty.mean()),
            "touchdown_rate_min": float(rate.min()),
            "touchdown_rate_max": float(rate.max()),
            "slip_ratio": foot_speed / max(trunk_speed, rules.SLIP_TRUNK_SPEED),
            "swing_height": float((self._swing_height / np.maximum(self._swings, 1.0)).mean()),
            "bounce": variance**0.5,
        }

    def _contact_sync(self) -> float:
        duty = self._contacts / max(self._steps, 1)
        spread = np.sqrt(duty * (1.0 - duty))
        total = 0.0
        pairs = list(combinations(range(4), 2))
        for first, second in pairs:
            scale = spread[first] * spread[second]
            # A foot that never changes is in step with none.
            if scale > 1.0e-9:
                together = self._joint[first, second] / self._steps - duty[first] * duty[second]
                total += float(together / scale)
        return total / len(pairs)
