"""Task registry: the default configuration of every task as plain nested dicts (no torch, no MuJoCo)."""

from __future__ import annotations

from typing import Any

from trotline_mujoco.tasks import agent, environment

FLAT = "Trotline-Velocity-Flat-Quad-v0"
ROUGH = "Trotline-Velocity-Rough-Quad-v0"
TASK_IDS = (FLAT, ROUGH)


class UnknownTaskError(LookupError):
    """The task id is not registered."""


def load(task_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fresh (env_cfg, agent_cfg) of a task; like Isaac Lab, whatever stands before a colon is ignored."""
    name = task_id.split(":")[-1]
    if name not in TASK_IDS:
        known = ", ".join(TASK_IDS)
        raise UnknownTaskError(f"Environment `{name}` doesn't exist. Known tasks: {known}.")
    rough = name == ROUGH
    return environment.build(rough), agent.build(rough)


def entry_points(task_id: str) -> tuple[str, str]:
    """The two `module:attribute` names printed at the start of a run."""
    del task_id  # both tasks are built by the same two functions
    return f"{environment.__name__}:build", f"{agent.__name__}:build"
