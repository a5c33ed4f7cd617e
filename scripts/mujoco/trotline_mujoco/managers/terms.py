"""Resolving terms: names to functions, scene entities to indices."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from trotline_mujoco.model import CONTACT_BODIES, JOINT_NAMES, match_names


@dataclass(frozen=True)
class SceneEntity:
    """A resolved scene entity: indices into the bodies that can touch the ground and into the joints."""

    name: str
    body_ids: np.ndarray | slice
    joint_ids: np.ndarray | slice


def _indices(names: tuple[str, ...], patterns: Any) -> np.ndarray | slice:
    """Consecutive indices become a slice, which numpy reads without copying."""
    if patterns is None:
        return slice(None)
    ids = match_names(names, patterns)
    if ids == list(range(ids[0], ids[0] + len(ids))):
        return slice(ids[0], ids[0] + len(ids))
    return np.array(ids)


def resolve_function(name: str | Callable[..., Any]) -> Callable[..., Any]:
    """The callable behind `module:attribute`."""
    if callable(name):
        return name
    module, separator, attribute = name.partition(":")
    if not separator:
        raise ValueError(f"'{name}' is not of the form 'module:name'")
    try:
        return getattr(importlib.import_module(module), attribute)
    except AttributeError:
        raise ValueError(f"module '{module}' has no term function '{attribute}'") from None


def resolve_params(params: dict[str, Any]) -> dict[str, Any]:
    """Term parameters with scene entities replaced by indices."""
    return {key: _resolve_param(value) for key, value in params.items()}


def _resolve_param(value: Any) -> Any:
    if not (isinstance(value, dict) and "name" in value and "body_names" in value):
        return value
    return SceneEntity(
        name=value["name"],
        body_ids=_indices(CONTACT_BODIES, None if value["body_names"] == ".*" else value["body_names"]),
        joint_ids=_indices(JOINT_NAMES, value.get("joint_names")),
    )


def active_terms(section: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """The terms of a section that are not null."""
    return {name: cfg for name, cfg in (section or {}).items() if isinstance(cfg, dict)}
