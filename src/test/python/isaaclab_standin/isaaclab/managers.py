"""Terms of a task."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class RewardTermCfg:
    func: Any = None
    weight: float = 0.0
    params: dict[str, Any] = field(default_factory=dict)


@dataclass
class SceneEntityCfg:
    name: str = ""
    joint_names: Any = None
    body_names: Any = None
