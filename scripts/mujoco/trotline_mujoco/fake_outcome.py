"""What a fake training pretends to have learned: a fixed function of the configuration, plus seed noise.

It copies the direction of what real trainings of this robot show (an action-rate penalty of -2 makes it stand
still, a tracking std of 0.1 gives no gradient, ...), so that a research loop has something to find. It is no
model of learning and no figure of it may be reported as a result.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

_STANDING_ERROR = 0.60
_BEST_ERROR = 0.095
_LEARNING_STEPS = 2.0e5
# Penalties and the weight at which each begins to dominate everything else.
_TOO_STRONG = {
    "action_rate_l2": -0.5,
    "dof_torques_l2": -2.0e-3,
    "dof_acc_l2": -1.0e-5,
    "lin_vel_z_l2": -40.0,
    "ang_vel_xy_l2": -2.0,
    "flat_orientation_l2": -60.0,
    "undesired_contacts": -50.0,
    "joint_power": -0.05,
    "joint_deviation_l1": -2.0,
    "feet_slide": -5.0,
    "stand_still": -20.0,
}


@dataclass(frozen=True)
class Outcome:
    """Judge metrics of one checkpoint, in the judge's units."""

    velocity_error: float
    yaw_error: float
    timeout_share: float
    action_rate: float
    speed_ratio: float
    foot_slip: float
    energy: float
    air_time_symmetry: float
    # 1 for a robot that keeps one foot off the ground
    limp: float = 0.0

    def metrics(self, num_envs: int, seconds: float) -> dict[str, float]:
        mean_command_speed = 0.56
        return {
            "velocity_error": self.velocity_error,
            "yaw_error": self.yaw_error,
            "timeout_share": self.timeout_share,
            "distance": self.speed_ratio * mean_command_speed * seconds,
            "energy": self.energy,
            "foot_slip": self.foot_slip,
            "action_rate": self.action_rate,
            "air_time_symmetry": self.air_time_symmetry,
            "speed_ratio": self.speed_ratio,
            "episodes": num_envs,
            **self._gait(),
        }

    def _gait(self) -> dict[str, float]:
        """What an honest walker of this speed would show; a robot that stands moves no foot."""
        walking = min(1.0, self.speed_ratio)
        falls = 1.0 - self.timeout_share
        duty = 1.0 - 0.55 * walking
        lame = 0.1 * (1.0 - self.air_time_symmetry) * walking
        return {
            "commanded_speed": _STANDING_ERROR,
            "speed_ratio_slow": 0.98 * self.speed_ratio,
            "speed_ratio_fast": self.speed_ratio,
            "speed_slope": walking,
            "idle_share": _ramp(walking, 0.5, 0.1),
            "alive_share": 1.0 - 0.5 * falls,
            "early_fall_share": 0.1 * falls,
            "flight_share": 0.08 * walking,
            "contact_sync": -0.1 * walking,
            "duty_min": max(0.0, duty - lame) * (1.0 - self.limp),
            "duty_max": min(1.0, duty + lame),
            "duty_moving_mean": duty,
            "touchdown_rate_min": (4.8 - 10.0 * lame) * walking * (1.0 - self.limp),
            "touchdown_rate_max": 5.0 * walking,
            "slip_ratio": self.foot_slip / max(self.speed_ratio * _STANDING_ERROR, 0.1),
            "swing_height": 0.07 * walking,
            "bounce": 0.15 * walking,
            "tilt": 0.1,
            "trunk_height": 0.29,
        }

    def to_json(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True)
class _Defects:
    """How far, 0 to 1, a configuration shows each classical mistake."""

    frozen: float
    falling: float
    aimless: float
    shuffling: float
    jitter: float
    slow_learning: float


def _weight(env_cfg: Mapping[str, Any], term: str) -> float:
    cfg = env_cfg["rewards"].get(term)
    return float(cfg["weight"]) if cfg else 0.0


def _param(env_cfg: Mapping[str, Any], term: str, name: str, default: float) -> float:
    cfg = env_cfg["rewards"].get(term)
    return float(cfg["params"].get(name, default)) if cfg else default


def _ramp(value: float, low: float, high: float) -> float:
    """0 at `low`, 1 at `high`, linear between, in either direction."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _log_ramp(value: float, low: float, high: float) -> float:
    return _ramp(math.log10(max(abs(value), 1.0e-12)), math.log10(abs(low)), math.log10(abs(high)))


def _defects(env_cfg: Mapping[str, Any], agent_cfg: Mapping[str, Any]) -> _Defects:
    dominance = {
        term: _log_ramp(_weight(env_cfg, term), limit / 5, limit) for term, limit in _TOO_STRONG.items()
    }
    tracking = _weight(env_cfg, "track_lin_vel_xy_exp")
    std = _param(env_cfg, "track_lin_vel_xy_exp", "std", 0.5)
    smoothing = _log_ramp(_weight(env_cfg, "action_rate_l2"), -0.01, -0.001)
    rate = float(agent_cfg["algorithm"]["learning_rate"])
    return _Defects(
        frozen=max(value for term, value in dominance.items() if term != "dof_torques_l2"),
        falling=dominance["dof_torques_l2"],
        aimless=max(_ramp(tracking, 3.0, 0.75), _ramp(std, 0.3, 0.15)),
        shuffling=_ramp(_weight(env_cfg, "feet_air_time"), 4.0, 0.25),
        jitter=smoothing,
        slow_learning=max(_log_ramp(rate, 5.0e-4, 1.0e-5), _log_ramp(rate, 5.0e-3, 5.0e-2)),
    )


def _noise(env_cfg: Mapping[str, Any], agent_cfg: Mapping[str, Any]) -> random.Random:
    """The same configuration and seed give the same outcome; a different one gives fresh noise."""
    learned = {key: env_cfg[key] for key in ("rewards", "commands", "scene", "terminations", "events")}
    agent = {key: agent_cfg[key] for key in ("seed", "policy", "algorithm", "max_iterations")}
    text = json.dumps([learned, agent], sort_keys=True, default=str)
    return random.Random(hashlib.sha256(text.encode()).hexdigest())


def outcome(
    env_cfg: Mapping[str, Any],
    agent_cfg: Mapping[str, Any],
    iterations: int,
    spread: float,
    limp: float = 0.0,
) -> Outcome:
    """The pretended result after `iterations`; `spread` is the seed noise of the velocity error in m/s."""
    bad = _defects(env_cfg, agent_cfg)
    rough = env_cfg["scene"]["terrain"]["terrain_generator"] is not None
    steps = iterations * agent_cfg["num_steps_per_env"] * env_cfg["scene"]["num_envs"]
    learned = (1.0 - math.exp(-steps / _LEARNING_STEPS)) * (1.0 - 0.95 * bad.slow_learning)
    walking = learned * (1.0 - 0.97 * max(bad.frozen, bad.aimless, 0.8 * bad.falling, 0.65 * bad.shuffling))
    best = _BEST_ERROR + (0.08 if rough else 0.0) - 0.02 * bad.jitter
    rng = _noise(env_cfg, agent_cfg)
    error = best + (_STANDING_ERROR - best) * (1.0 - walking) + rng.gauss(0.0, spread)
    error = max(0.02, error)
    falls = max(0.75 * bad.falling, 0.6 * bad.aimless, 0.45 * bad.shuffling, 0.1 * bad.frozen)
    # A robot that has not learned to walk stands and rarely falls; half-way it falls most.
    clumsy = 2.0 * walking * (1.0 - learned)
    survive = min(1.0, max(0.0, 0.985 - falls - clumsy + rng.gauss(0.0, 0.3 * spread)))
    return Outcome(
        velocity_error=error,
        yaw_error=max(0.02, 0.85 * error + rng.gauss(0.0, 0.5 * spread)),
        timeout_share=survive,
        action_rate=max(0.002, (1.4 + 2.1 * bad.jitter) * walking * (1.0 - 0.99 * bad.frozen)),
        speed_ratio=max(0.01, 1.0 - 0.9 * (error - best) / (_STANDING_ERROR - best)),
        foot_slip=0.06 + 0.2 * bad.shuffling + 0.05 * bad.jitter,
        energy=90.0 + 60.0 * bad.jitter + 100.0 * (1.0 - walking),
        air_time_symmetry=max(0.0, 0.93 - 0.4 * bad.shuffling - 0.3 * (1.0 - walking)),
        limp=limp,
    )
