"""Where the feet are, from the joints and the pose of the trunk."""

from __future__ import annotations

import numpy as np

from trotline_mujoco.model import HIP_X, HIP_Y, LEGS, LINK, THIGH_Y

_FORWARD = np.array([HIP_X if leg[0] == "F" else -HIP_X for leg in LEGS], np.float32)
_SIDE = np.array([1.0 if leg[1] == "L" else -1.0 for leg in LEGS], np.float32)


def feet_height(trunk_height: np.ndarray, upright: np.ndarray, joints: np.ndarray) -> np.ndarray:
    """Heights (N, 4) of the feet's centres in the world (m).

    `trunk_height` (N,) is the trunk's height in the world (m), `upright` (N, 3) the world's vertical in the
    trunk's frame, `joints` (N, 12) the joint angles (rad) in the order of `model.JOINT_NAMES`.
    """
    hip, thigh, calf = (joints[:, first::3] for first in range(3))
    knee = thigh + calf
    x = _FORWARD - LINK * (np.sin(thigh) + np.sin(knee))
    down = -LINK * (np.cos(thigh) + np.cos(knee))
    cos, sin = np.cos(hip), np.sin(hip)
    y = _SIDE * HIP_Y + _SIDE * THIGH_Y * cos - down * sin
    z = _SIDE * THIGH_Y * sin + down * cos
    return trunk_height[:, None] + upright[:, :1] * x + upright[:, 1:2] * y + upright[:, 2:] * z
