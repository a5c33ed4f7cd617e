"""One training, from configuration to artefacts."""

from __future__ import annotations

import argparse
import copy
import os
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trotline_mujoco.runner import TrainingHooks

# Two OpenMP threads that spin on shared cores make an update six times slower; the cores belong to physics.
_THREAD_SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def limit_library_threads() -> None:
    """Must come before the first import of numpy or torch."""
    for name, value in _THREAD_SETTINGS.items():
        os.environ.setdefault(name, value)


def run(
    args: argparse.Namespace,
    env_cfg: dict[str, Any],
    agent_cfg: dict[str, Any],
    hooks: TrainingHooks | None = None,
) -> None:
    """Train as configured; `env_cfg['log_dir']` is the run folder, which is created here."""
    del args  # everything it says is in the configurations
    limit_library_threads()
    import numpy as np
    import torch

    from trotline_mujoco import cli, yaml_dump
    from trotline_mujoco.env import QuadEnv
    from trotline_mujoco.runner import Runner, TrainingEnv

    torch.set_num_threads(1)
    seed = int(agent_cfg["seed"])
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    checkpoint = cli.find_checkpoint(agent_cfg) if agent_cfg["resume"] else None

    env = QuadEnv(env_cfg, verbose=True)
    try:
        training_env = TrainingEnv(env, agent_cfg["num_steps_per_env"], agent_cfg["clip_actions"], hooks)
        log_dir = Path(env_cfg["log_dir"])
        # rsl_rl takes entries out of the dict it is given.
        runner = Runner(training_env, copy.deepcopy(agent_cfg), log_dir=str(log_dir))
        runner.add_git_repo_to_log(__file__)
        if checkpoint is not None:
            print(f"[INFO]: Loading model checkpoint from: {checkpoint}")
            runner.load(str(checkpoint))
        yaml_dump.dump_yaml(log_dir / "params" / "env.yaml", env_cfg)
        yaml_dump.dump_yaml(log_dir / "params" / "agent.yaml", agent_cfg)
        start = time.time()
        runner.learn(num_learning_iterations=agent_cfg["max_iterations"], init_at_random_ep_len=True)
        print(f"Training time: {round(time.time() - start, 2)} seconds")
    finally:
        env.close()
