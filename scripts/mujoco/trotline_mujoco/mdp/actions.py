"""Action terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trotline_mujoco.model import JOINT_NAMES, match_names

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv

# A diverging policy must not hand the integrator astronomic targets.
LIMIT = 100.0


class JointPositionAction:
    """Joint targets = scale * action + offset (rad); joints not named keep their default."""

    def __init__(self, cfg: dict[str, Any], env: QuadEnv) -> None:
        joints = match_names(JOINT_NAMES, cfg["joint_names"])
        self.dimension = len(joints)
        self._joints: slice | list[int] = slice(None) if len(joints) == len(JOINT_NAMES) else joints
        self._scale = np.float32(cfg["scale"])
        default = env.robot.default_joint_pos
        offset = default[self._joints] if cfg["use_default_offset"] else cfg["offset"]
        self._offset = np.asarray(offset, np.float32)
        self._targets = np.tile(default, (env.num_envs, 1))
        self._clip = cfg.get("clip")

    def process(self, action: np.ndarray) -> np.ndarray:
        """(N, 12) joint targets; valid until the next call."""
        targets = np.clip(action, -LIMIT, LIMIT)
        if not np.isfinite(targets.sum()):
            # rsl_rl reports a policy of NaNs by itself at its next update; the physics must last until then.
            targets = np.nan_to_num(targets)
        targets *= self._scale
        targets += self._offset
        if self._clip is not None:
            np.clip(targets, *self._clip, out=targets)
        self._targets[:, self._joints] = targets
        return self._targets
