"""One evaluation on the real simulator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from trotline_mujoco import yaml_dump
from trotline_mujoco.judge import protocol as rules
from trotline_mujoco.judge.protocol import Protocol, Schedule, make_schedule
from trotline_mujoco.train_run import limit_library_threads

limit_library_threads()

import numpy as np  # noqa: E402 - the thread settings must come first
import torch  # noqa: E402

from trotline_mujoco.env import QuadEnv  # noqa: E402
from trotline_mujoco.judge import policy as policies  # noqa: E402
from trotline_mujoco.judge import task  # noqa: E402
from trotline_mujoco.judge.gait import GaitTally, Stride  # noqa: E402
from trotline_mujoco.judge.kinematics import feet_height  # noqa: E402
from trotline_mujoco.judge.policy import IncompatibleError  # noqa: E402
from trotline_mujoco.judge.tracking import TrackingTally  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from tensordict import TensorDict

__all__ = ["IncompatibleError", "Tally", "measure"]

# Below this path (m per robot) the cost of transport would be a division by almost nothing.
_SHORTEST_PATH = 0.1


def measure(run_dir: Path, checkpoint: Path, protocol: Protocol) -> dict[str, float]:
    """Judge metrics of a checkpoint. Raises IncompatibleError with one sentence."""
    env_cfg = _read(run_dir / "params" / "env.yaml")
    agent_cfg = _read(run_dir / "params" / "agent.yaml")
    torch.set_num_threads(1)
    schedule = make_schedule(protocol)
    try:
        env = QuadEnv(task.build(env_cfg, protocol, schedule))
    except (KeyError, TypeError, ValueError, ImportError) as error:
        raise IncompatibleError(
            f"{run_dir} cannot be run by this simulator: {type(error).__name__}: {error}"
        ) from error
    try:
        act = policies.load(checkpoint, agent_cfg, env.get_observations(), env.num_actions)
        return play(env, act, protocol, schedule)
    finally:
        env.close()


def _read(path: Path) -> dict[str, Any]:
    try:
        return yaml_dump.load(path)
    except OSError as error:
        raise IncompatibleError(f"{path} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, ValueError) as error:
        raise IncompatibleError(f"{path} is no valid configuration.") from error


def play(
    env: QuadEnv, act: Callable[[TensorDict], torch.Tensor], protocol: Protocol, schedule: Schedule
) -> dict[str, float]:
    """Run every robot for one episode and tally what it does."""
    steps = round(protocol.seconds / env.step_dt)
    tally = Tally(env.num_envs, env.step_dt, schedule)
    obs = env.get_observations()
    with torch.inference_mode():
        for step in range(steps):
            command, position = env.command.copy(), env.state.root_pos[:, :2].copy()
            heading = env.state.heading.copy()
            actions = act(obs)
            obs, *_ = env.step(actions)
            tally.add_fallen(step, env.terminated, heading)
            tally.add_step(env, step, command, position, actions.numpy())
    return tally.metrics()


class Tally:
    """Running sums over N robots; a robot that fell stays fallen, whatever the environment resets."""

    def __init__(self, num_envs: int, step_dt: float, schedule: Schedule) -> None:
        self.step_dt = step_dt
        self._schedule = schedule
        self._first_step = round(rules.WARMUP_SECONDS / step_dt)
        self.alive = np.ones(num_envs, bool)
        self._heading_at_fall = np.zeros(num_envs, np.float32)
        self._tracking = TrackingTally(num_envs, schedule)
        self._gait = GaitTally(num_envs, step_dt)
        self._previous_action: np.ndarray | None = None
        self._path = self._energy = 0.0
        self._slip = self._slip_count = 0.0
        self._change = self._change_count = 0.0
        self._air = np.zeros(4)
        self._steps = self._alive_steps = self._early_falls = 0
        self._height = self._tilt = 0.0
        self._tilt_count = 0

    def add_fallen(self, step: int, terminated: np.ndarray, heading: np.ndarray) -> None:
        """Mark falls of this step; `heading` (N,) is the last one before it."""
        fell = self.alive & terminated
        self._heading_at_fall[fell] = heading[fell]
        self.alive &= ~fell
        if (step + 1) * self.step_dt <= rules.EARLY_FALL_SECONDS + 1.0e-6:
            self._early_falls += int(fell.sum())

    def add_step(
        self, env: QuadEnv, step: int, command: np.ndarray, position: np.ndarray, actions: np.ndarray
    ) -> None:
        """`command` (N, 3) and `position` (N, 2) are those the action (N, 12) was taken with."""
        state, alive = env.state, self.alive
        moved = np.linalg.norm(state.root_pos[:, :2] - position, axis=1)
        self._path += float(moved[alive].sum())
        power = np.abs(state.torques * state.joint_vel).sum(1)
        self._energy += float(power[alive].sum()) * self.step_dt
        foot_speed = np.linalg.norm(state.feet_vel_w[..., :2], axis=2)
        touching = state.feet_contact & alive[:, None]
        self._slip += float(foot_speed[touching].sum())
        self._slip_count += int(touching.sum())
        self._air += (~state.feet_contact & alive[:, None]).sum(0)
        if self._previous_action is not None:
            change = np.square(actions - self._previous_action).sum(1)
            self._change += float(change[alive].sum())
            self._change_count += int(alive.sum())
        self._previous_action = actions.copy()
        self._add_posture(env, step)
        self._add_movement(env, step, command, foot_speed)

    def _add_posture(self, env: QuadEnv, step: int) -> None:
        state, alive = env.state, self.alive
        count = int(alive.sum())
        self._steps += 1
        self._alive_steps += count
        height = state.root_pos[:, 2] - env.terrain.height_at(state.root_pos[:, 0], state.root_pos[:, 1])
        self._height += float(height[alive].sum())
        if step >= self._first_step:
            upright = np.clip(-state.projected_gravity[:, 2], -1.0, 1.0)
            self._tilt += float(np.arccos(upright)[alive].sum())
            self._tilt_count += count

    def _add_movement(self, env: QuadEnv, step: int, command: np.ndarray, foot_speed: np.ndarray) -> None:
        state, alive = env.state, self.alive
        interval = int(task.interval_at(step, self.step_dt, self._schedule))
        velocity = state.base_lin_vel_b[:, :2]
        measured = step >= self._first_step
        if measured:
            yaw_rate = state.base_ang_vel_b[:, 2]
            self._tracking.add(interval, alive, command, velocity, yaw_rate, self._heading_at_fall)
        asked = np.linalg.norm(self._schedule.velocity[:, interval], axis=1) > rules.MOVING_SPEED
        stride = Stride(
            contact=state.feet_contact,
            foot_speed=foot_speed,
            foot_height=feet_height(state.root_pos[:, 2], -state.projected_gravity, state.joint_pos),
            trunk_speed=np.linalg.norm(state.root_lin_vel_w[:, :2], axis=1),
            vertical_speed=state.root_lin_vel_w[:, 2],
        )
        self._gait.add(stride, alive, alive & asked & measured)

    def metrics(self) -> dict[str, float]:
        robots = len(self.alive)
        longest = float(self._air.max())
        tracking = self._tracking.metrics()
        return {
            "velocity_error": tracking.pop("velocity_error"),
            "yaw_error": tracking.pop("yaw_error"),
            "timeout_share": float(self.alive.mean()),
            "distance": self._path / robots,
            "energy": self._energy / max(self._path, _SHORTEST_PATH * robots),
            "foot_slip": self._slip / max(self._slip_count, 1.0),
            "action_rate": self._change / max(self._change_count, 1.0),
            "air_time_symmetry": float(self._air.min()) / longest if longest > 0.0 else 0.0,
            "speed_ratio": tracking.pop("speed_ratio"),
            "episodes": robots,
            **tracking,
            "alive_share": self._alive_steps / max(self._steps * robots, 1),
            "early_fall_share": self._early_falls / robots,
            **self._gait.metrics(),
            "tilt": self._tilt / max(self._tilt_count, 1),
            "trunk_height": self._height / max(self._alive_steps, 1),
        }
