"""Measures of the gait that no reward term reports, for people and rules that read the training log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv

# An episode told to stand has no ratio; as if told to creep, its speed stays in proportion. m/s
_LEAST_COMMAND = 0.1


class PolicyMetrics:
    """Metrics/policy/*, averaged over the ended episodes.

    action_rate: mean squared change of the action between steps, summed over the joints; foot_slip: mean
    horizontal speed of the feet in contact (m/s); speed_ratio: mean planar speed over mean commanded speed.
    """

    def __init__(self, env: QuadEnv) -> None:
        self._env = env
        # Rows: squared action change, slip speed, feet in contact, planar speed, commanded speed, steps.
        self._sums = np.zeros((6, env.num_envs), np.float32)
        self._sums_step = np.ones_like(self._sums)

    def measure(self) -> None:
        env, row = self._env, self._sums_step
        state = env.state
        row[0] = env.action_rate_sq
        slip = np.hypot(state.feet_vel_w[..., 0], state.feet_vel_w[..., 1])
        slip *= state.feet_contact
        slip.sum(1, out=row[1])
        state.feet_contact.sum(1, out=row[2], dtype=np.float32)
        np.hypot(state.base_lin_vel_b[:, 0], state.base_lin_vel_b[:, 1], out=row[3])
        np.hypot(env.command[:, 0], env.command[:, 1], out=row[4])
        self._sums += row

    def reset(self, ids: np.ndarray) -> dict[str, float]:
        change, slip, contacts, speed, commanded, steps = self._sums[:, ids].sum(1, dtype=np.float64)
        self._sums[:, ids] = 0.0
        return {
            "Metrics/policy/action_rate": float(change / max(steps, 1.0)),
            "Metrics/policy/foot_slip": float(slip / max(contacts, 1.0)),
            "Metrics/policy/speed_ratio": float(speed / max(commanded, _LEAST_COMMAND * steps, 1e-6)),
        }
