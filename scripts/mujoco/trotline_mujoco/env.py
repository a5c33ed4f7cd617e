"""The vectorised environment: physics, managers, episodes. It is an rsl_rl `VecEnv`."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
import torch
from rsl_rl.env import VecEnv
from tensordict import TensorDict

from trotline_mujoco import managers
from trotline_mujoco.managers.metrics import PolicyMetrics
from trotline_mujoco.managers.observation import GROUP
from trotline_mujoco.model import CONTACT_BODIES, spawn_quadruped
from trotline_mujoco.physics import Articulation, ContactSensor, available_threads
from trotline_mujoco.terrain import TerrainImporter

TRUNK = CONTACT_BODIES.index("trunk")


class HeightScanner:
    """A grid of ground heights around each robot, turned with its heading; `measure` is (N, rays) in m."""

    def __init__(self, cfg: dict[str, Any], env: QuadEnv) -> None:
        self._env = env
        pattern = cfg["pattern_cfg"]
        counts = [round(length / pattern["resolution"]) + 1 for length in pattern["size"]]
        x, y = (np.linspace(-s / 2, s / 2, n) for s, n in zip(pattern["size"], counts, strict=True))
        # "xy" runs along x first, as Isaac Lab's grid pattern does.
        grid_x, grid_y = np.meshgrid(x, y, indexing="xy" if pattern["ordering"] == "xy" else "ij")
        self._x, self._y = grid_x.ravel().astype(np.float32), grid_y.ravel().astype(np.float32)

    def measure(self) -> np.ndarray:
        state = self._env.state
        cos, sin = np.cos(state.heading)[:, None], np.sin(state.heading)[:, None]
        x = cos * self._x
        x -= sin * self._y
        x += state.root_pos[:, :1]
        y = sin * self._x
        y += cos * self._y
        y += state.root_pos[:, 1:2]
        return self._env.terrain.height_at(x, y)


class QuadEnv(VecEnv):
    """N quadrupeds that learn to follow velocity commands.

    After `step`, `state` (see `RobotState`), `command` (N, 3), `actions` and `prev_actions` (N, 12) describe
    the robots; those whose episode ended are already in their next one. `terminated`, `time_outs` and
    `base_contact` (N,) bool belong to the step just made, before any reset.
    """

    device = "cpu"

    def __init__(
        self,
        cfg: dict[str, Any],
        num_envs: int | None = None,
        threads: int | None = None,
        verbose: bool = False,
    ) -> None:
        self.cfg = cfg
        self._say = print if verbose else (lambda *_: None)
        self.num_envs = num_envs or cfg["scene"]["num_envs"]
        self.decimation = int(cfg["decimation"])
        self.step_dt = float(cfg["sim"]["dt"]) * self.decimation
        self.max_episode_length = math.ceil(cfg["episode_length_s"] / self.step_dt - 1e-9)
        self.rng = np.random.default_rng(cfg["seed"])
        self.episode_length = np.zeros(self.num_envs, np.int64)
        self.action_rate_sq = np.zeros(self.num_envs, np.float32)
        self.base_contact = np.zeros(self.num_envs, bool)
        self.extras: dict[str, Any] = {}
        self._announce()
        self._build_scene(threads or available_threads())
        self._build_managers()
        self._say("[INFO]: Completed setting up the environment...")

    # -- construction

    def _announce(self) -> None:
        dt = self.cfg["sim"]["dt"]
        self._say("[INFO]: Base environment:")
        self._say(f"\tEnvironment device    : {self.device}")
        self._say(f"\tEnvironment seed      : {self.cfg['seed']}")
        self._say(f"\tPhysics step-size     : {dt}")
        self._say(f"\tRendering step-size   : {dt * self.cfg['sim']['render_interval']}")
        self._say(f"\tEnvironment step-size : {self.step_dt}")

    def _build_scene(self, threads: int) -> None:
        start = time.perf_counter()
        scene = self.cfg["scene"]
        self.terrain = TerrainImporter(scene["terrain"], self.num_envs, self.rng)
        if self.terrain.heights is not None:
            seconds = time.perf_counter() - start
            self._say(f"[INFO] Generating terrains based on curriculum took : {seconds:.6f} seconds")
        cell = self.terrain.cell if self.terrain.heights is not None else 0.0
        model = spawn_quadruped(self.cfg["sim"], scene["robot"], heights=self.terrain.heights, cell=cell)
        self.robot = Articulation(model, scene["robot"], self.num_envs, self.decimation, threads)
        self.state = self.robot.state
        self.contact_sensor = ContactSensor(
            scene["contact_forces"], self.num_envs, self.decimation, self.step_dt
        )
        scanner = scene["height_scanner"]
        self.height_scanner = None if scanner is None else HeightScanner(scanner, self)
        self._say(f"[INFO]: Time taken for scene creation : {time.perf_counter() - start:.6f} seconds")

    def _build_managers(self) -> None:
        self._say("[INFO]: Starting the simulation. This may take a few seconds. Please wait...")
        start = time.perf_counter()
        cfg = self.cfg
        self.event_manager = managers.EventManager(cfg["events"], self)
        self.event_manager.startup()
        self._say(f"[INFO]: Time taken for simulation start : {time.perf_counter() - start:.6f} seconds")
        self.command_manager = managers.CommandManager(cfg["commands"], self)
        self.action_manager = managers.ActionManager(cfg["actions"], self)
        self.num_actions = self.action_manager.dimension
        self.termination_manager = managers.TerminationManager(cfg["terminations"], self)
        self._restart(np.arange(self.num_envs))
        self.observation_manager = managers.ObservationManager(cfg["observations"], self)
        self.reward_manager = managers.RewardManager(cfg["rewards"], self)
        self.curriculum_manager = managers.CurriculumManager(cfg["curriculum"], self)
        self.policy_metrics = PolicyMetrics(self)
        self._observations = [
            TensorDict({GROUP: torch.from_numpy(b)}, batch_size=[self.num_envs])
            for b in self.observation_manager.buffers
        ]
        self.observation_manager.compute()
        self.print_managers()

    def print_managers(self) -> None:
        for name in ("command", "event", "action", "observation", "termination", "reward", "curriculum"):
            self._say(f"[INFO] {name.capitalize()} Manager: ", getattr(self, f"{name}_manager"))

    # -- views

    @property
    def unwrapped(self) -> QuadEnv:
        return self

    @property
    def command(self) -> np.ndarray:
        """(N, 3) the first command term: planar velocity and yaw rate."""
        return next(iter(self.command_manager.terms.values())).command

    @property
    def actions(self) -> np.ndarray:
        return self.action_manager.action

    @property
    def prev_actions(self) -> np.ndarray:
        return self.action_manager.prev_action

    @property
    def terminated(self) -> np.ndarray:
        return self.termination_manager.terminated

    @property
    def time_outs(self) -> np.ndarray:
        """Ended by time and by nothing worse."""
        return self.termination_manager.time_outs & ~self.termination_manager.terminated

    @property
    def episode_length_buf(self) -> torch.Tensor:
        """Steps of the running episodes; assigning to it randomises them at the start of a training."""
        return torch.from_numpy(self.episode_length)

    @episode_length_buf.setter
    def episode_length_buf(self, value: torch.Tensor) -> None:
        self.episode_length[...] = value.numpy()

    # -- the loop

    def get_observations(self) -> TensorDict:
        """The present observation; its tensor is reused by the step after the next."""
        return self._observations[self.observation_manager.turn]

    def step(self, actions: torch.Tensor) -> tuple[TensorDict, torch.Tensor, torch.Tensor, dict[str, Any]]:
        """Apply actions (N, 12) for one control step; returns observations, rewards, dones and extras."""
        self.robot.step(self.action_manager.process(actions.numpy()))
        self.contact_sensor.update(self.robot.sensors, self.state)
        self.episode_length += 1
        change = self.action_manager.action - self.action_manager.prev_action
        np.einsum("ij,ij->i", change, change, out=self.action_rate_sq)
        np.greater(self.contact_sensor.peak_force_sq[:, TRUNK], 1.0, out=self.base_contact)
        self.base_contact |= self.robot.unstable
        dones = self.termination_manager.compute()
        rewards = self.reward_manager.compute()
        self.command_manager.measure()
        self.policy_metrics.measure()
        if dones.any():
            self._end_episodes(np.flatnonzero(dones))
        self.command_manager.compute(self.step_dt)
        self.event_manager.interval(self.step_dt)
        self.observation_manager.compute()
        # Bootstrapping on a fall that falls on the last step would reward it, hence the exclusive time-outs.
        self.extras["time_outs"] = torch.from_numpy(self.time_outs)
        observations = self._observations[self.observation_manager.turn]
        return observations, torch.from_numpy(rewards), torch.from_numpy(dones.astype(np.int64)), self.extras

    def _end_episodes(self, ids: np.ndarray) -> None:
        """Log the ended episodes in Isaac Lab's order, and start new ones."""
        curriculum = self.curriculum_manager.compute(ids)
        log = self.reward_manager.reset(ids)
        log.update(curriculum)
        log.update(self.policy_metrics.reset(ids))
        log.update(self._restart(ids))
        log.update(self.termination_manager.reset(ids))
        self.extras["log"] = log

    def _restart(self, ids: np.ndarray) -> dict[str, float]:
        self.event_manager.reset(ids)
        self.robot.clear_actuation(ids)
        self.state.derive()
        self.contact_sensor.reset(ids)
        self.action_manager.reset(ids)
        self.episode_length[ids] = 0
        return self.command_manager.reset(ids)

    def close(self) -> None:
        """Release the physics threads."""
        self.robot.close()
