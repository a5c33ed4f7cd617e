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
from trotline_mujoco.judge.policy import IncompatibleError  # noqa: E402

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
        self._robots = np.arange(num_envs)
        self._heading_at_fall = np.zeros(num_envs, np.float32)
        self._previous_action: np.ndarray | None = None
        self._errors = np.zeros(num_envs)
        self._yaw_errors = np.zeros(num_envs)
        self._measured_steps = 0
        self._along = self._commanded = 0.0
        self._path = self._energy = 0.0
        self._slip = self._slip_count = 0.0
        self._change = self._change_count = 0.0
        self._air = np.zeros(4)

    def add_fallen(self, step: int, terminated: np.ndarray, heading: np.ndarray) -> None:
        """Mark falls of this step; `heading` (N,) is the last one before it."""
        del step
        fell = self.alive & terminated
        self._heading_at_fall[fell] = heading[fell]
        self.alive &= ~fell

    def add_step(
        self, env: QuadEnv, step: int, command: np.ndarray, position: np.ndarray, actions: np.ndarray
    ) -> None:
        """`command` (N, 3) and `position` (N, 2) are those the action (N, 12) was taken with."""
        state, alive = env.state, self.alive
        if step >= self._first_step:
            self._add_tracking(step, command, state.base_lin_vel_b[:, :2], state.base_ang_vel_b[:, 2])
        moved = np.linalg.norm(state.root_pos[:, :2] - position, axis=1)
        self._path += float(moved[alive].sum())
        power = np.abs(state.torques * state.joint_vel).sum(1)
        self._energy += float(power[alive].sum()) * self.step_dt
        touching = state.feet_contact & alive[:, None]
        self._slip += float(np.linalg.norm(state.feet_vel_w[..., :2], axis=2)[touching].sum())
        self._slip_count += int(touching.sum())
        self._air += (~state.feet_contact & alive[:, None]).sum(0)
        if self._previous_action is not None:
            change = np.square(actions - self._previous_action).sum(1)
            self._change += float(change[alive].sum())
            self._change_count += int(alive.sum())
        self._previous_action = actions.copy()

    def _add_tracking(
        self, step: int, command: np.ndarray, velocity: np.ndarray, yaw_rate: np.ndarray
    ) -> None:
        interval = task.interval_at(step, self.step_dt, self._schedule)
        # The environment gives a fallen robot a new episode; the judge goes on with the schedule.
        planar = self._schedule.velocity[:, interval]
        at_rest = task.yaw_command(self._schedule.heading[:, interval], self._heading_at_fall)
        speed = np.linalg.norm(planar, axis=1)
        error = np.linalg.norm(command[:, :2] - velocity, axis=1)
        self._errors += np.where(self.alive, error, speed)
        self._yaw_errors += np.where(self.alive, np.abs(command[:, 2] - yaw_rate), np.abs(at_rest))
        direction = planar / np.maximum(speed, 1.0e-6)[:, None]
        along = (velocity * direction).sum(1)
        self._along += float(along[self.alive].sum())
        self._commanded += float(speed.sum())
        self._measured_steps += 1

    def metrics(self) -> dict[str, float]:
        robots = len(self.alive)
        steps = max(self._measured_steps, 1)
        longest = float(self._air.max())
        return {
            "velocity_error": float(self._errors.mean()) / steps,
            "yaw_error": float(self._yaw_errors.mean()) / steps,
            "timeout_share": float(self.alive.mean()),
            "distance": self._path / robots,
            "energy": self._energy / max(self._path, _SHORTEST_PATH * robots),
            "foot_slip": self._slip / max(self._slip_count, 1.0),
            "action_rate": self._change / max(self._change_count, 1.0),
            "air_time_symmetry": float(self._air.min()) / longest if longest > 0.0 else 0.0,
            "speed_ratio": self._along / max(self._commanded, 1.0e-9),
            "episodes": robots,
        }
