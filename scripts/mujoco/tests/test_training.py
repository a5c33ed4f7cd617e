"""Real trainings, small ones: artefacts, determinism, resume."""

from __future__ import annotations

import argparse
import contextlib
import io
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from simulation import FLAT
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from trotline_mujoco import cli, tasks, train_run

pytestmark = pytest.mark.slow


class RunTagLoader(yaml.SafeLoader):
    """Reads the tags of Isaac Lab's files without building Python objects."""


RunTagLoader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)


def train(
    folder: Path, iterations: int = 3, hooks: Any = None, overlap: str = "1", **agent: Any
) -> tuple[Path, str]:
    """Train 16 robots; returns the run folder and the console output."""
    env_cfg, agent_cfg = tasks.load(FLAT)
    env_cfg["scene"]["num_envs"] = 16
    agent_cfg.update({"max_iterations": iterations, "seed": 7, **agent})
    env_cfg["seed"] = agent_cfg["seed"]
    env_cfg["log_dir"] = str(folder)
    console = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(console):
        patch.setenv("TROTLINE_MUJOCO_OVERLAP", overlap)
        patch.setenv("TROTLINE_MUJOCO_THREADS", "2")
        train_run.run(argparse.Namespace(), env_cfg, agent_cfg, hooks)
    return folder, console.getvalue()


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    events = EventAccumulator(str(folder), size_guidance={"scalars": 0})
    events.Reload()
    return {tag: [(e.step, e.value) for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]}


def test_ten_iterations_write_every_artefact(tmp_path):
    folder, console = train(tmp_path / "run", iterations=10)

    names = {path.name for path in folder.iterdir()}
    assert {"params", "git", "model_0.pt", "model_9.pt"} <= names
    assert not [name for name in names if name.endswith(".partial")]
    env_yaml = yaml.load((folder / "params" / "env.yaml").read_text(), RunTagLoader)
    assert env_yaml["scene"]["num_envs"] == 16
    assert "algorithm" in yaml.load((folder / "params" / "agent.yaml").read_text(), RunTagLoader)

    checkpoint = torch.load(folder / "model_9.pt", weights_only=False)
    assert set(checkpoint) == {"model_state_dict", "optimizer_state_dict", "iter", "infos"}
    assert checkpoint["iter"] == 9 and {"std", "actor.0.weight", "critic.0.weight"} <= set(
        checkpoint["model_state_dict"]
    )

    log = scalars(folder)
    assert [step for step, _ in log["Loss/value_function"]] == list(range(10))
    assert {
        "Loss/surrogate",
        "Loss/entropy",
        "Loss/learning_rate",
        "Policy/mean_noise_std",
        "Perf/total_fps",
        "Perf/collection time",
        "Perf/learning_time",
        "Train/mean_reward",
        "Train/mean_episode_length",
        "Train/mean_reward/time",
        "Episode_Reward/track_lin_vel_xy_exp",
        "Episode_Reward/dof_pos_limits",
        "Episode_Termination/time_out",
        "Episode_Termination/base_contact",
        "Metrics/base_velocity/error_vel_xy",
        "Metrics/base_velocity/mean_error_vel_yaw",
        "Metrics/policy/action_rate",
        "Metrics/policy/foot_slip",
        "Metrics/policy/speed_ratio",
    } <= set(log)

    for line in (
        "[INFO]: Base environment:",
        "[INFO] Reward Manager:  <RewardManager> contains 18 active terms.",
        "[INFO]: Completed setting up the environment...",
        "Learning iteration 9/10",
        "Mean value_function loss:",
        "Mean action noise std:",
    ):
        assert line in console
    assert console.splitlines()[-1].startswith("Training time: ")


@pytest.mark.parametrize("overlap", ["0", "1"])
def test_the_same_seed_gives_the_same_policy(tmp_path, overlap):
    states = []
    for name in ("a", "b"):
        folder, _ = train(tmp_path / name, iterations=4, overlap=overlap)
        states.append(torch.load(folder / "model_3.pt", weights_only=False)["model_state_dict"])
    assert all(torch.equal(states[0][key], states[1][key]) for key in states[0])


def test_saving_does_not_change_the_course_of_a_training(tmp_path):
    states = []
    for interval in (1, 50):
        folder, _ = train(tmp_path / str(interval), iterations=4, save_interval=interval)
        states.append(torch.load(folder / "model_3.pt", weights_only=False))
    first, second = (s["model_state_dict"] for s in states)
    assert all(torch.equal(first[key], second[key]) for key in first)
    moments = [s["optimizer_state_dict"]["state"][0]["exp_avg"] for s in states]
    assert torch.equal(*moments)


def test_another_seed_gives_another_policy(tmp_path):
    weights = []
    for seed in (1, 2):
        folder, _ = train(tmp_path / str(seed), iterations=1, seed=seed)
        weights.append(torch.load(folder / "model_0.pt", weights_only=False)["model_state_dict"]["std"])
    assert not torch.equal(*weights)


def test_the_learning_rate_falls_linearly(tmp_path):
    folder, _ = train(tmp_path / "run", iterations=5, overlap="0")
    rates = [value for _, value in scalars(folder)["Loss/learning_rate"]]
    assert rates == pytest.approx([2e-3 - (2e-3 - 1e-4) * i / 5 for i in range(5)], rel=1e-5)


def test_resume_continues_iteration_and_schedule(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    root = cli.log_root({"experiment_name": "quad_flat"})
    train(root / "2026-01-01_00-00-00", iterations=3)
    resume = {"resume": True, "load_run": "2026-01-01.*", "load_checkpoint": "model_2.pt"}
    folder, console = train(root / "2026-01-01_00-00-09", iterations=2, overlap="0", **resume)

    assert "[INFO]: Loading model checkpoint from: " in console
    assert "Learning iteration 2/4" in console and "Learning iteration 3/4" in console
    log = scalars(folder)
    assert [step for step, _ in log["Loss/learning_rate"]] == [2, 3]
    # As if it were one run of 2 + 2 iterations; the saved optimizer's own rate plays no part.
    rates = [value for _, value in log["Loss/learning_rate"]]
    assert rates == pytest.approx([2e-3 - 1.9e-3 * 2 / 4, 2e-3 - 1.9e-3 * 3 / 4], rel=1e-5)
    assert torch.load(folder / "model_3.pt", weights_only=False)["iter"] == 3


class Recorder:
    """Hooks that remember their calls and may poison the rewards."""

    def __init__(self, poison_from: int | None = None) -> None:
        self.iterations: list[int] = []
        self.poison_from = poison_from

    def before_iteration(self, it: int) -> None:
        self.iterations.append(it)

    def rewards(self, it: int, rewards: torch.Tensor) -> torch.Tensor:
        if self.poison_from is not None and it >= self.poison_from:
            rewards.fill_(float("nan"))
        return rewards


def test_hooks_come_before_every_iteration(tmp_path):
    hooks = Recorder()
    train(tmp_path / "run", iterations=3, hooks=hooks)
    assert hooks.iterations == [0, 1, 2]


def test_nan_rewards_make_rsl_rl_fail_with_its_own_words(tmp_path):
    with pytest.raises(RuntimeError, match=r"normal expects all elements of std >= 0\.0"):
        train(tmp_path / "run", iterations=6, hooks=Recorder(poison_from=1))


def test_observation_normalisation_reaches_the_checkpoint(tmp_path):
    _, agent = tasks.load(FLAT)
    policy = {**agent["policy"], "actor_obs_normalization": True, "critic_obs_normalization": True}
    folder, _ = train(tmp_path / "run", iterations=2, policy=policy)
    state = torch.load(folder / "model_1.pt", weights_only=False)["model_state_dict"]
    assert state["actor_obs_normalizer.count"] == 2 * 24 * 16
