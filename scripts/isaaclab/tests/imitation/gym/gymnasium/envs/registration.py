"""Specs by id."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class EnvSpec:
    id: str
    entry_point: Any = None
    reward_threshold: float | None = None
    nondeterministic: bool = False
    max_episode_steps: int | None = None
    order_enforce: bool = True
    disable_env_checker: bool = False
    kwargs: dict[str, Any] = field(default_factory=dict)
    additional_wrappers: tuple[Any, ...] = ()
    vector_entry_point: Any = None


registry: dict[str, EnvSpec] = {}


def register(id: str, **fields: Any) -> None:
    registry[id] = EnvSpec(id, **fields)


def spec(id: str) -> EnvSpec:
    if id not in registry:
        raise LookupError(f"Environment `{id}` doesn't exist.")
    return registry[id]
