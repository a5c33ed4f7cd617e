"""Specs by id."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class EnvSpec:
    id: str
    entry_point: Any = None
    disable_env_checker: bool = False
    kwargs: dict[str, Any] = field(default_factory=dict)


registry: dict[str, EnvSpec] = {}


def register(id: str, **fields: Any) -> None:
    registry[id] = EnvSpec(id, **fields)


def spec(id: str) -> EnvSpec:
    if id not in registry:
        raise LookupError(f"gymnasium.error.NameNotFound: Environment `{id}` doesn't exist.")
    return registry[id]
