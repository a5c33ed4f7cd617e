"""PPO whose update runs while the next rollout is collected, out of two of rsl_rl's own `PPO` objects.

The *collector* acts, stores and computes returns; the *learner* updates. After each rollout they swap
storages, the collector takes over the learner's weights, and the update starts on a thread of its own. A
rollout is therefore collected by the policy of one update ago; PPO's ratio uses the log-probabilities stored
with the actions, so the objective stays exact, only its data is one iteration old. The learning rate, losses
and noise logged for an iteration are those of the last *finished* update.

Everything is deterministic: the collector draws from its own random stream, so the two threads share none.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import torch
from rsl_rl.algorithms import PPO
from rsl_rl.modules import ActorCritic
from tensordict import TensorDict
from torch import nn

_HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)


class BehaviourPolicy(nn.Module):
    """A copy of the policy that acts, with a random stream of its own; what PPO needs of `ActorCritic`."""

    is_recurrent = False

    def __init__(self, policy: ActorCritic, seed: int) -> None:
        super().__init__()
        if policy.is_recurrent or policy.state_dependent_std:
            raise ValueError("the embedded trainer supports ActorCritic with a state-independent std only")
        self.policy = copy.deepcopy(policy)
        self.generator = torch.Generator().manual_seed(seed)
        self.action_mean = self.action_std = torch.zeros(0)
        self._log_std_sum = torch.zeros(())

    def act(self, obs: TensorDict) -> torch.Tensor:
        """Sampled actions (N, 12)."""
        policy = self.policy
        # A clone, because the parameter changes under the views that the log reads later.
        std = policy.std.clone() if policy.noise_std_type == "scalar" else torch.exp(policy.log_std)
        self.action_mean = policy.act_inference(obs)
        self.action_std = std.expand_as(self.action_mean)
        self._log_std_sum = torch.log(std).sum()
        return torch.normal(self.action_mean, self.action_std, generator=self.generator)

    def get_actions_log_prob(self, actions: torch.Tensor) -> torch.Tensor:
        """(N,) log-density of a diagonal Gaussian."""
        z = (actions - self.action_mean) / self.action_std
        return z.square_().sum(-1) * -0.5 - (self._log_std_sum + actions.shape[-1] * _HALF_LOG_TWO_PI)

    def evaluate(self, obs: TensorDict) -> torch.Tensor:
        return self.policy.evaluate(obs)

    def update_normalization(self, obs: TensorDict) -> None:
        self.policy.update_normalization(obs)

    def reset(self, dones: torch.Tensor | None = None) -> None:
        self.policy.reset(dones)


def _is_statistic(name: str) -> bool:
    """Running observation statistics; the collector sees the data, so it owns them."""
    return "obs_normalizer" in name


class OverlappedPPO:
    """Stands where the runner expects a `PPO`.

    `schedule(n)` gives the learning rate of the n-th update of this run, or `None` to leave it to rsl_rl.
    With `overlap` off every update is waited for: rsl_rl's own order of things.
    """

    rnd = None

    def __init__(
        self,
        learner: PPO,
        collector: PPO,
        schedule: Callable[[int], float | None],
        overlap: bool,
    ) -> None:
        self.learner, self.collector = learner, collector
        self.schedule, self.overlap = schedule, overlap
        self.optimizer = learner.optimizer
        self.learning_rate = learner.learning_rate
        self._updates = 0
        self._losses: dict[str, float] = {}
        self._pending: Future[dict[str, float]] | None = None
        self._thread = ThreadPoolExecutor(
            max_workers=1, thread_name_prefix="ppo-update", initializer=torch.set_num_threads, initargs=(1,)
        )

    @property
    def policy(self) -> ActorCritic | BehaviourPolicy:
        """The learner's policy; while it is being updated, the one that acts."""
        return self.learner.policy if self._pending is None else self.collector.policy

    def act(self, obs: TensorDict) -> torch.Tensor:
        return self.collector.act(obs)

    def process_env_step(
        self, obs: TensorDict, rewards: torch.Tensor, dones: torch.Tensor, extras: dict[str, Any]
    ) -> None:
        self.collector.process_env_step(obs, rewards, dones, extras)

    def compute_returns(self, obs: TensorDict) -> None:
        self.collector.compute_returns(obs)

    def update(self) -> dict[str, float]:
        """Start the update on the rollout just collected; returns the losses of the last finished one."""
        self.finish()
        self.publish()
        self.learner.storage, self.collector.storage = self.collector.storage, self.learner.storage
        self._apply_learning_rate()
        self._pending = self._thread.submit(self.learner.update)
        self._updates += 1
        if not self._losses or not self.overlap:
            # The first update is waited for too: before it ends there are no losses to report.
            self.finish()
            self.publish()
        return self._losses

    def finish(self) -> None:
        """Wait for the running update, if there is one; its error, if any, is raised here."""
        if self._pending is None:
            return
        pending, self._pending = self._pending, None
        self._losses = pending.result()
        self.learning_rate = self.learner.learning_rate

    def publish(self) -> None:
        """The collector takes the learner's weights, the learner the collector's observation statistics."""
        learner, collector = self.learner.policy.state_dict(), self.collector.policy.policy.state_dict()
        for name, value in learner.items():
            if _is_statistic(name):
                value.copy_(collector[name])
            else:
                collector[name].copy_(value)

    def start_from_learner(self) -> None:
        """After loading a checkpoint: take over everything, the observation statistics included."""
        self.collector.policy.policy.load_state_dict(self.learner.policy.state_dict())

    def _apply_learning_rate(self) -> None:
        rate = self.schedule(self._updates)
        if rate is None:
            return
        self.learner.learning_rate = rate
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    def close(self) -> None:
        self._thread.shutdown(wait=True)
