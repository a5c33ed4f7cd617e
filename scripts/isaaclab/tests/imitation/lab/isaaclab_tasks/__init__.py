"""Registers the tasks when it is imported; the parent of the sub-packages, as the real one is."""

import gymnasium

_STOCK = {
    "Isaac-Velocity-Flat-Anymal-D-v0": "FlatEnvCfg",
    "Isaac-Velocity-Flat-Anymal-D-Play-v0": "PlayEnvCfg",
    "Isaac-Velocity-Flat-AnymalD": "PresetEnvCfg",
    "Isaac-Velocity-Flat-AnymalD-Play": "PlayEnvCfg",
}
for _id, _env in _STOCK.items():
    gymnasium.register(
        id=_id,
        entry_point="isaaclab.envs:ManagerBasedRLEnv",
        disable_env_checker=True,
        kwargs={
            "env_cfg_entry_point": f"isaaclab_tasks.velocity:{_env}",
            "rsl_rl_cfg_entry_point": "isaaclab_tasks.velocity:RunnerCfg",
            "skrl_cfg_entry_point": "isaaclab_tasks.velocity:skrl_cfg",
        },
    )
