"""The rsl_rl 3.1.2 runner configuration in the shape Isaac Lab 2.3.2 dumps it.

One key is ours: `algorithm.learning_rate_final`. The learning rate falls linearly from `learning_rate` to it
over the run; `null` keeps it fixed. The adaptive schedule swings wildly at batches of 3 k samples: `fixed`.
"""

from __future__ import annotations

from typing import Any

# 488 iterations of 128 environments x 24 steps = 1.5 M control steps.
FLAT_ITERATIONS = 488
ROUGH_ITERATIONS = 1300


def _policy() -> dict[str, Any]:
    return {
        "class_name": "ActorCritic",
        "init_noise_std": 0.5,
        "noise_std_type": "scalar",
        "state_dependent_std": False,
        "actor_obs_normalization": False,
        "critic_obs_normalization": False,
        "actor_hidden_dims": [128, 64],
        "critic_hidden_dims": [128, 64],
        "activation": "elu",
    }


def _algorithm() -> dict[str, Any]:
    return {
        "class_name": "PPO",
        "num_learning_epochs": 4,
        "num_mini_batches": 4,
        "learning_rate": 2.0e-3,
        "learning_rate_final": 1.0e-4,
        "schedule": "fixed",
        "gamma": 0.98,
        "lam": 0.95,
        "entropy_coef": 0.002,
        "desired_kl": 0.01,
        "max_grad_norm": 1.0,
        "value_loss_coef": 1.0,
        "use_clipped_value_loss": True,
        "clip_param": 0.2,
        "normalize_advantage_per_mini_batch": False,
        "rnd_cfg": None,
        "symmetry_cfg": None,
    }


def build(rough: bool) -> dict[str, Any]:
    return {
        "seed": 42,
        "device": "cpu",
        "num_steps_per_env": 24,
        "max_iterations": ROUGH_ITERATIONS if rough else FLAT_ITERATIONS,
        "empirical_normalization": None,
        "obs_groups": {},
        "clip_actions": None,
        "save_interval": 50,
        "experiment_name": "quad_rough" if rough else "quad_flat",
        "run_name": "",
        "logger": "tensorboard",
        "neptune_project": "isaaclab",
        "wandb_project": "isaaclab",
        "resume": False,
        "load_run": ".*",
        "load_checkpoint": "model_.*.pt",
        "class_name": "OnPolicyRunner",
        "policy": _policy(),
        "algorithm": _algorithm(),
    }
