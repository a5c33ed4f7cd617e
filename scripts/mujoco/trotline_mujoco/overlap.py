"""PPO whose update runs while the next rollout is collected, out of two of rsl_rl's own `PPO` objects.

The *collector* acts and stores; the *learner* updates, in a forked process of its own. After each rollout
they swap storages and the learner's next update starts, while the collector already acts again. A whole
update of lag would cost more in learning than it gains in speed (at this learning rate the clipped objective
discards most of such data), so the collector follows the update as it goes: after every minibatch the learner
publishes its weights, and during the first `FOLLOW_STEPS` control steps of a rollout the collector moves on
through them, waiting where it must. Later steps are collected by the finished update. PPO's ratio uses the
log-probabilities stored with the actions, so its objective stays exact. The losses and learning rate logged
for an iteration are those of the last *finished* update.

A process, not a thread: two Python threads would hand the interpreter lock to and fro at every small
operation, which on busy cores costs more than it gains. Weights and storages lie in shared memory; the child
ends when the parent does, because its pipe then ends. All is deterministic: which control step sees which
minibatch is fixed beforehand, and each side draws from a random stream of its own.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

import torch
from rsl_rl.algorithms import PPO
from rsl_rl.modules import ActorCritic
from rsl_rl.storage import RolloutStorage
from tensordict import TensorDict
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from trotline_mujoco.worker import Worker

# Of 24. Fewer leave the update no time to overlap, more make the data older.
FOLLOW_STEPS = 8
_HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)


class BehaviourPolicy(nn.Module):
    """A copy of the policy that acts, with a random stream of its own; all that PPO needs of it."""

    is_recurrent = False

    def __init__(self, policy: ActorCritic, seed: int) -> None:
        super().__init__()
        if policy.is_recurrent or policy.state_dependent_std:
            raise ValueError("the embedded trainer supports ActorCritic with a state-independent std only")
        self.policy = copy.deepcopy(policy)
        # All weights in one vector, which the parameters are views of: new weights are one copy.
        self._weights = parameters_to_vector(self.policy.parameters()).detach().clone()
        vector_to_parameters(self._weights, self.policy.parameters())
        self.generator = torch.Generator().manual_seed(seed)
        self.action_mean = self.action_std = torch.zeros(0)
        self._log_std_sum = torch.zeros(())

    def take_weights(self, weights: torch.Tensor) -> None:
        self._weights.copy_(weights)

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


class SharedOptimizer:
    """The learner's optimizer as a checkpoint sees it: its state lives where the updates run."""

    def __init__(self, owner: OverlappedPPO) -> None:
        self._owner = owner

    def state_dict(self) -> dict[str, Any]:
        return self._owner.optimizer_state()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._owner.close()  # the next update forks anew, with this state
        self._owner.learner.optimizer.load_state_dict(state)


class OverlappedPPO:
    """Stands where the runner expects a `PPO`; it has those methods and attributes that the runner uses.

    `schedule(n)` gives the learning rate of the n-th update of this run, or `None` to leave it to rsl_rl.
    With `overlap` off, every update is made here and now: rsl_rl's own order of things.
    """

    rnd = None

    def __init__(
        self, learner: PPO, collector: PPO, schedule: Callable[[int], float | None], overlap: bool
    ) -> None:
        self.learner, self.collector = learner, collector
        self.policy: ActorCritic | BehaviourPolicy = learner.policy
        self.schedule, self.overlap = schedule, overlap
        self.optimizer = SharedOptimizer(self)
        self.learning_rate = learner.learning_rate
        self._storages = (learner.storage, collector.storage)
        self._last_values = torch.zeros(learner.storage.num_envs, 1)
        self._updates = 0
        self._losses: dict[str, float] = {}
        self._worker: Worker | None = None
        self._running = self._following = False
        self._step = self._followed = 0
        minibatches = learner.num_learning_epochs * learner.num_mini_batches
        weights = parameters_to_vector(learner.policy.parameters()).detach()
        # The learner's weights after each minibatch of the present update.
        self._published = torch.zeros(minibatches, len(weights)).share_memory_()
        if overlap:
            self.learner.policy.share_memory()
            self._last_values.share_memory_()
            for storage in self._storages:
                _share(storage)

    def act(self, obs: TensorDict) -> torch.Tensor:
        if self._following:
            self._follow_update()
        self._step += 1
        return self.collector.act(obs)

    def _follow_update(self) -> None:
        """Take over the weights that the present control step is to see, be the update finished or not."""
        count = len(self._published)
        due = min(math.ceil(count * self._step / FOLLOW_STEPS), count)
        if due > self._followed:
            self._worker.follow(due)
            self.collector.policy.take_weights(self._published[due - 1])
            self._followed = due

    def process_env_step(
        self, obs: TensorDict, rewards: torch.Tensor, dones: torch.Tensor, extras: dict[str, Any]
    ) -> None:
        self.collector.process_env_step(obs, rewards, dones, extras)

    def compute_returns(self, obs: TensorDict) -> None:
        """Only the bootstrap values; the returns themselves are the first step of the update."""
        self._last_values.copy_(self.collector.policy.evaluate(obs))

    def update(self) -> dict[str, float]:
        """Start the update on the rollout just collected; returns the losses of the last finished one."""
        self.finish()
        self.publish()
        index = self._updates % 2
        self.collector.storage = self._storages[index]
        self.collector.storage.clear()
        request = (1 - index, self.schedule(self._updates))
        self._updates += 1
        self._step = self._followed = 0
        if not self.overlap:
            self._take(self._update(*request))
            self.publish()
            return self._losses
        if self._worker is None:
            self._worker = Worker(self._serve)
        self._worker.ask("update", *request)
        self._running = self._following = True
        if not self._losses:
            # The first update is waited for: before it ends there are no losses to report.
            self.finish()
            self.publish()
            self._following = False
        return self._losses

    def finish(self) -> None:
        """Wait for the running update, if there is one; its error, if any, is raised here."""
        if self._running:
            self._running = False
            self._take(self._worker.answer())

    def _take(self, outcome: tuple[dict[str, float], float]) -> None:
        self._losses, self.learning_rate = outcome

    def _serve(self, notify: Callable[[], None], name: str, *arguments: Any) -> Any:
        """In the child."""
        if name == "optimizer":
            return self.learner.optimizer.state_dict()
        rows = iter(self._published)

        def publish(*_: Any) -> None:
            next(rows).copy_(parameters_to_vector(self.learner.policy.parameters()).detach())
            notify()

        handle = self.learner.optimizer.register_step_post_hook(publish)
        try:
            return self._update(*arguments)
        finally:
            handle.remove()

    def _update(self, storage: int, rate: float | None) -> tuple[dict[str, float], float]:
        """Returns and rsl_rl's update on one of the two storages; gives losses and learning rate."""
        learner = self.learner
        learner.storage = self._storages[storage]
        if rate is not None:
            learner.learning_rate = rate
            for group in learner.optimizer.param_groups:
                group["lr"] = rate
        learner.storage.compute_returns(
            self._last_values,
            learner.gamma,
            learner.lam,
            normalize_advantage=not learner.normalize_advantage_per_mini_batch,
        )
        return learner.update(), learner.learning_rate

    def optimizer_state(self) -> dict[str, Any]:
        self.finish()
        if self._worker is None:
            return self.learner.optimizer.state_dict()
        self._worker.ask("optimizer")
        return self._worker.answer()

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

    def settle(self) -> None:
        """End of a training: bring the optimizer's state home and let the child go."""
        self.learner.optimizer.load_state_dict(self.optimizer_state())
        self.close()

    def close(self) -> None:
        self._running = self._following = False
        if self._worker is not None:
            self._worker.close()
            self._worker = None


def _share(storage: RolloutStorage) -> None:
    """Move what the collector writes into shared memory; the rest is made anew by every update."""
    storage.observations.share_memory_()
    for name in ("actions", "rewards", "dones", "values", "actions_log_prob", "mu", "sigma"):
        getattr(storage, name).share_memory_()
