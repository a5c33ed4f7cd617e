"""The judge's environment: its own commands, ground, events and terminations around the run's robot."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from trotline_mujoco.judge import protocol as rules
from trotline_mujoco.judge.protocol import Protocol, Schedule

if TYPE_CHECKING:
    from trotline_mujoco.env import QuadEnv

COMMAND = "base_velocity"
_MDP = "trotline_mujoco.mdp"
_CODE_KEYS = frozenset({"func", "function", "class_type"})
# A robot at 1 m/s for 20 s cannot leave the map.
_ROUGH_BORDER = 22.0
_ROUGH_ROWS = 4
_ROUGH_DIFFICULTY = (0.0, 0.6)


class ScheduledCommand:
    """A command term that plays the schedule: velocity as drawn, yaw rate towards the drawn heading."""

    def __init__(self, cfg: Mapping[str, Any], env: QuadEnv) -> None:
        self._schedule: Schedule = cfg["schedule"]
        self._env = env
        self.command = np.zeros((env.num_envs, 3), np.float32)

    def compute(self, dt: float) -> None:
        del dt
        robots = np.arange(self._env.num_envs)
        interval = interval_at(self._env.episode_length, self._env.step_dt, self._schedule)
        self.command[:, :2] = self._schedule.velocity[robots, interval]
        self.command[:, 2] = yaw_command(self._schedule.heading[robots, interval], self._env.state.heading)

    def measure(self) -> None:
        """The judge measures for itself."""

    def reset(self, ids: np.ndarray) -> dict[str, float]:
        del ids
        self.compute(0.0)
        return {}


def interval_at(step: Any, step_dt: float, schedule: Schedule) -> Any:
    """Index of the resampling interval a control step belongs to."""
    index = np.floor_divide(np.asarray(step) * step_dt + 1.0e-6, rules.RESAMPLING_SECONDS).astype(int)
    return np.minimum(index, schedule.heading.shape[1] - 1)


def yaw_command(target: np.ndarray, heading: np.ndarray) -> np.ndarray:
    """Yaw rate (rad/s) of a proportional controller on the heading error (rad)."""
    error = (target - heading + math.pi) % (2.0 * math.pi) - math.pi
    return np.clip(rules.HEADING_STIFFNESS * error, *rules.ANG_VEL_Z).astype(np.float32)


def require_own_code(section: Any) -> None:
    """The run's configuration chooses among the simulator's terms; no other code may run in the judge.

    The file was written by the training, which could name a module of its own. Raises ValueError.
    """
    if isinstance(section, Mapping):
        for key in _CODE_KEYS & section.keys():
            name = section[key]
            if isinstance(name, str) and not name.startswith(f"{_MDP}."):
                raise ValueError(f"{key} '{name}' is not the simulator's own")
        section = list(section.values())
    if isinstance(section, list | tuple):
        for value in section:
            require_own_code(value)


def build(run: Mapping[str, Any], protocol: Protocol, schedule: Schedule) -> dict[str, Any]:
    """The environment configuration. Of the run's own only what turns an observation into torques is used."""
    scene = run["scene"]
    require_own_code(run["observations"]["policy"])
    require_own_code(run["actions"])
    return {
        "sim": {
            "device": "cpu",
            "dt": run["sim"]["dt"],
            "render_interval": run["decimation"],
            "gravity": (0.0, 0.0, -9.81),
            "physics": run["sim"]["physics"],
        },
        "seed": protocol.seed,
        "decimation": run["decimation"],
        # One second longer than measured, so that no robot is reset by time.
        "episode_length_s": protocol.seconds + 1.0,
        "scene": {
            "num_envs": protocol.num_envs,
            "env_spacing": 2.5,
            "robot": scene["robot"],
            "terrain": _terrain(protocol.terrain == "rough"),
            "height_scanner": scene["height_scanner"],
            "contact_forces": {
                "update_period": run["sim"]["dt"],
                "history_length": run["decimation"],
                "track_air_time": True,
                "force_threshold": rules.FALL_FORCE,
            },
        },
        "observations": {"policy": {**run["observations"]["policy"], "enable_corruption": False}},
        "actions": run["actions"],
        "commands": {COMMAND: {"class_type": f"{__name__}:ScheduledCommand", "schedule": schedule}},
        "events": _events(),
        "rewards": {},
        "terminations": {
            "base_contact": {
                "func": f"{_MDP}.terminations:illegal_contact",
                "params": {
                    "sensor_cfg": {"name": "contact_forces", "body_names": "trunk"},
                    "threshold": rules.FALL_FORCE,
                },
                "time_out": False,
            }
        },
        "curriculum": {},
    }


def _event(func: str, mode: str, **params: Any) -> dict[str, Any]:
    return {"func": f"{_MDP}.events:{func}", "params": params, "mode": mode, "interval_range_s": None}


def _events() -> dict[str, Any]:
    friction = rules.FRICTION
    return {
        "friction": _event(
            "randomize_rigid_body_material", "startup", static_friction_range=(friction, friction)
        ),
        "base": _event(
            "reset_root_state_uniform", "reset", pose_range={"yaw": (-math.pi, math.pi)}, velocity_range={}
        ),
        "joints": _event(
            "reset_joints_by_scale", "reset", position_range=(1.0, 1.0), velocity_range=(0.0, 0.0)
        ),
    }


def _terrain(rough: bool) -> dict[str, Any]:
    material = {"static_friction": 1.0, "dynamic_friction": 1.0, "friction_combine_mode": "multiply"}
    flat: dict[str, Any] = {
        "terrain_type": "plane",
        "terrain_generator": None,
        "physics_material": material,
        "max_init_terrain_level": None,
    }
    if not rough:
        return flat
    generator = {
        "seed": rules.ROUGH_TERRAIN_SEED,
        "curriculum": True,
        "size": (6.0, 6.0),
        "border_width": _ROUGH_BORDER,
        "num_rows": _ROUGH_ROWS,
        "num_cols": 12,
        "horizontal_scale": 0.1,
        "vertical_scale": 0.005,
        "slope_threshold": 0.75,
        "difficulty_range": _ROUGH_DIFFICULTY,
        "sub_terrains": _sub_terrains(),
    }
    return {**flat, "terrain_type": "generator", "terrain_generator": generator}


def _sub_terrains() -> dict[str, Any]:
    def sub(function: str, proportion: float, **params: Any) -> dict[str, Any]:
        return {"function": f"trotline_mujoco.terrain:{function}", "proportion": proportion, **params}

    stairs = {
        "border_width": 0.5,
        "step_height_range": (0.02, 0.14),
        "step_width": 0.3,
        "platform_width": 1.5,
    }
    slope = {"border_width": 0.25, "slope_range": (0.0, 0.4), "platform_width": 1.5}
    boxes = {"grid_width": 0.45, "grid_height_range": (0.02, 0.1), "platform_width": 1.5}
    noise = {"border_width": 0.25, "noise_range": (0.01, 0.06), "noise_step": 0.01, "downsampled_scale": 0.2}
    return {
        "stairs": sub("pyramid_stairs_terrain", 0.2, **stairs),
        "stairs_inv": sub("inverted_pyramid_stairs_terrain", 0.2, **stairs),
        "boxes": sub("random_grid_terrain", 0.2, **boxes),
        "noise": sub("random_uniform_terrain", 0.2, **noise),
        "slope": sub("pyramid_sloped_terrain", 0.1, **slope, inverted=False),
        "slope_inv": sub("pyramid_sloped_terrain", 0.1, **slope, inverted=True),
    }
