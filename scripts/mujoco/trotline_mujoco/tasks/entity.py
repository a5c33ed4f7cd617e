"""Shared config fragments in the shapes Isaac Lab's `SceneEntityCfg` and manager terms have when dumped."""

from __future__ import annotations

from typing import Any

MDP = "trotline_mujoco.mdp"
CONTACT_BODY_NAMES = ".*_foot"


def scene_entity(
    name: str, joint_names: list[str] | None = None, body_names: str | list[str] | None = None
) -> dict[str, Any]:
    """A scene entity; `slice(None)` stands for "all", as in Isaac Lab before names are resolved."""
    return {
        "name": name,
        "joint_names": joint_names,
        "joint_ids": slice(None),
        "fixed_tendon_names": None,
        "fixed_tendon_ids": slice(None),
        "body_names": body_names,
        "body_ids": slice(None),
        "object_collection_names": None,
        "object_collection_ids": slice(None),
        "preserve_order": False,
    }


def feet_sensor() -> dict[str, Any]:
    return scene_entity("contact_forces", body_names=CONTACT_BODY_NAMES)
