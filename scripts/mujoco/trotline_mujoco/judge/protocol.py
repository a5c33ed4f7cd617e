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
# 2: the measures of gait, posture and obedience; those of version 1 kept their definitions and values.
PROTOCOL_VERSION = 2

LIN_VEL_X = (-1.0, 1.0)
LIN_VEL_Y = (-0.5, 0.5)
ANG_VEL_Z = (-1.0, 1.0)
RESAMPLING_SECONDS = 4.0
HEADING_STIFFNESS = 0.5
# The robot starts at rest; the first second measures acceleration, not tracking.
WARMUP_SECONDS = 1.0
# A robot told to go faster than this (m/s) is expected to walk; below, standing is a fair answer.
MOVING_SPEED = 0.2
# Commanded speeds (m/s], about half of the stream's each; below 0.1 the ratio is mostly noise.
SLOW_COMMANDS = (0.1, 0.45)
FAST_COMMANDS = (0.45, float("inf"))
IDLE_RATIO = 0.2
EARLY_FALL_SECONDS = 2.0
# A trunk slower than this (m/s) hardly moves, so its feet cannot slide along with it.
SLIP_TRUNK_SPEED = 0.1
FALL_FORCE = 1.0
FRICTION = 0.8

ROUGH_TERRAIN_SEED = 7

_MOVING = f"moving: after the first second, not fallen, planar command over {MOVING_SPEED} m/s"

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
    "commanded_speed": "m/s, mean |command|, planar: the velocity_error of a robot that stands still",
    "speed_ratio_slow": "speed_ratio over the intervals with a commanded speed in (0.1, 0.45] m/s; 0 if none",
    "speed_ratio_fast": "speed_ratio over the intervals with a commanded speed over 0.45 m/s; 0 if none",
    "speed_slope": "least-squares slope of the mean speed along the command on the commanded speed, over "
    "robots and intervals walked to their end; 1 obeys, 0 ignores the command; 0 if undefined",
    "idle_share": f"share of robots x intervals told to move and walked to their end whose mean planar speed "
    f"is under {IDLE_RATIO:.0%} of the command; 0 if none",
    "alive_share": "mean share of the episode until the fall; 1 if nobody fell",
    "early_fall_share": "share of robots that fell within the first 2 s",
    "flight_share": f"share of moving steps with no foot on the ground; {_MOVING}",
    "contact_sync": "-1/3..1, mean over the six pairs of feet of the correlation of their contact states "
    "over moving steps; all feet at once: 1, a trot: -1/3 (feet down half of the time) to -1/9 (60 %); "
    "a pair with a foot that never changes counts 0",
    "duty_min": "least over the feet of the share of moving steps in contact",
    "duty_max": "largest over the feet of the share of moving steps in contact",
    "duty_moving_mean": "mean over the feet of the share of moving steps in contact",
    "touchdown_rate_min": "1/s, least over the feet of touchdowns per second of moving steps",
    "touchdown_rate_max": "1/s, largest over the feet of touchdowns per second of moving steps",
    "slip_ratio": "mean planar speed of feet in contact over mean planar speed of the trunk (counted as at "
    f"least {SLIP_TRUNK_SPEED} m/s), moving steps; 1: the feet slide along with the body",
    "swing_height": "m, mean over feet of the mean, over swings that end in a moving step, of the largest "
    "height over where the foot left the ground; a foot without a swing counts 0",
    "bounce": "m/s, standard deviation of the trunk's vertical speed over moving steps",
    "tilt": "rad, mean angle of the trunk from upright, steps before a fall; first second dropped",
    "trunk_height": "m, mean height of the trunk's centre over the ground below it, steps before a fall",
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
