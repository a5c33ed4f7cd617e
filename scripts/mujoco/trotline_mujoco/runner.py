"""rsl_rl's `OnPolicyRunner` with overlapped updates, a linear learning rate and atomic checkpoints."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol

import torch
from rsl_rl.algorithms import PPO
from rsl_rl.env import VecEnv
from rsl_rl.runners import OnPolicyRunner
from tensordict import TensorDict

from trotline_mujoco.env import QuadEnv
from trotline_mujoco.managers.observation import GROUP
from trotline_mujoco.overlap import BehaviourPolicy, OverlappedPPO

OVERLAP_VARIABLE = "TROTLINE_MUJOCO_OVERLAP"


class TrainingHooks(Protocol):
    """What may interfere with a training: injected faults."""

    def before_iteration(self, it: int) -> None: ...

    def rewards(self, it: int, rewards: torch.Tensor) -> torch.Tensor | None: ...


class TrainingEnv(VecEnv):
    """The environment as the runner sees it: clipped actions, hooks, and one log per iteration.

    Isaac Lab hands rsl_rl the last reset's log at every step and rsl_rl averages them over the iteration. The
    same average is formed here in plain numbers and handed over once, at the iteration's last step: the
    logged values are equal, and thousands of one-element tensors per iteration are saved.
    """

    device = "cpu"

    def __init__(
        self, env: QuadEnv, steps_per_iteration: int, clip_actions: float | None, hooks: TrainingHooks | None
    ) -> None:
        self.env, self.hooks = env, hooks
        self.steps_per_iteration, self.clip_actions = steps_per_iteration, clip_actions
        self.cfg = env.cfg
        self.num_envs, self.num_actions = env.num_envs, env.num_actions
        self.max_episode_length = env.max_episode_length
        self.iteration = 0
        self._step = 0
        self._logs: list[dict[str, float]] = []

    @property
    def unwrapped(self) -> QuadEnv:
        return self.env

    @property
    def episode_length_buf(self) -> torch.Tensor:
        return self.env.episode_length_buf

    @episode_length_buf.setter
    def episode_length_buf(self, value: torch.Tensor) -> None:
        self.env.episode_length_buf = value

    def get_observations(self) -> TensorDict:
        return self.env.get_observations()

    def step(self, actions: torch.Tensor) -> tuple[TensorDict, torch.Tensor, torch.Tensor, dict[str, Any]]:
        if self._step == 0 and self.hooks is not None:
            self.hooks.before_iteration(self.iteration)
        if self.clip_actions is not None:
            actions = actions.clamp(-self.clip_actions, self.clip_actions)
        obs, rewards, dones, extras = self.env.step(actions)
        if self.hooks is not None:
            changed = self.hooks.rewards(self.iteration, rewards)
            rewards = rewards if changed is None else changed
        out = {"time_outs": extras["time_outs"]}
        if "log" in extras:
            self._logs.append(extras["log"])
        self._step += 1
        if self._step == self.steps_per_iteration:
            if self._logs:
                out["log"] = self._mean_log()
            self._logs.clear()
            self._step = 0
            self.iteration += 1
        return obs, rewards, dones, out

    def _mean_log(self) -> dict[str, float]:
        """Mean over the steps of every key of the first step's log, as rsl_rl 3.1 forms it."""
        means = {}
        for key in self._logs[0]:
            values = [log[key] for log in self._logs if key in log]
            means[key] = sum(values) / len(values)
        return means


class Runner(OnPolicyRunner):
    """Publishes nothing new to the outside: same artefacts, same console, same methods."""

    env: TrainingEnv
    alg: OverlappedPPO

    def __init__(self, env: TrainingEnv, train_cfg: dict[str, Any], log_dir: str | None) -> None:
        algorithm = train_cfg["algorithm"]
        self._rate, self._final_rate = algorithm["learning_rate"], algorithm.pop("learning_rate_final", None)
        if algorithm["schedule"] != "fixed":
            self._final_rate = None
        if algorithm.get("rnd_cfg") is not None or algorithm.get("symmetry_cfg") is not None:
            raise ValueError("the embedded trainer supports neither rnd_cfg nor symmetry_cfg")
        self._start, self._planned = 0, max(int(train_cfg["max_iterations"]), 1)
        # rsl_rl would assume the same, with a warning.
        train_cfg["obs_groups"] = train_cfg["obs_groups"] or {"policy": [GROUP], "critic": [GROUP]}
        super().__init__(env, train_cfg, log_dir, device="cpu")

    def _construct_algorithm(self, obs: TensorDict) -> OverlappedPPO:
        learner = super()._construct_algorithm(obs)
        behaviour = BehaviourPolicy(learner.policy, seed=int(self.cfg["seed"]))
        collector = PPO(behaviour, device=self.device, **self.alg_cfg)
        collector.init_storage("rl", self.env.num_envs, self.num_steps_per_env, obs, [self.env.num_actions])
        overlap = os.environ.get(OVERLAP_VARIABLE, "1") != "0"
        return OverlappedPPO(learner, collector, self._scheduled_rate, overlap)

    def _scheduled_rate(self, update: int) -> float | None:
        """Linear in the iteration, from the configured rate to the final one at the planned end.

        After a resume the schedule is that of one run of all its iterations, so an interrupted run that is
        given its remaining iterations carries on as if nothing had happened. The rate never comes from the
        saved optimizer.
        """
        if self._final_rate is None:
            return self._rate if self.alg_cfg["schedule"] == "fixed" else None
        share = (self._start + update) / (self._start + self._planned)
        return self._rate + (self._final_rate - self._rate) * min(share, 1.0)

    def learn(self, num_learning_iterations: int, init_at_random_ep_len: bool = False) -> None:
        self._start, self._planned = self.current_learning_iteration, max(num_learning_iterations, 1)
        self.env.iteration = self._start
        try:
            super().learn(num_learning_iterations, init_at_random_ep_len)
            self.alg.settle()
            if self.writer is not None:
                self.writer.close()
        finally:
            self.alg.close()

    def log(self, locs: dict[str, Any], width: int = 80, pad: int = 35) -> None:
        """The noise reported is that of the policy that acted; the learner's is being updated."""
        self.alg.policy = self.alg.collector.policy
        try:
            super().log(locs, width, pad)
        finally:
            self.alg.policy = self.alg.learner.policy

    def save(self, path: str, infos: dict[str, Any] | None = None) -> None:
        """Save what the finished update left; the file appears whole or not at all."""
        self.alg.finish()
        partial = Path(f"{path}.partial")
        super().save(str(partial), infos)
        partial.replace(path)

    def load(self, path: str, load_optimizer: bool = True, map_location: str | None = None) -> Any:
        infos = super().load(path, load_optimizer, map_location)
        self.alg.start_from_learner()
        return infos
