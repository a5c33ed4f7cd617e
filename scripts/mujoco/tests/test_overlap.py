"""The update process: answers, progress, errors and deaths."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
import torch
from rsl_rl.modules import ActorCritic
from tensordict import TensorDict

from trotline_mujoco.overlap import BehaviourPolicy
from trotline_mujoco.worker import Worker


def work(notify: Callable[[], None], name: str, *arguments: Any) -> Any:
    if name == "count":
        for _ in range(arguments[0]):
            notify()
        return "counted"
    if name == "fail":
        raise RuntimeError(f"cannot {arguments[0]}")
    if name == "die":
        os._exit(3)
    return os.getpid()


@pytest.fixture
def worker():
    worker = Worker(work)
    yield worker
    worker.close()


def test_work_is_done_in_another_process(worker):
    worker.ask("pid")
    assert worker.answer() != os.getpid()


def test_progress_can_be_followed_before_the_answer(worker):
    worker.ask("count", 5)
    worker.follow(3)
    assert 3 <= worker.progress <= 5
    assert worker.answer() == "counted"
    worker.follow(99)  # an answered request has no more progress to wait for
    worker.ask("count", 0)
    assert worker.answer() == "counted"


def test_errors_are_raised_where_the_answer_is_wanted(worker):
    worker.ask("fail", "learn")
    with pytest.raises(RuntimeError, match="cannot learn"):
        worker.follow(1)
    worker.ask("count", 1)
    assert worker.answer() == "counted", "an error is not the end of the process"


def test_a_dead_worker_is_an_error_and_not_a_hang(worker):
    worker.ask("die")
    with pytest.raises(RuntimeError, match="has died"):
        worker.answer()


def test_the_child_ends_when_its_parent_is_killed():
    program = (
        "import time\nfrom trotline_mujoco.worker import Worker\n"
        "w = Worker(lambda notify: None)\nprint(w._pid, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while running(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not running(child)


def running(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def policy() -> tuple[ActorCritic, TensorDict]:
    torch.manual_seed(0)
    obs = TensorDict({"policy": torch.randn(6, 48)}, batch_size=[6])
    groups = {"policy": ["policy"], "critic": ["policy"]}
    return ActorCritic(obs, groups, 12, actor_hidden_dims=[16], critic_hidden_dims=[16]), obs


def test_behaviour_has_the_density_of_the_policy_it_copies():
    original, obs = policy()
    behaviour = BehaviourPolicy(original, seed=4)
    actions = behaviour.act(obs)
    original.act(obs)
    assert torch.allclose(behaviour.action_mean, original.action_mean)
    assert torch.allclose(behaviour.action_std, original.action_std)
    assert torch.allclose(
        behaviour.get_actions_log_prob(actions), original.get_actions_log_prob(actions), atol=1e-4
    )


def test_new_weights_are_taken_in_one_vector():
    original, obs = policy()
    behaviour = BehaviourPolicy(original, seed=4)
    with torch.no_grad():
        for parameter in original.parameters():
            parameter.add_(0.1)
    behaviour.take_weights(torch.nn.utils.parameters_to_vector(original.parameters()))
    assert torch.allclose(behaviour.evaluate(obs), original.evaluate(obs))
    behaviour.act(obs)
    original.act(obs)
    assert torch.allclose(behaviour.action_mean, original.action_mean)


def test_sampling_leaves_the_global_random_stream_alone():
    original, obs = policy()
    behaviour = BehaviourPolicy(original, seed=4)
    before = torch.get_rng_state()
    first = behaviour.act(obs)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(BehaviourPolicy(original, seed=4).act(obs), first)
