"""Faults inside a real training: the failure must come out of the real libraries where it can."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from trotline_mujoco import evaluate, tasks
from trotline_mujoco.faults import Faults, Hooks
from trotline_mujoco.judge.protocol import Protocol

TINY = [
    *("--task", tasks.FLAT, "--num_envs", "8", "--max_iterations", "3", "--headless", "--run_name", "t"),
    "agent.num_steps_per_env=8",
]


def train(folder: Path, fault: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TROTLINE_FAULT": fault, "TROTLINE_MUJOCO_THREADS": "1"}
    return subprocess.run(
        [sys.executable, "-m", "trotline_mujoco.train", *TINY],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_nan_rewards_make_rsl_rl_fail_by_itself(tmp_path: Path) -> None:
    done = train(tmp_path, "nan:iteration=1")

    assert done.returncode == 1
    assert "RuntimeError: normal expects all elements of std >= 0.0" in done.stderr
    assert "Error executing job with overrides: ['agent.num_steps_per_env=8']" in done.stderr
    assert "Training time:" not in done.stdout


def test_out_of_memory_is_torchs_own_error() -> None:
    env_cfg, agent_cfg = tasks.load(tasks.FLAT)
    hooks = Hooks(Faults.parse("oom:iteration=4"), env_cfg, agent_cfg)

    hooks.before_iteration(3)
    with pytest.raises(torch.OutOfMemoryError, match=r"^CUDA out of memory\. Tried to allocate 2\.00 GiB\."):
        hooks.before_iteration(4)


def test_rewards_are_poisoned_from_the_iteration_on() -> None:
    env_cfg, agent_cfg = tasks.load(tasks.FLAT)
    hooks = Hooks(Faults.parse("nan:iteration=4"), env_cfg, agent_cfg)

    assert torch.equal(hooks.rewards(3, torch.ones(5)), torch.ones(5))
    assert torch.isnan(hooks.rewards(4, torch.ones(5))).all()


@pytest.mark.slow
def test_slow_run_without_other_faults_finishes_and_can_be_judged(tmp_path: Path) -> None:
    done = train(tmp_path, "slow:seconds=0.05")

    assert done.returncode == 0, done.stderr
    assert "Training time:" in done.stdout
    (folder,) = (tmp_path / "logs" / "rsl_rl" / "quad_flat").iterdir()
    result = evaluate.evaluate(folder, Path("model_2.pt"), Protocol("flat", 2, 3.0, 1))
    assert result["metrics"]["episodes"] == 2
    assert "fake" not in result
