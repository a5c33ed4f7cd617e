"""Terms of a task."""

from __future__ import annotations

from typing import Any


class RewardTermCfg:
    def __init__(self, func: Any, weight: float, params: dict[str, Any] | None = None) -> None:
        self.func = func
        self.params = params or {}
        self.weight = weight


class SceneEntityCfg:
    def __init__(self, name: str, joint_names: Any = None, body_names: Any = None) -> None:
        self.name = name
        self.joint_names = joint_names
        self.body_names = body_names
