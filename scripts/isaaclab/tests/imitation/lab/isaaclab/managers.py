"""Terms and scene entities, with a marker for values that must be given, as Isaac Lab has it."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field
from typing import Any


def missing() -> Any:
    return MISSING


@dataclass
class SceneEntityCfg:
    name: str = field(default_factory=missing)
    joint_names: str | list[str] | None = None
    joint_ids: list[int] | slice = field(default_factory=lambda: slice(None))
    body_names: str | list[str] | None = None
    preserve_order: bool = False


@dataclass
class ManagerTermBaseCfg:
    func: Any = field(default_factory=missing)
    params: dict[str, Any] = field(default_factory=dict)


@dataclass
class RewardTermCfg(ManagerTermBaseCfg):
    weight: float = field(default_factory=missing)


@dataclass
class TerminationTermCfg(ManagerTermBaseCfg):
    time_out: bool = False


@dataclass
class ObservationTermCfg(ManagerTermBaseCfg):
    clip: tuple[float, float] | None = None
    scale: float | None = None


@dataclass
class EventTermCfg(ManagerTermBaseCfg):
    mode: str = field(default_factory=missing)


@dataclass
class CurriculumTermCfg(ManagerTermBaseCfg):
    pass
