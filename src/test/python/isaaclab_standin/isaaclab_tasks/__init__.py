"""Registers the tasks when it is imported, under the names of the generation."""

import gymnasium
from standin.generations import current

for _id in current().tasks:
    gymnasium.register(
        id=_id,
        entry_point="isaaclab.envs:ManagerBasedRLEnv",
        disable_env_checker=True,
        kwargs={
            "env_cfg_entry_point": "isaaclab_tasks.velocity:EnvCfg",
            "rsl_rl_cfg_entry_point": "isaaclab_tasks.velocity:RunnerCfg",
            "rsl_rl_with_symmetry_cfg_entry_point": "isaaclab_tasks.velocity:SymmetricRunnerCfg",
        },
    )
