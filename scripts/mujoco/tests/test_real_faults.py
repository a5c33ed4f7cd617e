"""Faults inside a real training: the failure must come out of the real libraries where it can."""

from __future__ import annotations

import os
import re
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
    *("agent.num_steps_per_env=8", "env.episode_length_s=0.1"),
]


def train(folder: Path, fault: str) -> subprocess.CompletedProcess[str]:
    folder.mkdir(exist_ok=True)
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
    assert "Error executing job with overrides: ['agent.num_steps_per_env=8', " in done.stderr
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


def without_log_dir(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("log_dir:")]


def labels(console: str) -> list[str]:
    """Labels of the last iteration's block."""
    block = console[console.rindex("Learning iteration") :]
    return re.findall(r"^ *([A-Z][^:\n]+):", block, flags=re.MULTILINE)


def tags(folder: Path) -> list[str]:
    """Tags of an event file in the order of their first appearance."""
    (path,) = folder.glob("events.out.tfevents.*")
    found = re.findall(rb"\x0a[\x01-\x7f]([A-Z][A-Za-z_]+/[a-z0-9_/ ]+)\x15", path.read_bytes())
    return [tag.decode() for tag in dict.fromkeys(found)]


@pytest.mark.slow
def test_real_run_can_be_judged_and_the_fake_one_looks_the_same(tmp_path: Path) -> None:
    done = train(tmp_path, "slow:seconds=0.05")
    pretended = train(tmp_path / "fake", "fake:seconds=0")

    assert done.returncode == 0, done.stderr
    assert "Training time:" in done.stdout
    (folder,) = (tmp_path / "logs" / "rsl_rl" / "quad_flat").iterdir()
    (double,) = (tmp_path / "fake" / "logs" / "rsl_rl" / "quad_flat").iterdir()
    assert tags(folder) == tags(double)
    assert len(tags(folder)) == 39
    names = [path.name for path in sorted(folder.glob("*.pt"))]
    assert names == [path.name for path in sorted(double.glob("*.pt"))] == ["model_0.pt", "model_2.pt"]
    for name in ("env.yaml", "agent.yaml"):
        real, fake = ((run / "params" / name).read_text() for run in (folder, double))
        assert without_log_dir(real) == without_log_dir(fake)
    assert labels(done.stdout) == labels(pretended.stdout)
    result = evaluate.evaluate(folder, Path("model_2.pt"), Protocol("flat", 2, 3.0, 1))
    assert result["metrics"]["episodes"] == 2
    assert "fake" not in result
