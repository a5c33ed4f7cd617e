"""The judge's own task: commands, terrain, episode and definitions. Nothing here comes from a run.

Imports nothing heavy; the schedule needs numpy and is made on request.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

SCHEMA = "trotline/judge-raw/1"
PROTOCOL_NAME = "velocity-tracking"
PROTOCOL_VERSION = 1

LIN_VEL_X = (-1.0, 1.0)
LIN_VEL_Y = (-0.5, 0.5)
ANG_VEL_Z = (-1.0, 1.0)
RESAMPLING_SECONDS = 4.0
HEADING_STIFFNESS = 0.5
# The robot starts at rest; the first second measures acceleration, not tracking.
WARMUP_SECONDS = 1.0
FALL_FORCE = 1.0
FRICTION = 0.8

ROUGH_TERRAIN_SEED = 7

DEFINITIONS = {
    "velocity_error": "m/s, mean over robots and steps of |commanded - actual planar velocity|, base frame; "
    "first second dropped; after a fall the error is |command| until the end",
    "yaw_error": "rad/s, the same for the yaw rate; after a fall the robot counts as not turning",
    "timeout_share": "share of robots whose trunk never touched the ground",
    "distance": "m, mean length of the path walked by the trunk until the fall or the end",
    "energy": "J/m, sum of |torque x joint velocity| x dt of all robots over the path of all robots "
    "(counted as at least 0.1 m each)",
    "foot_slip": "m/s, mean planar speed of feet in contact",
    "action_rate": "mean over robots and steps of the squared change of the action vector",
    "air_time_symmetry": "0..1, smallest over largest air time among the four feet; 0 if all stay down",
    "speed_ratio": "mean speed along the command over mean commanded speed, both planar; 0 after a fall",
    "episodes": "robots evaluated, one episode each",
}


@dataclass(frozen=True)
class Protocol:
    """One evaluation; recorded in the result."""

    terrain: str
    num_envs: int
    seconds: float
    seed: int

    def describe(self) -> dict[str, Any]:
        own = asdict(self)
        if self.terrain == "rough":
            own |= {"terrain_seed": ROUGH_TERRAIN_SEED}
        return {
            "name": PROTOCOL_NAME,
            "version": PROTOCOL_VERSION,
            **own,
            "resampling_seconds": RESAMPLING_SECONDS,
            "lin_vel_x": list(LIN_VEL_X),
            "lin_vel_y": list(LIN_VEL_Y),
            "ang_vel_z": list(ANG_VEL_Z),
            "heading_stiffness": HEADING_STIFFNESS,
            "warmup_seconds": WARMUP_SECONDS,
            "observation_noise": False,
            "exploration_noise": False,
            "definitions": DEFINITIONS,
        }


@dataclass(frozen=True)
class Schedule:
    """Commands of every robot for every resampling interval: velocity (N, K, 2) m/s, heading (N, K) rad."""

    velocity: np.ndarray
    heading: np.ndarray


def make_schedule(protocol: Protocol) -> Schedule:
    """Drawn once from the seed, so that no behaviour of the policy can shift the stream."""
    import math

    import numpy as np

    rng = np.random.default_rng(protocol.seed)
    intervals = math.ceil(protocol.seconds / RESAMPLING_SECONDS)
    shape = (protocol.num_envs, intervals)
    velocity = np.stack([rng.uniform(*LIN_VEL_X, shape), rng.uniform(*LIN_VEL_Y, shape)], axis=-1)
    return Schedule(velocity.astype(np.float32), rng.uniform(-math.pi, math.pi, shape).astype(np.float32))
